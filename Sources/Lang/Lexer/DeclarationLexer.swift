/// Cuts the inside of a declaration into tokens, by the foreign language's rules.
///
/// Unlike the `ForeignScanner` it names every token, because a host reads these; unlike the
/// `Lexer` it keeps comments, because a host that edits the file must not lose them.
struct DeclarationLexer {
  enum Step {
    case token(DeclarationToken)
    case comment(DeclarationComment, startsLine: Bool)
    /// `{` or `}`, which no foreign token contains.
    case brace(Int)
    case end
    case unterminated(String, Int)
  }

  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int
  let end: Int
  var standardStrings = true
  /// How many parentheses and brackets are open.
  private(set) var depth = 0
  private var startsLine = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, end: Int? = nil) {
    self.bytes = bytes
    self.position = position
    self.end = end ?? bytes.count
  }

  @inline(__always)
  private func at(_ ahead: Int) -> UInt8 {
    let index = position &+ ahead
    return index < end ? bytes[index] : 0
  }

  mutating func next() -> Step {
    while position < end {
      let byte = bytes[position]
      if byte == 10 { startsLine = true }
      if Bytes.isBlank(byte) {
        position += 1
      } else if let comment = comment(byte) {
        return comment
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
        position += 1
        startsLine = false
        return .brace(position - 1)
      } else {
        return token(byte)
      }
    }
    return .end
  }

  private mutating func comment(_ byte: UInt8) -> Step? {
    let start = position
    let isLine: Bool
    switch byte {
    case UInt8(ascii: "-"): isLine = at(1) == byte
    case UInt8(ascii: "/"): isLine = at(1) == byte && at(2) == byte
    case UInt8(ascii: "#"):
      // Within parentheses it is an operator, unless a line starts with it.
      let previous = position > 0 ? bytes[position - 1] : 10
      isLine = startsLine || depth == 0 && Bytes.isBlank(previous)
    default: return nil
    }
    if isLine {
      while position < end, bytes[position] != 10 { position += 1 }
      var last = position
      while last > start, Bytes.isBlank(bytes[last - 1]) { last -= 1 }
      return .comment(
        DeclarationComment(
          span: Span(start, last), isDocumentation: byte == UInt8(ascii: "/")),
        startsLine: startsLine)
    }
    guard byte == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") else { return nil }
    var scanner = ForeignScanner(bytes, at: position)
    let isClosed = scanner.skipComment()
    position = scanner.position
    guard isClosed else { return .unterminated("comment", start) }
    return .comment(
      DeclarationComment(span: Span(start, position), isDocumentation: false),
      startsLine: startsLine)
  }

  private mutating func token(_ byte: UInt8) -> Step {
    let start = position
    let first = startsLine
    startsLine = false
    func made(_ kind: DeclarationToken.Kind) -> Step {
      .token(DeclarationToken(kind: kind, span: Span(start, position), startsLine: first))
    }
    switch byte {
    case UInt8(ascii: "'"): return quoted(start, first)
    case UInt8(ascii: "\""):
      var scanner = ForeignScanner(bytes, at: position)
      let isClosed = closeQuotes(&scanner)
      position = scanner.position
      return isClosed ? made(.quotedName) : .unterminated("quoted name", start)
    case UInt8(ascii: "$"): return dollar(start, first)
    case UInt8(ascii: "("), UInt8(ascii: "["):
      depth += 1
      position += 1
      return made(.punctuation)
    case UInt8(ascii: ")"), UInt8(ascii: "]"):
      depth = max(0, depth - 1)
      position += 1
      return made(.punctuation)
    case UInt8(ascii: ","), UInt8(ascii: ";"):
      position += 1
      return made(.punctuation)
    case UInt8(ascii: ".") where !Bytes.isDigit(at(1)):
      position += 1
      return made(.punctuation)
    default: break
    }
    if Bytes.isWordStart(byte) { return word(start, first) }
    if Bytes.isDigit(byte) || byte == UInt8(ascii: ".") {
      number()
      return made(.number)
    }
    while position < end, isSymbol(bytes[position]), !startsComment() { position += 1 }
    if position == start { position += 1 }
    return made(.symbol)
  }

  /// `a""b` is one name.
  private func closeQuotes(_ scanner: inout ForeignScanner) -> Bool {
    repeat {
      guard scanner.skip(to: UInt8(ascii: "\"")) else { return false }
    } while scanner.position < end && bytes[scanner.position] == UInt8(ascii: "\"")
    return true
  }

  private mutating func quoted(_ start: Int, _ first: Bool) -> Step {
    var scanner = ForeignScanner(bytes, at: position)
    scanner.standardStrings = standardStrings
    var isClosed = true
    repeat {
      isClosed = scanner.skipText()
    } while isClosed && scanner.position < end && bytes[scanner.position] == UInt8(ascii: "'")
    position = scanner.position
    guard isClosed else { return .unterminated("text", start) }
    return .token(DeclarationToken(kind: .text, span: Span(start, position), startsLine: first))
  }

  /// A word, or the prefix of `E'…'` and `U&'…'`.
  private mutating func word(_ start: Int, _ first: Bool) -> Step {
    while position < end, Bytes.isWord(bytes[position]) || bytes[position] == UInt8(ascii: "$") {
      position += 1
    }
    let length = position - start
    let letter = bytes[start] | 0x20
    if length == 1, at(0) == UInt8(ascii: "'"),
      [UInt8(ascii: "e"), UInt8(ascii: "b"), UInt8(ascii: "x"), UInt8(ascii: "n")].contains(letter)
    {
      return quoted(start, first)
    }
    if length == 1, letter == UInt8(ascii: "u"), at(0) == UInt8(ascii: "&") {
      if at(1) == UInt8(ascii: "'") {
        position += 1
        return quoted(start, first)
      }
      if at(1) == UInt8(ascii: "\"") {
        position += 1
        var scanner = ForeignScanner(bytes, at: position)
        let isClosed = closeQuotes(&scanner)
        position = scanner.position
        guard isClosed else { return .unterminated("quoted name", start) }
        return .token(
          DeclarationToken(kind: .quotedName, span: Span(start, position), startsLine: first))
      }
    }
    return .token(DeclarationToken(kind: .word, span: Span(start, position), startsLine: first))
  }

  private mutating func dollar(_ start: Int, _ first: Bool) -> Step {
    var scanner = ForeignScanner(bytes, at: position)
    scanner.hasHoles = false
    let stop = scanner.dollar()
    position = min(scanner.position, end)
    if case .unterminated(let what)? = stop { return .unterminated(what, start) }
    if position == start + 1 {
      while position < end, Bytes.isDigit(bytes[position]) { position += 1 }
      return .token(DeclarationToken(kind: .symbol, span: Span(start, position), startsLine: first))
    }
    return .token(DeclarationToken(kind: .text, span: Span(start, position), startsLine: first))
  }

  private mutating func number() {
    while Bytes.isWord(at(0)) || at(0) == UInt8(ascii: ".") && Bytes.isDigit(at(1)) {
      let isExponent = at(0) | 0x20 == UInt8(ascii: "e")
      position += 1
      if isExponent, at(0) == UInt8(ascii: "-") || at(0) == UInt8(ascii: "+"), Bytes.isDigit(at(1))
      {
        position += 1
      }
    }
  }

  private func isSymbol(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "~"),
      UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"),
      UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"),
      UInt8(ascii: "?"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private func startsComment() -> Bool {
    at(0) == UInt8(ascii: "-") && at(1) == UInt8(ascii: "-")
      || at(0) == UInt8(ascii: "/") && at(1) == UInt8(ascii: "*")
  }
}

extension Source {
  /// The tokens of a piece of a declaration, or of a foreign statement; nil when a place in it lies
  /// within a comment or a text.
  package func declarationTokens(_ span: Span, around offset: Int) -> [DeclarationToken]? {
    bytes.withUnsafeBufferPointer { bytes in
      var tokens: [DeclarationToken] = []
      var lexer = DeclarationLexer(
        bytes, at: min(max(span.start, 0), bytes.count), end: min(span.end, bytes.count))
      while true {
        switch lexer.next() {
        case .token(let token):
          if token.kind == .text, token.span.start < offset, offset < token.span.end { return nil }
          tokens.append(token)
        case .comment(let comment, _):
          if comment.span.start < offset, offset <= comment.span.end { return nil }
        case .brace: continue
        case .end: return tokens
        case .unterminated(_, let start): return start < offset ? nil : tokens
        }
      }
    }
  }
}
