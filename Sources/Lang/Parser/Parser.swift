/// Reads a source into a tree, and all mistakes of a file in one go.
///
/// It goes on after a mistake at the next statement. How deep things may nest is bounded, because
/// every level costs stack; the file's length is not.
final class Parser {
  /// How deep brackets, blocks and operators may nest, as far as the stack lets them.
  static let maximumNesting = 100
  private static let maximumDiagnostics = 50

  let source: Source
  let index: VocabularyIndex
  let words: Words
  // The fields that every token touches are not checked for being touched twice at once: nothing
  // that runs while one of them is changed reaches the parser again.
  @exclusivity(unchecked) var lexer: Lexer
  @exclusivity(unchecked) var current: Token
  /// Where the token before `current` ended.
  @exclusivity(unchecked) var previousEnd = 0
  var diagnostics: [Diagnostic] = []
  /// `standard_conforming_strings`, as far as the text itself sets it.
  var standardStrings = true
  /// The text may go on: a prompt asks.
  let isPartial: Bool
  /// What the text still needs, when it ends too early.
  var waitsFor: String?
  @exclusivity(unchecked) var nesting = 0
  private let stack = StackGuard()
  @exclusivity(unchecked) var brackets: [Bracket] = []
  @exclusivity(unchecked) var names = NameStack()
  /// What `break`, `continue` and `return` may leave.
  var loopDepth = 0
  var functionDepth = 0
  /// What a statement declares that could not be read: it is known all the same.
  var declaredInVain: Variable?
  /// The same of the head of a function or loop, for the block behind it.
  var headInVain: [Variable] = []

  struct Bracket {
    var character: Character
    var offset: Int
  }

  /// Thrown after the diagnostic is recorded; caught where the parser can go on.
  struct Stop: Error {}

  init(
    _ source: Source, _ bytes: UnsafeBufferPointer<UInt8>, words: Words,
    names: [String] = [], isPartial: Bool = false
  ) {
    self.source = source
    index = words.index
    self.words = words
    self.isPartial = isPartial
    for name in names { self.names.declare(words.number(of: name)) }
    lexer = Lexer(bytes)
    current = Token(kind: .end, span: Span(0, 0), startsLine: true, isAttached: false)
  }

  /// The whole source.
  func parseFile() -> Block {
    guard checkText() else { return Block(statements: [], span: Span(0, 0)) }
    var statements: [Statement] = []
    if source.kind == .foreign {
      foreignFile(into: &statements)
    } else {
      advance()
      parseStatements(into: &statements, untilBrace: false)
    }
    return Block(statements: statements, span: Span(0, source.bytes.count))
  }

  /// A part of a source that was parsed as a whole before.
  func parsePart(from start: Int) -> Block {
    var statements: [Statement] = []
    resume(at: start)
    parseStatements(into: &statements, untilBrace: false)
    return Block(statements: statements, span: Span(start, lexer.bytes.count))
  }

  /// Text that no rule of ours can read: too large, not UTF-8, or with NUL bytes.
  private func checkText() -> Bool {
    let bytes = source.bytes
    guard bytes.count < Source.maximumSize else {
      diagnostics.append(Diagnostic(.error, "\(source.name) is larger than 1 GB"))
      return false
    }
    guard let (offset, message) = TextCheck.firstFault(in: bytes) else { return true }
    report(message, Span(offset, offset + 1))
    return false
  }

  // MARK: Tokens

  func advance() {
    previousEnd = current.span.end
    current = lexer.next()
  }

  /// Goes on reading at an offset, as if nothing had been read behind it.
  func resume(at offset: Int) {
    lexer.position = offset
    advance()
    previousEnd = offset
  }

  func text(_ token: Token) -> String { text(token.span) }

  func text(_ span: Span) -> String {
    String(
      decoding: UnsafeBufferPointer(rebasing: lexer.bytes[source.clipped(span)]), as: UTF8.self)
  }

  /// The number of the current word.
  var word: Int {
    words.number(of: UnsafeBufferPointer(rebasing: lexer.bytes[source.clipped(current.span)]))
  }

  func accept(_ kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    advance()
    return true
  }

  func accept(_ keyword: Keyword) -> Bool {
    guard current.keyword == keyword else { return false }
    advance()
    return true
  }

  @discardableResult
  func expect(_ kind: Token.Kind, _ what: String) throws -> Token {
    let token = current
    guard token.kind == kind else { throw unexpected("expected \(what)") }
    advance()
    return token
  }

  /// The next token without moving.
  func peek() -> Token { lexer.peek() }

  // MARK: Brackets

  /// A line end means nothing inside parentheses and square brackets.
  var lineEnds: Bool { brackets.last.map { $0.character == "{" } ?? true }

  /// The current token begins a new statement.
  var atNewLine: Bool { current.startsLine && lineEnds }

  func open(_ character: Character) {
    brackets.append(Bracket(character: character, offset: current.span.start))
    advance()
  }

