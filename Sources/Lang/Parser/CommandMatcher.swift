/// Fits the rest of a line to a command's signature.
struct CommandMatcher {
  let parser: Parser
  let signature: Signature
  let start: Int
  private(set) var arguments: [CommandSyntax.Argument] = []
  private(set) var enclosedBlock: Block?
  /// How many positional parts are filled.
  private var filled = 0
  private let positional: [Part]
  private var endsWithForeign = false

  init(parser: Parser, signature: Signature, start: Int) {
    self.parser = parser
    self.signature = signature
    self.start = start
    positional = signature.parts.filter {
      switch $0.shape {
      case .argument, .foreign: true
      case .clause, .flag, .block, .option: false
      }
    }
  }

  mutating func run() throws {
    loop: while true {
      let next = CommandWord(parser.lexer.bytes, at: parser.lexer.position)
      switch next.kind {
      case .end: break loop
      case .comma:
        guard filled < positional.count, given(positional[filled].key) else {
          throw stop("a comma cannot stand here", next.span)
        }
        parser.lexer.position = next.span.end
      case .brace:
        guard let part = signature.parts.first(where: { $0.shape == .block && !given($0.key) })
        else { throw stop("`\(signature.title)` takes no block", next.span) }
        try block(part, next.span)
      case .word:
        if try clause(next) { continue }
        try argument(next)
      case .value: try argument(next)
      }
      if endsWithForeign { break }
    }
    try checkComplete()
  }

  private func given(_ key: String) -> Bool { arguments.contains { $0.key == key } }

  private func stop(_ message: String, _ span: Span, hint: String? = nil) -> Parser.Stop {
    parser.resume(at: span.start)
    return parser.fail(message, span, hint: hint)
  }

  // MARK: Clauses and flags

  /// True when the words here begin a clause or are a flag.
  private mutating func clause(_ next: CommandWord) throws -> Bool {
    for part in signature.parts {
      switch part.shape {
      case .clause(let words, let kind):
        guard let end = end(of: words, from: next), mayRepeat(part) else { continue }
        parser.lexer.position = end
        let value = CommandWord(parser.lexer.bytes, at: end)
        guard value.kind == .word || value.kind == .value else {
          throw stop(
            "expected \(kind.wanted) behind `\(words.joined(separator: " "))`",
            value.span.length > 0 ? value.span : next.span)
        }
        try take(part, kind, value)
        return true
      case .flag(let words):
        guard let end = end(of: words, from: next), !given(part.key) else { continue }
        parser.lexer.position = end
        arguments.append(
          CommandSyntax.Argument(
            key: part.key, value: .flag, isBare: true, span: Span(next.span.start, end)))
        return true
      case .argument, .block, .foreign, .option: continue
      }
    }
    return false
  }

  private func mayRepeat(_ part: Part) -> Bool {
    part.count == .many || part.count == .someOrMore || !given(part.key)
  }

  private func end(of words: [String], from next: CommandWord) -> Int? {
    var position = next.span.start
    for word in words {
      let found = CommandWord(parser.lexer.bytes, at: position)
      guard found.kind == .word, parser.text(found.span).lowercased() == word else { return nil }
      position = found.span.end
    }
    return position
  }

  // MARK: Arguments

  private mutating func argument(_ next: CommandWord) throws {
    while filled < positional.count, given(positional[filled].key),
      positional[filled].count == .one || positional[filled].count == .optional
    { filled += 1 }
    // A second kind of argument starts where a list before it may end.
    guard filled < positional.count else { throw unexpected(next) }
    let part = positional[filled]
    switch part.shape {
    case .argument(let kind): try take(part, kind, next)
    case .foreign: try foreign(part, next)
    case .clause, .flag, .block, .option: break
    }
  }

  private func unexpected(_ next: CommandWord) -> Parser.Stop {
    let shown = next.kind == .word ? "`\(parser.text(next.span).prefix(60))`" : "a value"
    let siblings = parser.index.commands[signature.words[0]] ?? []
    var words = siblings.compactMap { $0.signature.words.dropFirst().first }
    for part in signature.parts {
      switch part.shape {
      case .clause(let clause, _), .flag(let clause): words.append(clause[0])
      case .argument(.choice(let choices)): words += choices
      case .argument, .block, .foreign, .option: break
      }
    }
    let hint =
      Suggestion.hint(for: parser.text(next.span), in: words) ?? "usage: \(signature.usage)"
    return stop("`\(signature.title)` takes no \(shown) here", next.span, hint: hint)
  }

