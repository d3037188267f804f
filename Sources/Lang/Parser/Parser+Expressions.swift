/// Expressions, by precedence.
extension Parser {
  func expression() throws -> Expression {
    try enter()
    defer { nesting -= 1 }
    return try binary(0)
  }

  /// How tightly operators bind; one loop instead of a function per level keeps the stack small.
  private enum Level {
    static let conditional = 0
    static let coalesce = 1
    static let or = 2
    static let and = 3
    static let compare = 5
    static let range = 6
    static let sum = 7
    static let product = 8
  }

  private func binary(_ minimum: Int) throws -> Expression {
    var left = try prefix()
    while !atNewLine, let level = operatorLevel(), level >= minimum {
      left = try extend(left, level)
    }
    return left
  }

  private func operatorLevel() -> Int? {
    switch current.kind {
    case .question: return Level.conditional
    case .coalesce: return Level.coalesce
    case .or: return Level.or
    case .and: return Level.and
    case .equalEqual, .notEqual, .less, .lessEqual, .greater, .greaterEqual: return Level.compare
    case .range, .halfOpenRange:
      // `xs[1..]`: the slice has no end.
      return peek().kind == .closeBracket ? nil : Level.range
    case .plus, .minus: return Level.sum
    case .star, .percent: return Level.product
    case .slash:
      // `a // b` is a comment somewhere else; the statement's end explains.
      return peek().kind == .slash ? nil : Level.product
    case .word:
      switch current.keyword {
      case .and: return Level.and
      case .or: return Level.or
      case .in: return Level.compare
      case .not: return peek().keyword == .in ? Level.compare : nil
      default: return nil
      }
    default: return nil
    }
  }

  private func extend(_ left: Expression, _ level: Int) throws -> Expression {
    switch level {
    case Level.conditional: return try conditional(left)
    case Level.compare: return try comparison(left)
    case Level.range: return try range(left)
    case Level.sum, Level.product: return try chain(left, level)
    default: return try list(left, level)
    }
  }

  private func conditional(_ condition: Expression) throws -> Expression {
    advance()
    let then = try expression()
    guard accept(.colon) else { throw unexpected("expected `:` of `? :`") }
    let otherwise = try expression()
    return Expression(
      kind: .conditional(condition, then: then, otherwise: otherwise),
      span: condition.span.joined(otherwise.span))
  }

  /// `??`, `or`, `and`: as many as there are, side by side.
  private func list(_ first: Expression, _ level: Int) throws -> Expression {
    var parts = [first]
    while !atNewLine, operatorLevel() == level {
      advance()
      parts.append(try binary(level + 1))
    }
    let span = first.span.joined(parts[parts.count - 1].span)
    if level == Level.coalesce { return Expression(kind: .coalesce(parts), span: span) }
    return Expression(kind: .logical(isAnd: level == Level.and, parts), span: span)
  }

  private func comparison(_ left: Expression) throws -> Expression {
    let comparison: Comparison
    switch current.kind {
    case .equalEqual: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .less: comparison = .less
    case .lessEqual: comparison = .lessEqual
    case .greater: comparison = .greater
    case .greaterEqual: comparison = .greaterEqual
    default:
      comparison = current.keyword == .in ? .isIn : .isNotIn
      if comparison == .isNotIn { advance() }
    }
    advance()
    let right = try binary(Level.range)
    if !atNewLine, operatorLevel() == Level.compare {
      throw fail(
        "comparisons cannot be chained", current.span, hint: "join two of them with `and`")
    }
    return Expression(
      kind: .compare(comparison, left, right), span: left.span.joined(right.span))
  }

  private func range(_ left: Expression) throws -> Expression {
    let isClosed = current.kind == .range
    advance()
    let right = try binary(Level.sum)
    return Expression(
      kind: .range(left, right, isClosed: isClosed), span: left.span.joined(right.span))
  }

  private func chain(_ first: Expression, _ level: Int) throws -> Expression {
    var rest: [(symbol: Operator, span: Span, operand: Expression)] = []
    while !atNewLine, operatorLevel() == level {
      let symbol = chainOperator()
      let span = current.span
      advance()
      rest.append((symbol, span, try binary(level + 1)))
    }
    let end = rest.last?.operand.span ?? first.span
    return Expression(kind: .chain(first, rest), span: first.span.joined(end))
  }

  private func chainOperator() -> Operator {
    switch current.kind {
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    default: .remainder
    }
  }

