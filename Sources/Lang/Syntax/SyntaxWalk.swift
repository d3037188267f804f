/// Visits every node of a tree, parents before children, in the order of the text.
///
/// Tools that only collect (the formatter, the language server) share this one traversal; a new kind
/// of node does not compile until it is walked.
struct SyntaxWalk {
  var statement: (Statement) -> Void = { _ in }
  var expression: (Expression) -> Void = { _ in }
  var function: (FunctionSyntax) -> Void = { _ in }
  var command: (CommandSyntax) -> Void = { _ in }
  var foreign: (ForeignSyntax) -> Void = { _ in }
  var block: (Block) -> Void = { _ in }

  func walk(_ block: Block) {
    self.block(block)
    block.statements.forEach(walk)
  }

  func walk(_ statement: Statement) {
    self.statement(statement)
    switch statement.kind {
    case .variable(_, let value), .fail(let value), .exit(let value), .returnValue(let value):
      if let value { walk(value) }
    case .assign(let target, _, _, let value):
      walk(target)
      walk(value)
    case .expression(let value): walk(value)
    case .branch(let arms, let otherwise):
      for arm in arms {
        walk(arm.condition)
        walk(arm.block)
      }
      if let otherwise { walk(otherwise) }
    case .forEach(_, let sequence, let body):
      walk(sequence)
      walk(body)
    case .whileLoop(let condition, let body):
      walk(condition)
      walk(body)
    case .function(_, let syntax): walk(syntax)
    case .tryBlock(let body, let caught, let finally):
      walk(body)
      if let caught { walk(caught.block) }
      if let finally { walk(finally) }
    case .assert(let condition, let message):
      walk(condition)
      if let message { walk(message) }
    case .print(let values): values.forEach(walk)
    case .command(let syntax): walk(syntax)
    case .foreign(let syntax): walk(syntax)
    case .block(let body): walk(body)
    case .breakLoop, .continueLoop, .include, .backslash, .declaration, .broken: break
    }
  }

  func walk(_ syntax: FunctionSyntax) {
    function(syntax)
    for parameter in syntax.parameters {
      if let value = parameter.defaultValue { walk(value) }
    }
    switch syntax.body {
    case .block(let body): walk(body)
    case .expression(let value): walk(value)
    }
  }

  func walk(_ syntax: CommandSyntax) {
    command(syntax)
    for argument in syntax.arguments {
      switch argument.value {
      case .expression(let value): walk(value)
      case .block(let body): walk(body)
      case .foreign(let inner): walk(inner)
      case .word, .flag: break
      }
    }
    if let enclosed = syntax.enclosed { walk(enclosed) }
  }

  func walk(_ syntax: ForeignSyntax) {
    foreign(syntax)
    syntax.holes.forEach(walk)
    if let text = syntax.madeUp { walk(text) }
  }

  func walk(_ value: Expression) {
    expression(value)
    switch value.kind {
    case .null, .bool, .int, .decimal, .float, .text, .name: break
    case .interpolated(let pieces):
      for case .value(let inner) in pieces { walk(inner) }
    case .list(let items), .logical(_, let items), .coalesce(let items): items.forEach(walk)
    case .map(let pairs):
      for pair in pairs {
        walk(pair.key)
        walk(pair.value)
      }
    case .negate(let inner), .not(let inner), .parenthesized(let inner): walk(inner)
    case .chain(let first, let rest):
      walk(first)
      for step in rest { walk(step.operand) }
    case .compare(_, let left, let right), .range(let left, let right, _):
      walk(left)
      walk(right)
    case .conditional(let condition, let then, let otherwise):
      walk(condition)
      walk(then)
      walk(otherwise)
    case .ifElse(let arms, let otherwise):
      for arm in arms {
        walk(arm.condition)
        walk(arm.block)
      }
      walk(otherwise)
    case .postfix(let base, let steps):
      walk(base)
      steps.forEach(walk)
    case .function(let syntax): walk(syntax)
    case .command(let syntax): walk(syntax)
    case .foreign(let syntax): walk(syntax)
    }
  }

  private func walk(_ step: PostfixStep) {
    switch step {
    case .member: break
    case .method(_, _, let arguments, _), .call(let arguments, _):
      for argument in arguments { walk(argument.value) }
    case .index(let value, _): walk(value)
    case .slice(let from, let to, _, _):
      if let from { walk(from) }
      if let to { walk(to) }
    }
  }
}
