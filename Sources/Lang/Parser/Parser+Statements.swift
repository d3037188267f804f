/// Statements: what a line starts with decides who reads it.
extension Parser {
  func parseStatements(into statements: inout [Statement], untilBrace: Bool) {
    while !isFull {
      while accept(.semicolon) {}
      if current.kind == .end { return }
      if current.kind == .closeBrace {
        if untilBrace { return }
        report("this `}` closes nothing", current.span)
        advance()
        continue
      }
      let start = current.span.start
      let depth = brackets.count
      do {
        let kind = try statement()
        try checkCommand(kind)
        statements.append(Statement(kind: kind, span: Span(start, max(previousEnd, start))))
        try endStatement()
      } catch {
        if waitsFor != nil { return }
        recover(from: start, depth, into: &statements)
        if let variable = declaredInVain { statements.append(known(variable)) }
        declaredInVain = nil
        headInVain = []
      }
    }
  }

  /// A variable whose declaration could not be read: what uses it is no mistake.
  private func known(_ variable: Variable) -> Statement {
    variable.isUsed = true
    return Statement(kind: .variable(variable, nil), span: variable.span)
  }

  /// `laod models`: a name with something behind it was meant as a command.
  private func checkCommand(_ kind: Statement.Kind) throws {
    guard case .expression(let value) = kind, case .name(let use) = value.kind, !atNewLine,
      [.word, .quote, .rawText, .int, .slash].contains(current.kind), !names.contains(use.word)
    else { return }
    throw fail(
      "unknown command `\(use.name)`", use.span,
      hint: LanguageWord.hint(for: use.name)
        ?? Suggestion.hint(for: use.name.lowercased(), in: index.heads))
  }

  func endStatement() throws {
    if accept(.semicolon) || current.kind == .end || current.kind == .closeBrace { return }
    if atNewLine || current.kind == .backslash { return }
    if current.kind == .slash, peek().kind == .slash {
      throw fail("`//` starts no comment", current.span, hint: "write `#` or `--`")
    }
    throw unexpected("expected the end of the statement")
  }

  /// Skips to the next line, but reads the blocks it meets: their mistakes count too.
  private func recover(from start: Int, _ depth: Int, into statements: inout [Statement]) {
    statements.append(Statement(kind: .broken, span: Span(start, max(start, previousEnd))))
    let dropped = brackets.dropFirst(depth)
    // Braces of map literals that were open close behind the mistake.
    var braces = dropped.filter { $0.character == "{" }.count
    if let text = dropped.first(where: { $0.character == "$" || $0.character == "%" }) {
      leaveText(isLong: text.character == "%")
    }
    brackets.removeLast(dropped.count)
    if current.kind == .broken { skipRestOfLine() }
    while current.kind != .end, !isFull {
      if current.startsLine, current.span.start > start { return }
      switch current.kind {
      case .closeBrace:
        if braces == 0 { return }
        braces -= 1
        advance()
      case .semicolon:
        advance()
        return
      case .openBrace:
        guard nesting < Self.maximumNesting else {
          skipRestOfLine()
          continue
        }
        // It may be the body of a loop or a function whose head could not be read.
        nesting += 1
        functionDepth += 1
        loopDepth += 1
        let head = headInVain
        headInVain = []
        if var block = try? block() {
          block.statements = head.map(known) + block.statements
          statements.append(Statement(kind: .block(block), span: block.span))
        }
        nesting -= 1
        functionDepth -= 1
        loopDepth -= 1
        if waitsFor != nil { return }
      case .quote, .longQuote:
        if (try? interpolatedText()) == nil { skipRestOfLine() }
      default: advance()
      }
      if current.kind == .broken { skipRestOfLine() }
    }
  }

  /// The mistake is in a hole of a text: what follows is text, too.
  private func leaveText(isLong: Bool) {
    guard isLong else { return skipRestOfLine() }
    let bytes = lexer.bytes
    var position = min(current.span.start, bytes.count)
    let quote = UInt8(ascii: "\"")
    while position + 2 < bytes.count,
      !(bytes[position] == quote && bytes[position + 1] == quote && bytes[position + 2] == quote)
    { position += 1 }
    resume(at: min(position + 3, bytes.count))
  }

