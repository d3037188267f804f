import Lang
import Postgres

/// A statement on its way to the server, and the way back: which place in the user's own text each
/// character of it came from.
///
/// PostgreSQL counts an error's position in characters of what it was sent; values and names that
/// were put in have made that another text than the one on the screen.
struct StatementText {
  private(set) var sql = SQL()
  private var pieces: [Piece] = []
  private var sentCount = 0
  private var boundCount = 0
  private let source: Source
  private let whole: Span
  private let isMadeUp: Bool
  private let verb: String
  private let data: Span?

  private struct Piece {
    /// Where it starts in the sent text, in code points from 0.
    var start: Int
    var span: Span
    /// Copied as it stands, so that places in it correspond.
    var isRaw: Bool
  }

  /// - Throws: a failure at a value that has no form in SQL.
  ///
  /// - Parameter parts: what is sent in place of what is written.
  init(_ call: ForeignCall, _ parts: [ForeignCall.Part]? = nil) throws {
    source = call.source
    verb = call.verb
    data = call.statement.data
    whole = call.statement.span
    isMadeUp = call.isMadeUp
    let binds = StatementText.takesParameters(call.verb)
    for part in parts ?? call.parts {
      let (sql, span, isRaw) = try StatementText.sql(part, isBound: binds, in: source)
      append(sql, span, isRaw: isRaw)
    }
  }

  /// The whole of it without parameters: an expression that becomes a part of a statement.
  static func literal(_ call: ForeignCall) throws -> SQL {
    var whole = SQL()
    for part in call.parts { whole += try sql(part, isBound: false, in: call.source).sql }
    // A query is an expression between parentheses of its own only.
    return takesParameters(call.verb) ? "(\(whole))" : whole
  }

  private static func sql(_ part: ForeignCall.Part, isBound: Bool, in source: Source) throws
    -> (sql: SQL, span: Span, isRaw: Bool)
  {
    switch part {
    case .raw(let text, let span): (SQL(trusted: text), span, true)
    case .value(let value, let span):
      (try SQLValue.sql(value, isBound: isBound, at: Location(source, span)), span, false)
    case .identifier(let names, let span): ("\(name: names)", span, false)
    }
  }

  private mutating func append(_ piece: SQL, _ span: Span, isRaw: Bool) {
    pieces.append(Piece(start: sentCount, span: span, isRaw: isRaw))
    sql += piece
    // A bound value stands alone in its piece, and is sent as its number: `$12`.
    boundCount += piece.bindings.count
    let sent = piece.bindings.isEmpty ? piece.text : "$\(boundCount)"
    sentCount += sent.unicodeScalars.count
  }

  /// Statements that are planned take parameters; all others know literals only.
  private static func takesParameters(_ verb: String) -> Bool {
    ["select", "insert", "update", "delete", "merge", "with", "values", "table"].contains(verb)
  }

  /// The place in the user's text of a position that the server gave, counted from 1.
  func location(of position: Int) -> Location {
    let offset = position - 1
    guard !isMadeUp, offset >= 0, let piece = pieces.last(where: { $0.start <= offset }) else {
      return location
    }
    guard piece.isRaw else { return Location(source, piece.span) }
    let start = piece.span.start + byteOffset(ofScalar: offset - piece.start, in: piece.span)
    return Location(source, wordSpan(at: min(start, max(piece.span.start, piece.span.end - 1))))
  }

  var location: Location { Location(source, whole) }

  /// The word of our own language that begins the line of a place, when that is not the
  /// statement's first: SQL without a `;` runs on into what follows. Bodies of functions hold
  /// other languages.
  func ownWord(onLineOf place: Location) -> String? {
    guard !isMadeUp, verb != "create", verb != "do", place.source === source else { return nil }
    let line = source.lineSpan(place.position.line)
    guard line.start > whole.start else { return nil }
    let text = source[line].drop { $0 == " " || $0 == "\t" }
    let word = String(text.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    return Reference.ownWords.contains(word) ? word : nil
  }

  /// The line of the user's text that a context of PostgreSQL's means: one of `do $$ … $$`, or one
  /// of the data behind `copy … from stdin`.
  func place(of context: String) -> Location? {
    guard !isMadeUp else { return nil }
    if verb == "do", let line = number(behind: "inline_code_block line ", in: context) {
      return bodyStart.flatMap { location(ofLine: line, from: $0) }
    }
    if let data, context.hasPrefix("COPY "), let line = number(behind: ", line ", in: context) {
      return location(ofLine: line, from: data.start)
    }
    return nil
  }

  private func number(behind words: String, in context: String) -> Int? {
    for line in context.split(separator: "\n").reversed() {
      guard let found = line.firstRange(of: words) else { continue }
      return Int(line[found.upperBound...].prefix { $0.isNumber })
    }
    return nil
  }

  /// Behind the opening `$tag$` or quote.
  private var bodyStart: Int? {
    let tokens = SQLTokens(source[whole])
    guard let token = tokens.tokens.first(where: { $0.kind == .text }) else { return nil }
    let bytes = source.bytes
    var start = whole.start + token.start + 1
    if bytes[start - 1] == UInt8(ascii: "$") {
      while start < whole.end, bytes[start] != UInt8(ascii: "$") { start += 1 }
      start += 1
    }
    return min(start, whole.end)
  }

  private func location(ofLine line: Int, from start: Int) -> Location? {
    let bytes = source.bytes
    var position = start
    for _ in 1..<max(1, line) {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      position += 1
    }
    guard position < bytes.count else { return nil }
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return Location(source, Span(position, end))
  }

  private func byteOffset(ofScalar count: Int, in span: Span) -> Int {
    var left = count
    var offset = 0
    while offset < span.length && left > 0 {
      offset += 1
      while offset < span.length, source.bytes[span.start + offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }

  /// The word or the quoted name that starts at an offset, or one character.
  private func wordSpan(at start: Int) -> Span {
    let bytes = source.bytes
    guard start < bytes.count else { return Span(start, start) }
    var end = start
    if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
      let quote = bytes[start]
      end += 1
      while end < whole.end, bytes[end] != quote, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      return Span(start, min(end + 1, whole.end))
    }
    while end < whole.end, isWordByte(bytes[end]) { end += 1 }
    return Span(start, max(end, start + 1))
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