  private mutating func take(_ part: Part, _ kind: Part.Kind, _ next: CommandWord) throws {
    if next.kind == .value {
      parser.resume(at: next.span.start)
      if kind == .foreign, parser.current.kind == .openParen {
        return try arguments.append(foreignExpression(part))
      }
      let value = try value()
      arguments.append(
        CommandSyntax.Argument(
          key: part.key, value: .expression(value), isBare: false, span: value.span))
      return
    }
    let word = parser.text(next.span)
    switch kind {
    case .integer where Int(word) == nil:
      let others = (parser.index.commands[signature.words[0]] ?? [])
        .compactMap { $0.signature.words.dropFirst().first }
      let extra = others.isEmpty ? "" : ", or one of the words \(parser.listed(others.sorted()))"
      throw stop(
        "\(part.key) must be a whole number\(extra)", next.span,
        hint: Suggestion.hint(for: word, in: others))
    case .choice(let choices) where !choices.contains(word.lowercased()):
      throw stop(
        "\(part.key) must be \(parser.listed(choices)), not `\(word)`", next.span,
        hint: Suggestion.hint(for: word, in: choices))
    case .choice:
      arguments.append(argument(part, .word(word.lowercased()), next.span))
    case .pair:
      let span = try pair(from: next)
      arguments.append(argument(part, .word(parser.text(span)), span))
      parser.lexer.position = span.end
      return
    case .name, .path, .integer, .value, .foreign:
      arguments.append(argument(part, .word(word), next.span))
    }
    parser.lexer.position = next.span.end
  }

  /// From the first word to the one behind `to`.
  private func pair(from first: CommandWord) throws -> Span {
    var last = first
    var isBehindTo = false
    while true {
      let next = CommandWord(parser.lexer.bytes, at: last.span.end)
      guard next.kind == .word else {
        throw stop(
          isBehindTo ? "expected a name behind `to`" : "expected `to` and a name", next.span)
      }
      if isBehindTo { return Span(first.span.start, next.span.end) }
      isBehindTo = parser.text(next.span).lowercased() == "to"
      last = next
    }
  }

  private func argument(_ part: Part, _ value: CommandSyntax.Value, _ span: Span)
    -> CommandSyntax.Argument
  { CommandSyntax.Argument(key: part.key, value: value, isBare: true, span: span) }

  /// Text, a list, or an expression in parentheses; the lexer stands right behind it afterwards.
  private func value() throws -> Expression {
    let value: Expression
    switch parser.current.kind {
    case .openParen:
      let start = parser.current.span.start
      parser.open("(")
      let inner = try parser.statementValue()
      let end = try parser.close(.closeParen)
      value = Expression(kind: .parenthesized(inner), span: Span(start, end))
    case .quote:
      value = try parser.interpolatedText()
    default:
      value = try parser.primary()
    }
    parser.lexer.position = parser.previousEnd
    return value
  }

  /// What stands between the parentheses, captured; the lexer stands right behind them afterwards.
  private func foreignExpression(_ part: Part) throws -> CommandSyntax.Argument {
    let start = parser.current.span
    parser.open("(")
    let syntax = try parser.captureForeign(at: start.end, hasHoles: true, isExpression: true)
    parser.advance()
    let end = try parser.close(.closeParen)
    parser.lexer.position = end
    guard syntax.statement.span.length > 0 else {
      throw stop("expected an expression between the parentheses", Span(start.start, end))
    }
    return CommandSyntax.Argument(
      key: part.key, value: .foreign(syntax), isBare: false, span: Span(start.start, end))
  }

  private mutating func foreign(_ part: Part, _ next: CommandWord) throws {
    let syntax = try parser.captureForeign(
      at: next.span.start, hasHoles: true, endsWithLine: true)
    arguments.append(
      CommandSyntax.Argument(
        key: part.key, value: .foreign(syntax), isBare: false, span: syntax.statement.span))
    endsWithForeign = true
  }

  private mutating func block(_ part: Part, _ span: Span) throws {
    parser.resume(at: span.start)
    let outerLoops = parser.loopDepth
    let outerFunctions = parser.functionDepth
    let command = parser.index.commands[signature.words[0]]?.first {
      $0.signature.title == signature.title
    }
    if let command, parser.runsInPlace(command) {
      if command is any LoopingCommand.Type { parser.loopDepth += 1 }
    } else {
      parser.loopDepth = 0
      parser.functionDepth += 1
    }
    defer {
      parser.loopDepth = outerLoops
      parser.functionDepth = outerFunctions
    }
    let block = try parser.block()
    enclosedBlock = block
    let function = FunctionSyntax(
      name: "\(signature.title) { … }", parameters: [], body: .block(block), span: block.span)
    arguments.append(
      CommandSyntax.Argument(
        key: part.key, value: .block(function), isBare: false, span: block.span))
    parser.lexer.position = parser.previousEnd
  }

  private func checkComplete() throws {
    for part in signature.parts where part.count == .one || part.count == .someOrMore {
      guard !given(part.key) else { continue }
      let end = parser.lexer.position
      var wanted: String
      switch part.shape {
      case .option, .flag: continue
      case .argument, .clause, .foreign: wanted = part.usage ?? part.key
      case .block:
        wanted = "`{`"
      }
      if part.count == .someOrMore { wanted = part.key.uppercased() }
      let line = CommandWord(parser.lexer.bytes, at: start)
      throw stop(
        "`\(signature.title)` needs \(wanted)", Span(min(line.span.start, end), end),
        hint: "usage: \(signature.usage)")
    }
  }
}
