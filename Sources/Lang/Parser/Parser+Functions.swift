/// Functions: `func name(a, b = 2) { … }`, `x => …`, `(a, b) => …`.
extension Parser {
  /// Stands on the opening parenthesis of the parameters.
  func functionRest(name: String?, start: Int) throws -> FunctionSyntax {
    let mark = names.mark
    defer { names.forget(from: mark) }
    let parameters = try parameterList()
    return try functionBody(name: name, parameters: parameters, start: start)
  }

  private func parameterList() throws -> [FunctionSyntax.Parameter] {
    guard current.kind == .openParen else { throw unexpected("expected `(`") }
    open("(")
    var parameters: [FunctionSyntax.Parameter] = []
    do { try read(&parameters) } catch {
      headInVain = parameters.map(\.variable)
      throw error
    }
    for parameter in parameters { names.declare(parameter.variable.word) }
    return parameters
  }

  private func read(_ parameters: inout [FunctionSyntax.Parameter]) throws {
    while current.kind != .closeParen {
      let variable = try newName(.parameter, "a parameter")
      let isDouble = parameters.contains { $0.variable.name == variable.name }
      if isDouble { report("`\(variable.name)` is a parameter already", variable.span) }
      var value: Expression?
      if accept(.equal) {
        value = try expression()
      } else if parameters.last?.defaultValue != nil {
        report(
          "parameters without a default come first", variable.span,
          hint: "give `\(variable.name)` a default")
      }
      parameters.append(FunctionSyntax.Parameter(variable: variable, defaultValue: value))
      if !accept(.comma) { break }
    }
    if parameters.count > 200 {
      throw fail("a function takes at most 200 parameters", current.span)
    }
    try close(.closeParen)
  }

  private func functionBody(
    name: String?, parameters: [FunctionSyntax.Parameter], start: Int
  ) throws -> FunctionSyntax {
    let outerLoops = loopDepth
    loopDepth = 0
    functionDepth += 1
    defer {
      loopDepth = outerLoops
      functionDepth -= 1
    }
    let body: FunctionSyntax.Body =
      current.kind == .openBrace ? .block(try block()) : .expression(try expression())
    return FunctionSyntax(
      name: name, parameters: parameters, body: body, span: Span(start, previousEnd))
  }

  /// `func (a) { … }` as a value.
  func functionExpression() throws -> Expression {
    let start = current.span.start
    advance()
    if current.kind == .word {
      throw unexpected("expected `(`", hint: "a function with a name is a statement of its own")
    }
    let syntax = try functionRest(name: nil, start: start)
    return Expression(kind: .function(syntax), span: syntax.span)
  }

  /// `x => …`, with `x` read already, or `(a, b) => …`; the caller has looked ahead.
  func lambda(_ parameter: Variable?) throws -> Expression {
    try enter()
    defer { nesting -= 1 }
    let start = (parameter?.span ?? current.span).start
    let mark = names.mark
    defer { names.forget(from: mark) }
    var parameters: [FunctionSyntax.Parameter] = []
    if let variable = parameter {
      names.declare(variable.word)
      parameters.append(FunctionSyntax.Parameter(variable: variable, defaultValue: nil))
    } else {
      parameters = try parameterList()
    }
    try expect(.arrow, "`=>`")
    let syntax = try functionBody(name: nil, parameters: parameters, start: start)
    return Expression(kind: .function(syntax), span: syntax.span)
  }

  /// Stands on `(`: is it `() =>`, `(a, b) =>` or `(a = 1, …) =>`?
  func startsLambda() -> Bool {
    var ahead = lexer.ahead
    var token = ahead.next()
    while token.kind == .word {
      token = ahead.next()
      if token.kind == .equal { return true }
      guard token.kind == .comma else { break }
      token = ahead.next()
    }
    return token.kind == .closeParen && ahead.next().kind == .arrow
  }
}