  private func skipRestOfLine() {
    let behind = min(current.span.start + 1, lexer.bytes.count)
    lexer.position = current.kind == .broken ? behind : max(lexer.position, behind)
    lexer.skipLine()
    advance()
  }

  /// `{ … }`
  func block() throws -> Block {
    guard current.kind == .openBrace else { throw unexpected("expected `{`") }
    let start = current.span.start
    try enter()
    defer { nesting -= 1 }
    let mark = names.mark
    defer { names.forget(from: mark) }
    open("{")
    var statements: [Statement] = []
    parseStatements(into: &statements, untilBrace: true)
    if waitsFor != nil { throw Stop() }
    let end = try close(.closeBrace)
    return Block(statements: statements, span: Span(start, end))
  }

  func statement() throws -> Statement.Kind {
    guard current.kind == .word else {
      if current.kind == .backslash { return try backslash() }
      if source.kind == .model { throw notInModel() }
      return try expressionStatement()
    }
    let word = self.word
    let roles = words.roles(of: word)
    if source.kind != .model, let language = roles.language, !isPlace(word) {
      return try languageStatement(language)
    }
    if roles.isPluggedIn, let kind = try pluggedIn(word) { return kind }
    if source.kind == .model { throw notInModel() }
    if let language = roles.inCapitals, !isPlace(word), !names.contains(word) {
      return try languageStatement(language)
    }
    switch current.keyword {
    case .none, .true, .false, .null, .not, .func, .if: return try expressionStatement()
    case .and, .or, .in, .else, .catch, .finally, .statement:
      throw fail("`\(words[word])` cannot stand here", current.span)
    }
  }

  private func notInModel() -> Stop {
    unexpected("a model holds declarations and definitions only, so expected one of them")
  }

  /// Commands, declarations and foreign statements, in the order that lets each be reached.
  private func pluggedIn(_ number: Int) throws -> Statement.Kind? {
    if isPlace(number) { return nil }
    let word = words[number].lowercased()
    if let kind = try declaration(word) { return kind }
    if index.verbs[word] != nil || word == index.forcingWord {
      if source.kind == .model, index.verbs[word]?.isDefinition != true { throw notInModel() }
      if let command = try command(word, orElse: true) { return command }
      return .foreign(try foreignStatement())
    }
    if source.kind == .model { return nil }
    return try command(word, orElse: false)
  }

  /// The word is used as a variable: `plan = …`, or, when it is declared, anything but a foreign
  /// statement's going on.
  private func isPlace(_ word: Int) -> Bool {
    if current.keyword != .none { return false }
    let next = peek()
    switch next.kind {
    case .equal, .plusEqual, .minusEqual, .starEqual, .slashEqual, .percentEqual, .coalesceEqual:
      return !next.startsLine
    default: break
    }
    guard names.contains(word) else { return false }
    let roles = words.roles(of: word)
    if roles.isVerb || roles.language != nil || words[word] == index.forcingWord {
      return next.isAttached && [.dot, .openBracket, .openParen, .questionDot].contains(next.kind)
    }
    return true
  }

  private func languageStatement(_ word: LanguageWord) throws -> Statement.Kind {
    switch word {
    case .let, .var: return try variable(word)
    case .if: return try branch()
    case .for: return try forEach()
    case .while: return try whileLoop()
    case .break, .continue: return try leaveLoop(word)
    case .func:
      if peek().kind == .openParen { return try expressionStatement() }
      return try function()
    case .return: return try returnValue()
    case .try: return try tryBlock()
    case .fail:
      advance()
      return .fail(endsHere ? nil : try expression())
    case .assert:
      advance()
      let condition = try expression()
      return .assert(condition, message: accept(.comma) ? try expression() : nil)
    case .print:
      advance()
      return .print(endsHere ? [] : try expressionList())
    case .include: return try include()
    case .exit:
      advance()
      return .exit(endsHere ? nil : try expression())
    }
  }