  @discardableResult
  func close(_ kind: Token.Kind) throws -> Int {
    guard current.kind == kind else {
      let bracket = brackets.last ?? Bracket(character: "(", offset: 0)
      let closing: Character =
        bracket.character == "(" ? ")" : bracket.character == "[" ? "]" : "}"
      throw unexpected(
        "expected `\(closing)`",
        notes: [
          Diagnostic.Note(
            "`\(bracket.character)` opened here",
            at: Location(source, Span(bracket.offset, bracket.offset + 1)))
        ])
    }
    brackets.removeLast()
    let end = current.span.end
    advance()
    return end
  }

  /// Every construct that holds others of its kind starts here, and ends with `nesting -= 1`.
  func enter() throws {
    nesting += 1
    guard nesting > Self.maximumNesting || stack.isExhausted else { return }
    nesting -= 1
    throw fail(
      "this is nested more than \(nesting) levels deep", current.span,
      hint: "give the inner parts names of their own")
  }

  // MARK: Mistakes

  func report(
    _ message: String, _ span: Span, hint: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    guard diagnostics.count < Self.maximumDiagnostics else { return }
    diagnostics.append(
      Diagnostic(.error, message, at: Location(source, span), hint: hint, notes: notes))
  }

  func fail(
    _ message: String, _ span: Span, hint: String? = nil, notes: [Diagnostic.Note] = []
  ) -> Stop {
    report(message, span, hint: hint, notes: notes)
    return Stop()
  }

  /// The current token is not what it should be.
  func unexpected(_ wanted: String, hint: String? = nil, notes: [Diagnostic.Note] = []) -> Stop {
    switch current.kind {
    case .broken:
      endsEarly(lexer.problem.message)
      return fail(lexer.problem.message, current.span, hint: lexer.problem.hint)
    case .end:
      endsEarly(wanted)
      // It is missed right behind what was read last.
      var end = min(previousEnd, source.bytes.count)
      while end > 0, Bytes.isBlank(source.bytes[end - 1]) { end -= 1 }
      return fail("\(wanted), but the text ends", Span(end, end), hint: hint, notes: notes)
    default:
      return fail("\(wanted), not \(describe(current))", current.span, hint: hint, notes: notes)
    }
  }

  /// Remembers what a prompt should wait for: the innermost open bracket, if there is one.
  func endsEarly(_ what: String) {
    guard isPartial, waitsFor == nil, current.span.end >= source.bytes.count || lexer.atEnd else {
      return
    }
    let opened = brackets.last { $0.character != "$" && $0.character != "%" }
    guard let bracket = opened else {
      waitsFor = what.hasPrefix("expected ") ? String(what.dropFirst(9)) : what
      return
    }
    let position = source.position(at: bracket.offset)
    waitsFor = "`\(bracket.character)` opened at \(position.line):\(position.column)"
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .end: return "the end of the text"
    case .quote, .longQuote, .rawText: return "text"
    default:
      let shown = text(token)
      return shown.utf8.count > 40 ? "`\(shown.prefix(40))…`" : "`\(shown)`"
    }
  }

  var isFull: Bool { diagnostics.count >= Self.maximumDiagnostics }
}

/// Which names are declared where the parser stands: enough to tell a variable from a command.
struct NameStack {
  /// How often each word is declared, by its number.
  private var counts: [Int32] = []
  private var order: [Int32] = []

  mutating func declare(_ word: Int) {
    while counts.count <= word { counts.append(0) }
    counts[word] += 1
    order.append(Int32(word))
  }

  func contains(_ word: Int) -> Bool { word < counts.count && counts[word] > 0 }

  var mark: Int { order.count }

  mutating func forget(from mark: Int) {
    while order.count > mark { counts[Int(order.removeLast())] -= 1 }
  }
}

/// Looks through a text once for what cannot be read at all.
enum TextCheck {
  static func firstFault(in bytes: [UInt8]) -> (offset: Int, message: String)? {
    bytes.withUnsafeBytes { buffer in
      var index = 0
      while index < buffer.count {
        // Eight plain bytes at once: no NUL (the classic borrow trick), none above 127.
        if index + 8 <= buffer.count {
          let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          let hasZero = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
          if hasZero == 0, word & 0x8080_8080_8080_8080 == 0 {
            index += 8
            continue
          }
        }
        if buffer[index] == 0 { return (index, "there is a NUL byte here") }
        guard let length = scalarLength(buffer, index) else {
          return (index, "this byte is not valid UTF-8")
        }
        index += length
      }
      return nil
    }
  }

  private static func scalarLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int? {
    let first = bytes[index]
    if first < 0x80 { return 1 }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else { return nil }
    for offset in 1..<length where bytes[index + offset] & 0xC0 != 0x80 { return nil }
    let second = bytes[index + 1]
    switch first {
    case 0xE0: return second >= 0xA0 ? length : nil
    case 0xED: return second < 0xA0 ? length : nil
    case 0xF0: return second >= 0x90 ? length : nil
    case 0xF4: return second < 0x90 ? length : nil
    default: return length
    }
  }
}