  private func prefix() throws -> Expression {
    let token = current
    let isNot = token.kind == .not || token.keyword == .not
    guard isNot || token.kind == .minus else { return try postfix(try primary()) }
    advance()
    if !isNot, current.kind == .int, current.isAttached {
      return try postfix(try integer(from: token))
    }
    try enter()
    defer { nesting -= 1 }
    let operand = token.kind == .word ? try binary(Level.compare) : try prefix()
    return Expression(
      kind: isNot ? .not(operand) : .negate(operand), span: token.span.joined(operand.span))
  }

  // MARK: What follows a value

  private func postfix(_ base: Expression) throws -> Expression {
    var steps: [PostfixStep] = []
    while true {
      switch current.kind {
      case .dot, .questionDot: steps.append(try member())
      case .openParen where current.isAttached && !atNewLine:
        let start = current.span
        let (arguments, end) = try callArguments()
        steps.append(.call(arguments, Span(start.start, end)))
      case .openBracket where current.isAttached && !atNewLine: steps.append(try element())
      default:
        guard let last = steps.last else { return base }
        return Expression(kind: .postfix(base, steps), span: base.span.joined(last.span))
      }
    }
  }

  private func member() throws -> PostfixStep {
    let isOptional = current.kind == .questionDot
    let start = current.span.start
    advance()
    guard current.kind == .word || current.kind == .int, !current.startsLine else {
      throw unexpected("expected a name after `.`")
    }
    let word = self.word
    let name = words[word]
    let span = current.span
    advance()
    guard current.kind == .openParen, current.isAttached else {
      return .member(name, Span(start + (isOptional ? 2 : 1), span.end), isOptional: isOptional)
    }
    let (arguments, _) = try callArguments()
    return .method(MethodName(text: name, word: word), span, arguments, isOptional: isOptional)
  }

  func callArguments() throws -> ([CallArgument], end: Int) {
    open("(")
    var arguments: [CallArgument] = []
    while current.kind != .closeParen {
      var name: String?
      let start = current.span
      if current.kind == .word, peek().kind == .colon {
        name = text(current)
        advance()
        advance()
      } else if let last = arguments.last, last.name != nil {
        report("arguments by place come before those by name", start)
      }
      arguments.append(
        CallArgument(name: name, nameSpan: name == nil ? nil : start, value: try expression()))
      if !accept(.comma) { break }
    }
    if arguments.count > 200 { throw fail("a call takes at most 200 arguments", current.span) }
    return (arguments, try close(.closeParen))
  }

  private func element() throws -> PostfixStep {
    let start = current.span.start
    open("[")
    func step(_ from: Expression?) throws -> PostfixStep {
      let isClosed = current.kind == .range
      advance()
      let to = current.kind == .closeBracket ? nil : try expression()
      let end = try close(.closeBracket)
      return .slice(from: from, to: to, isClosed: isClosed, Span(start, end))
    }
    if current.kind == .range || current.kind == .halfOpenRange { return try step(nil) }
    let index = try expression()
    if current.kind == .range || current.kind == .halfOpenRange { return try step(index) }
    return .index(index, Span(start, try close(.closeBracket)))
  }

  // MARK: Values

  func primary() throws -> Expression {
    let token = current
    switch token.kind {
    case .int: return try integer(from: token)
    case .decimal, .float: return try number()
    case .rawText:
      advance()
      let inner = text(Span(token.span.start + 1, token.span.end - 1))
      return Expression(kind: .text(inner.replacing("''", with: "'")), span: token.span)
    case .quote, .longQuote: return try interpolatedText()
    case .word: return try wordExpression()
    case .openParen: return try parenthesized()
    case .openBracket: return try listLiteral()
    case .openBrace: return try mapLiteral()
    case .plus, .minus:
      // A second `-` in front of a value is read before: this one stands behind another sign.
      throw unexpected("expected an expression", hint: current.isAttached ? "write `x += 1`" : nil)
    default: throw unexpected("expected an expression")
    }
  }