  /// Nothing follows on this line.
  var endsHere: Bool {
    atNewLine || current.kind == .end || current.kind == .semicolon || current.kind == .closeBrace
  }

  private func expressionList() throws -> [Expression] {
    var list = [try expression()]
    while accept(.comma) { list.append(try expression()) }
    guard list.count <= 1000 else {
      throw fail("`print` takes at most 1000 values", list[1000].span, hint: "print a list")
    }
    return list
  }

  func noName() -> Stop {
    fail("`\(text(current))` is a word of the language and names nothing", current.span)
  }

  /// A name that is declared here.
  func newName(_ kind: Variable.Kind, _ what: String) throws -> Variable {
    guard current.kind == .word else { throw unexpected("expected the name of \(what)") }
    if current.keyword != .none { throw noName() }
    let word = self.word
    let variable = Variable(words[word], word: word, current.span, kind)
    advance()
    return variable
  }

  private func variable(_ word: LanguageWord) throws -> Statement.Kind {
    advance()
    let variable = try newName(word == .let ? .constant : .variable, "a variable")
    defer { names.declare(variable.word) }
    return try declaring(variable) {
      guard accept(.equal) else {
        if word == .let { throw unexpected("expected `=`") }
        return .variable(variable, nil)
      }
      return .variable(variable, try statementValue())
    }
  }

  /// Remembers the variable when the rest of its declaration cannot be read.
  private func declaring(_ variable: Variable, _ rest: () throws -> Statement.Kind) throws
    -> Statement.Kind
  {
    do { return try rest() } catch {
      declaredInVain = variable
      throw error
    }
  }

  /// What may stand behind `=` and `return`: an expression, a command, or a foreign statement.
  func statementValue() throws -> Expression {
    guard current.kind == .word else { return try expression() }
    let start = current.span.start
    let word = self.word
    let roles = words.roles(of: word)
    guard roles.isPluggedIn, !names.contains(word) || roles.isVerb && !valueFollows() else {
      return try expression()
    }
    let lower = words[word].lowercased()
    if index.verbs[lower] != nil || lower == index.forcingWord, valueStarts(lower) {
      let foreign = try foreignStatement()
      return Expression(kind: .foreign(foreign), span: foreign.statement.span)
    }
    if index.commands[lower] != nil, case .command(let syntax)? = try command(lower, orElse: false)
    {
      return Expression(kind: .command(syntax), span: Span(start, previousEnd))
    }
    return try expression()
  }

  /// `values.x`, `values[1]`, `values + 1`: a variable that is called like a verb.
  private func valueFollows() -> Bool {
    let next = peek()
    if next.startsLine || next.kind == .end || next.kind == .semicolon { return true }
    return next.kind != .word && next.kind != .star && next.kind != .openParen
      && next.kind != .rawText && next.kind != .quote && next.kind != .int
  }

  /// A verb that is really a statement, not a name followed by `.` or an operator.
  private func valueStarts(_ word: String) -> Bool {
    let next = peek()
    switch next.kind {
    case .dot, .openBracket, .comma, .closeParen, .closeBrace, .end, .questionDot: return false
    default: return true
    }
  }

  private func branch() throws -> Statement.Kind {
    var arms: [(condition: Expression, block: Block)] = []
    while true {
      advance()
      let condition = try condition()
      arms.append((condition, try block()))
      guard current.keyword == .else else { return .branch(arms: arms, otherwise: nil) }
      advance()
      guard current.keyword == .if else { return .branch(arms: arms, otherwise: try block()) }
    }
  }

  private func condition() throws -> Expression {
    if current.kind == .openBrace { throw unexpected("expected a condition") }
    let condition = try expression()
    if current.kind == .equal {
      throw fail("`=` assigns", current.span, hint: "compare with `==`")
    }
    return condition
  }

