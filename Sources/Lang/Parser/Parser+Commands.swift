/// Commands: bare words are names, quotes and parentheses make values, and the signature says the
/// rest.
extension Parser {
  /// The current token is a command's first word. Nil when no command fits and `orElse` says that
  /// something else may.
  func command(_ word: String, orElse: Bool) throws -> Statement.Kind? {
    guard let candidates = index.commands[word] else { return nil }
    var fitting: [any Command.Type] = []
    for candidate in candidates where headEnd(candidate.signature) != nil {
      if let longest = fitting.first?.signature.words.count,
        candidate.signature.words.count < longest
      {
        break
      }
      fitting.append(candidate)
    }
    if fitting.isEmpty {
      if orElse { return nil }
      throw unknownCommand(candidates)
    }
    let saved = State(self)
    var best: (offset: Int, diagnostics: [Diagnostic], waitsFor: String?, state: State)?
    for candidate in fitting {
      do {
        return try command(candidate)
      } catch {
        let offset = diagnostics.last?.location?.span.start ?? 0
        if offset > best?.offset ?? -1 {
          best = (offset, Array(diagnostics[saved.count...]), waitsFor, State(self))
        }
        saved.restore(self)
      }
    }
    if orElse || best == nil { return nil }
    if let best {
      best.state.restore(self)
      diagnostics += best.diagnostics
      waitsFor = best.waitsFor
    }
    throw Stop()
  }

  /// What must be put back when a candidate does not fit.
  private struct State {
    let lexer: Lexer
    let current: Token
    let previousEnd: Int
    let count: Int
    let brackets: [Bracket]
    let nesting: Int
    let mark: Int
    let waitsFor: String?

    init(_ parser: Parser) {
      lexer = parser.lexer
      current = parser.current
      previousEnd = parser.previousEnd
      count = parser.diagnostics.count
      brackets = parser.brackets
      nesting = parser.nesting
      mark = parser.names.mark
      waitsFor = parser.waitsFor
    }

    func restore(_ parser: Parser) {
      parser.lexer = lexer
      parser.current = current
      parser.previousEnd = previousEnd
      parser.diagnostics.removeSubrange(min(count, parser.diagnostics.count)...)
      parser.brackets = brackets
      parser.nesting = nesting
      parser.names.forget(from: mark)
      parser.waitsFor = waitsFor
    }
  }

  /// The offset behind a command's words, when all of them stand here.
  private func headEnd(_ signature: Signature) -> Int? {
    var end = current.span.end
    for word in signature.words.dropFirst() {
      let next = CommandWord(lexer.bytes, at: end)
      guard case .word = next.kind, text(next.span).lowercased() == word else { return nil }
      end = next.span.end
    }
    return end
  }

  private func unknownCommand(_ candidates: [any Command.Type]) -> Stop {
    let next = CommandWord(lexer.bytes, at: current.span.end)
    let first = text(current).lowercased()
    let seconds = candidates.compactMap { $0.signature.words.dropFirst().first }.sorted()
    let hint = Suggestion.hint(for: text(next.span), in: seconds)
    resume(at: next.span.start)
    return fail(
      "`\(first)` must be followed by \(listed(seconds))", next.span, hint: hint)
  }

  private func command(_ command: any Command.Type) throws -> Statement.Kind {
    let start = current.span.start
    let signature = command.signature
    lexer.position = headEnd(signature) ?? current.span.end
    var matcher = CommandMatcher(parser: self, signature: signature, start: start)
    try matcher.run()
    let end = lexer.position
    advance()
    var enclosed: Block?
    var arguments = matcher.arguments
    if let block = matcher.enclosedBlock, runsInPlace(command) {
      enclosed = block
      arguments.removeAll {
        if case .block = $0.value { true } else { false }
      }
    }
    previousEnd = end
    return .command(
      CommandSyntax(
        command: command, arguments: arguments, span: Span(start, end), enclosed: enclosed))
  }

  /// The block belongs to the function around the command.
  func runsInPlace(_ command: any Command.Type) -> Bool {
    command is any EnclosingCommand.Type || command is any LoopingCommand.Type
  }

  func listed(_ words: [String]) -> String {
    guard let last = words.last else { return "nothing" }
    if words.count == 1 { return "`\(last)`" }
    return words.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " or `\(last)`"
  }
}

/// The next piece of a command's line.
struct CommandWord {
  enum Kind {
    case word
    /// `(`, a quote or `[` opens a value.
    case value
    case brace
    case comma
    case end
  }

  let kind: Kind
  let span: Span

  init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    var position = offset
    while position < bytes.count,
      bytes[position] == 32 || bytes[position] == 9 || bytes[position] == 13
    { position += 1 }
    let start = position
    func byte(_ ahead: Int) -> UInt8 {
      start + ahead < bytes.count ? bytes[start + ahead] : 10
    }
    switch byte(0) {
    case 10, UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"),
      UInt8(ascii: "#"):
      kind = .end
    case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): kind = .end
    case UInt8(ascii: "/")
    where byte(1) == UInt8(ascii: "*") || byte(1) == UInt8(ascii: "/") && byte(2) == byte(1):
      kind = .end
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "'"):
      kind = .value
      position += 1
    case UInt8(ascii: "{"):
      kind = .brace
      position += 1
    case UInt8(ascii: ","):
      kind = .comma
      position += 1
    default:
      kind = .word
      position = CommandWord.wordEnd(bytes, start)
    }
    span = Span(start, position)
  }

  /// A name runs to the next blank or bracket; `billing."Order"` is one name.
  private static func wordEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case 32, 9, 10, 13, UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "'"):
        return position
      case UInt8(ascii: "\""):
        var end = position + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != 10 { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return position }
        position = end + 1
      default: position += 1
      }
    }
    return position
  }
}