  private func integer(from start: Token) throws -> Expression {
    let span = start.span.joined(current.span)
    let digits = text(span).filter { $0 != "_" }
    advance()
    let value: Int? =
      if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
        Int(digits.dropFirst(2), radix: 16)
      } else if digits.hasPrefix("0b") || digits.hasPrefix("0B") {
        Int(digits.dropFirst(2), radix: 2)
      } else {
        Int(digits)
      }
    if let value { return Expression(kind: .int(value), span: span) }
    guard digits.allSatisfy({ $0.isNumber || $0 == "-" }) else {
      throw fail("`\(digits)` is not a number", span)
    }
    throw fail(
      "this whole number does not fit into 64 bits", span,
      hint: "write it as a decimal: \(digits.prefix(40)).0")
  }

  private func number() throws -> Expression {
    let token = current
    let digits = text(token).filter { $0 != "_" }
    advance()
    if token.kind == .float, let value = Double(digits), value.isFinite {
      return Expression(kind: .float(value), span: token.span)
    }
    if token.kind == .decimal, ExactDecimal(digits) != nil {
      return Expression(kind: .decimal(digits), span: token.span)
    }
    throw fail("this number is too large", token.span)
  }

  private func wordExpression() throws -> Expression {
    let token = current
    switch token.keyword {
    case .null, .true, .false:
      advance()
      return Expression(
        kind: token.keyword == .null ? .null : .bool(token.keyword == .true), span: token.span)
    case .func: return try functionExpression()
    case .if: return try ifExpression()
    default: break
    }
    if token.keyword != .none {
      throw peek().kind == .arrow ? noName() : unexpected("expected an expression")
    }
    let word = self.word
    // `let x =`, and the next line is a statement of its own.
    if token.startsLine, words.roles(of: word).language != nil, !names.contains(word) {
      throw unexpected("expected an expression")
    }
    advance()
    if current.kind == .arrow {
      return try lambda(Variable(words[word], word: word, token.span, .parameter))
    }
    return Expression(
      kind: .name(NameUse(words[word], word: word, token.span)), span: token.span)
  }

  private func ifExpression() throws -> Expression {
    let start = current.span.start
    guard case .branch(let arms, let otherwise) = try statement() else {
      throw unexpected("expected an expression")
    }
    guard let otherwise else {
      throw fail("an `if` that gives a value needs an `else`", Span(start, start + 2))
    }
    return Expression(
      kind: .ifElse(arms: arms, otherwise: otherwise), span: Span(start, previousEnd))
  }

  private func parenthesized() throws -> Expression {
    if startsLambda() { return try lambda(nil) }
    let start = current.span.start
    open("(")
    let inner: Expression
    if current.kind == .word, let plugged = try parenthesizedStatement(start) {
      inner = plugged
    } else {
      inner = try expression()
    }
    let end = try close(.closeParen)
    return Expression(kind: .parenthesized(inner), span: Span(start, end))
  }

  /// `(select …)` and `(diff database to models)`.
  private func parenthesizedStatement(_ start: Int) throws -> Expression? {
    let word = self.word
    guard words.roles(of: word).isPluggedIn else { return nil }
    let lower = words[word].lowercased()
    if names.contains(word) {
      guard index.verbs[lower] != nil, peek().kind == .word || peek().kind == .star else {
        return nil
      }
    }
    if index.verbs[lower] != nil || lower == index.forcingWord {
      let foreign = try foreignStatement(isExpression: true)
      return Expression(kind: .foreign(foreign), span: foreign.statement.span)
    }
    let first = current.span.start
    guard index.commands[lower] != nil,
      case .command(let syntax)? = try command(lower, orElse: false)
    else { return nil }
    return Expression(kind: .command(syntax), span: Span(first, previousEnd))
  }

  private func listLiteral() throws -> Expression {
    let start = current.span.start
    open("[")
    var items: [Expression] = []
    while current.kind != .closeBracket {
      items.append(try expression())
      if !accept(.comma) { break }
    }
    return Expression(kind: .list(items), span: Span(start, try close(.closeBracket)))
  }

  private func mapLiteral() throws -> Expression {
    let start = current.span.start
    open("{")
    var pairs: [(key: Expression, value: Expression)] = []
    while current.kind != .closeBrace {
      let key = try mapKey()
      guard accept(.colon) else { throw unexpected("expected `:` behind the key") }
      pairs.append((key, try expression()))
      if accept(.comma) || current.startsLine { continue }
      break
    }
    return Expression(kind: .map(pairs), span: Span(start, try close(.closeBrace)))
  }

  private func mapKey() throws -> Expression {
    let token = current
    switch token.kind {
    case .word:
      let name = text(token)
      advance()
      return Expression(kind: .text(name), span: token.span)
    case .quote, .rawText, .int: return try primary()
    case .openBracket:
      open("[")
      let key = try expression()
      try close(.closeBracket)
      return key
    default:
      throw unexpected("expected a key", hint: "a computed key stands in brackets: {[key]: value}")
    }
  }
}