  private func forEach() throws -> Statement.Kind {
    advance()
    var variables = [try newName(.loop, "the loop's variable")]
    if accept(.comma) { variables.append(try newName(.loop, "the loop's second variable")) }
    guard accept(.in) else {
      headInVain = variables
      throw unexpected("expected `in`")
    }
    let sequence = try expression()
    let mark = names.mark
    for variable in variables { names.declare(variable.word) }
    defer { names.forget(from: mark) }
    loopDepth += 1
    defer { loopDepth -= 1 }
    return .forEach(variables, sequence, try block())
  }

  private func whileLoop() throws -> Statement.Kind {
    advance()
    let condition = try condition()
    loopDepth += 1
    defer { loopDepth -= 1 }
    return .whileLoop(condition, try block())
  }

  private func leaveLoop(_ word: LanguageWord) throws -> Statement.Kind {
    if loopDepth == 0 {
      report("`\(word.rawValue)` stands in no loop", current.span)
    }
    advance()
    return word == .break ? .breakLoop : .continueLoop
  }

  private func returnValue() throws -> Statement.Kind {
    if functionDepth == 0 {
      report("`return` stands in no function", current.span, hint: "`exit` ends a script")
    }
    advance()
    return .returnValue(endsHere ? nil : try statementValue())
  }

  private func function() throws -> Statement.Kind {
    let start = current.span.start
    advance()
    let variable = try newName(.function, "a function")
    names.declare(variable.word)
    return try declaring(variable) {
      .function(variable, try functionRest(name: variable.name, start: start))
    }
  }

  private func tryBlock() throws -> Statement.Kind {
    advance()
    let body = try block()
    var caught: (variable: Variable?, block: Block)?
    if accept(.catch) {
      let mark = names.mark
      let variable = current.kind == .word ? try newName(.caught, "the error") : nil
      if let variable { names.declare(variable.word) }
      caught = (variable, try block())
      names.forget(from: mark)
    }
    let finally = accept(.finally) ? try block() : nil
    if caught == nil, finally == nil { throw unexpected("expected `catch` or `finally`") }
    return .tryBlock(body, caught: caught, finally: finally)
  }

  private func include() throws -> Statement.Kind {
    let start = current.span
    advance()
    if functionDepth > 0 || !brackets.isEmpty {
      throw fail(
        "`include` stands at the top level only", start, hint: "move it to the head of the file")
    }
    guard current.kind == .quote || current.kind == .rawText else {
      throw unexpected("expected the path of a file in quotes")
    }
    let span = current.span
    let path = try expression()
    guard case .text(let text) = path.kind else {
      throw fail("the path of an `include` is fixed text", path.span)
    }
    return .include(IncludeSyntax(path: text, pathSpan: span.joined(path.span)))
  }

  private func expressionStatement() throws -> Statement.Kind {
    let target = try expression()
    let assigning: Operator?
    switch current.kind {
    case .equal, .coalesceEqual: assigning = nil
    case .plusEqual: assigning = .add
    case .minusEqual: assigning = .subtract
    case .starEqual: assigning = .multiply
    case .slashEqual: assigning = .divide
    case .percentEqual: assigning = .remainder
    default: return .expression(target)
    }
    if atNewLine { return .expression(target) }
    guard target.isPlace else {
      throw fail("this cannot be assigned to", target.span)
    }
    if case .postfix(_, let steps) = target.kind, steps.count > 100 {
      throw fail("this place lies too deep inside a value", target.span)
    }
    let isCoalescing = current.kind == .coalesceEqual
    advance()
    return .assign(
      target: target, assigning, isCoalescing: isCoalescing, value: try statementValue())
  }
}

extension Expression {
  /// A variable, or a member or element of one.
  var isPlace: Bool {
    switch kind {
    case .name: return true
    case .postfix(let base, let steps):
      guard case .name = base.kind else { return false }
      return steps.allSatisfy {
        switch $0 {
        case .member(_, _, let isOptional): !isOptional
        case .index: true
        case .method, .call, .slice: false
        }
      }
    default: return false
    }
  }
}
