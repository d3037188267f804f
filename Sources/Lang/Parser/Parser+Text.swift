/// Text in double quotes: escapes and `${expr}`, on one line or, in `"""`, on several.
extension Parser {
  func interpolatedText() throws -> Expression {
    let start = current.span.start
    let isLong = current.kind == .longQuote
    var pieces = try isLong ? longPieces(start) : shortPieces(start)
    let span = Span(start, previousEnd)
    if pieces.isEmpty { pieces = [.text("")] }
    if pieces.count == 1, case .text(let text) = pieces[0] {
      return Expression(kind: .text(text), span: span)
    }
    return Expression(kind: .interpolated(pieces), span: span)
  }

  private func shortPieces(_ start: Int) throws -> [TextPiece] {
    let bytes = lexer.bytes
    var position = start + 1
    var buffer: [UInt8] = []
    var pieces: [TextPiece] = []
    while true {
      guard position < bytes.count, bytes[position] != 10 else {
        resume(at: min(position, bytes.count))
        throw fail(
          "this text has no closing \"", Span(start, start + 1),
          hint: "text over several lines stands in \"\"\" … \"\"\"")
      }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        flush(&buffer, into: &pieces)
        resume(at: position + 1)
        return pieces
      case UInt8(ascii: "\\"): position = try escape(at: position, into: &buffer)
      case UInt8(ascii: "$") where position + 1 < bytes.count && bytes[position + 1] == 0x7B:
        flush(&buffer, into: &pieces)
        position = try hole(at: position, isLong: false, into: &pieces)
      case let byte:
        buffer.append(byte)
        position += 1
      }
    }
  }

  private func flush(_ buffer: inout [UInt8], into pieces: inout [TextPiece]) {
    guard !buffer.isEmpty else { return }
    pieces.append(.text(String(decoding: buffer, as: UTF8.self)))
    buffer.removeAll()
  }

  /// Stands on `${`; returns the offset behind the `}`.
  func hole(at position: Int, isLong: Bool, into pieces: inout [TextPiece]) throws -> Int {
    brackets.append(Bracket(character: isLong ? "%" : "$", offset: position))
    let (value, end) = try holeExpression(at: position, bracket: "{", close: .closeBrace)
    brackets.removeLast()
    pieces.append(.value(value))
    return end
  }

  /// Reads `${expr}` or `$[expr]` and returns the offset behind it.
  func holeExpression(at position: Int, bracket: Character, close: Token.Kind) throws
    -> (Expression, end: Int)
  {
    brackets.append(Bracket(character: "(", offset: position + 1))
    lexer.position = position + 2
    advance()
    if current.kind == close {
      throw fail("there is nothing between the brackets", Span(position, current.span.end))
    }
    var value = try expression()
    if close == .closeBracket, current.kind == .comma {
      var names = [value]
      while accept(.comma) { names.append(try expression()) }
      value = Expression(kind: .list(names), span: value.span)
    }
    guard current.kind == close else {
      throw unexpected(
        "expected `\(bracket == "{" ? "}" : "]")`",
        notes: [
          Diagnostic.Note(
            "`$\(bracket)` opened here", at: Location(source, Span(position, position + 2)))
        ])
    }
    brackets.removeLast()
    return (value, current.span.end)
  }

  private func escape(at position: Int, into buffer: inout [UInt8]) throws -> Int {
    let bytes = lexer.bytes
    let next = position + 1 < bytes.count ? bytes[position + 1] : 0
    switch next {
    case UInt8(ascii: "n"): buffer.append(10)
    case UInt8(ascii: "t"): buffer.append(9)
    case UInt8(ascii: "r"): buffer.append(13)
    case UInt8(ascii: "e"): buffer.append(27)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"):
      buffer.append(next)
    case UInt8(ascii: "u"): return try unicodeEscape(at: position, into: &buffer)
    default:
      report(
        "unknown escape `\\\(next == 0 ? "" : String(UnicodeScalar(next)))`",
        Span(position, position + 2), hint: "a backslash itself is \\\\")
    }
    return position + 2
  }

  /// `\u{1F600}`
  private func unicodeEscape(at position: Int, into buffer: inout [UInt8]) throws -> Int {
    let bytes = lexer.bytes
    var end = position + 2
    var value: UInt32 = 0
    var digits = 0
    if end < bytes.count, bytes[end] == UInt8(ascii: "{") {
      end += 1
      while end < bytes.count, let digit = Bytes.hexValue(bytes[end]), digits < 8 {
        value = value << 4 | digit
        digits += 1
        end += 1
      }
      if digits > 0, end < bytes.count, bytes[end] == UInt8(ascii: "}"),
        let scalar = Unicode.Scalar(value)
      {
        buffer.append(contentsOf: String(Character(scalar)).utf8)
        return end + 1
      }
    }
    report("this is no code point", Span(position, max(end, position + 2)), hint: "write \\u{E9}")
    return max(end, position + 2)
  }

  // MARK: Text over several lines

  /// The text between the lines of the quotes; what the closing quotes are indented by is cut off.
  private func longPieces(_ start: Int) throws -> [TextPiece] {
    let bytes = lexer.bytes
    var position = start + 3
    while position < bytes.count, bytes[position] == 32 || bytes[position] == 9 { position += 1 }
    if position < bytes.count, bytes[position] == 13 { position += 1 }
    guard position < bytes.count, bytes[position] == 10 else {
      if position >= bytes.count { return try unclosedLongText(start) }
      brackets.append(Bracket(character: "%", offset: start))
      resume(at: position)
      throw fail(
        "text in \"\"\" starts on its next line", Span(position, position + 1),
        hint: "break the line behind \"\"\"")
    }
    position += 1
    var buffer: [UInt8] = []
    var pieces: [TextPiece] = []
    while true {
      guard position < bytes.count else { return try unclosedLongText(start) }
      switch bytes[position] {
      case UInt8(ascii: "\"") where isLongQuote(position):
        flush(&buffer, into: &pieces)
        resume(at: position + 3)
        return dedent(pieces)
      case UInt8(ascii: "\\"): position = try escape(at: position, into: &buffer)
      case UInt8(ascii: "$") where position + 1 < bytes.count && bytes[position + 1] == 0x7B:
        flush(&buffer, into: &pieces)
        position = try hole(at: position, isLong: true, into: &pieces)
      case 13 where position + 1 < bytes.count && bytes[position + 1] == 10: position += 1
      case let byte:
        buffer.append(byte)
        position += 1
      }
    }
  }

  private func isLongQuote(_ position: Int) -> Bool {
    let bytes = lexer.bytes
    return position + 2 < bytes.count && bytes[position + 1] == bytes[position]
      && bytes[position + 2] == bytes[position]
  }

  private func unclosedLongText(_ start: Int) throws -> [TextPiece] {
    resume(at: lexer.bytes.count)
    endsEarly("the closing \"\"\"")
    throw fail("this text has no closing \"\"\"", Span(start, start + 3))
  }

  /// The last line holds only the indentation that all lines lose, and is no line of the text.
  private func dedent(_ pieces: [TextPiece]) -> [TextPiece] {
    guard case .text(let last)? = pieces.last else { return pieces }
    let tail = last.utf8.reversed().prefix { $0 == 32 || $0 == 9 }
    let indentation = Array(tail.reversed())
    var result: [TextPiece] = []
    var atLineStart = true
    for (number, piece) in pieces.enumerated() {
      guard case .text(let text) = piece else {
        result.append(piece)
        atLineStart = false
        continue
      }
      var bytes = Array(text.utf8)
      if number == pieces.count - 1 {
        bytes.removeLast(indentation.count)
        if bytes.last == 10 { bytes.removeLast() }
      }
      let kept = removing(indentation, from: bytes, atLineStart: atLineStart)
      atLineStart = false
      if !kept.isEmpty { result.append(.text(String(decoding: kept, as: UTF8.self))) }
    }
    return result
  }

  private func removing(_ indentation: [UInt8], from bytes: [UInt8], atLineStart: Bool) -> [UInt8] {
    var kept: [UInt8] = []
    var index = 0
    var lineStart = atLineStart
    while index < bytes.count {
      if lineStart {
        lineStart = false
        var cut = 0
        while cut < indentation.count, index + cut < bytes.count,
          bytes[index + cut] == indentation[cut]
        { cut += 1 }
        index += cut
        continue
      }
      kept.append(bytes[index])
      lineStart = bytes[index] == 10
      index += 1
    }
    return kept
  }
}
