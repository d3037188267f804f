/// Finds what every name stands for, and what is wrong with names.
///
/// It runs over the whole tree before any code is made, so that the compiler knows which variables
/// closures take with them, and so that an unknown name is a syntax error: nothing has run then.
final class Resolver {
  private let words: Words
  private var index: VocabularyIndex { words.index }
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []
  /// The variables of the top level, those of earlier entries at the prompt included.
  private(set) var globals: [String: Variable]
  private(set) var globalCount: Int
  var source: Source
  /// One scope per block, innermost last.
  @exclusivity(unchecked) private var scopes: [Scope] = []
  /// The variables of all scopes, and what each name stood for before.
  @exclusivity(unchecked) private var declared: [(variable: Variable, hidden: Variable?)] = []
  /// What each word stands for where we are, by its number.
  @exclusivity(unchecked) private var meanings: [Variable?]
  /// One per function around the current place; empty at the top level.
  @exclusivity(unchecked) private var functions: [FunctionSyntax] = []

  private let stack = StackGuard()

  private struct Scope {
    /// Where its variables start among the declared.
    var start: Int
    /// Functions whose bodies wait until all names of the block are known.
    var waiting: [(syntax: FunctionSyntax, source: Source)] = []
  }

  init(
    source: Source, words: Words, globals: [String: Variable], globalCount: Int
  ) {
    self.source = source
    self.words = words
    self.globals = globals
    self.globalCount = globalCount
    meanings = Array(repeating: nil, count: words.count)
    for variable in globals.values { meanings[variable.word] = variable }
  }

  /// A whole file at the top level; files it includes are resolved where they stand.
  func resolve(_ block: Block) {
    scopes.append(Scope(start: 0))
    topLevel(block)
    finishScope(reportsUnused: true)
  }

  private func topLevel(_ block: Block) {
    declareFunctions(block)
    statements(block)
  }

  // MARK: Scopes

  private func declare(_ variable: Variable) {
    variable.level = functions.count
    let hidden = meanings[variable.word]
    if let other = hidden, other.depth == scopes.count {
      report(
        "`\(variable.name)` is declared already", variable.span,
        notes: [.init("declared here first", at: Location(source, other.span))])
      return
    }
    variable.depth = scopes.count
    declared.append((variable, hidden))
    meanings[variable.word] = variable
    if scopes.count == 1 {
      variable.global = globalCount
      globalCount += 1
      globals[variable.name] = variable
    }
  }

  private func declareFunctions(_ block: Block) {
    for statement in block.statements {
      guard case .function(let variable, let syntax) = statement.kind else { continue }
      declare(variable)
      scopes[scopes.count - 1].waiting.append((syntax, source))
    }
  }

  /// Function bodies are read last: they may use what the block declares behind them.
  private func finishScope(reportsUnused: Bool) {
    let outer = source
    for (syntax, source) in scopes[scopes.count - 1].waiting {
      self.source = source
      function(syntax)
    }
    source = outer
    guard let scope = scopes.popLast() else { return }
    while declared.count > scope.start, let (variable, hidden) = declared.popLast() {
      meanings[variable.word] = hidden
      guard reportsUnused, !variable.isUsed else { continue }
      let isPrivate = variable.name.hasPrefix("_") || variable.kind == .parameter
      if isPrivate || variable.global != nil && variable.kind == .function { continue }
      warnings.append(
        Diagnostic(
          .warning, "`\(variable.name)` is never used", at: Location(source, variable.span)))
    }
  }

  private func scoped(_ variables: [Variable] = [], _ body: () -> Void) {
    scopes.append(Scope(start: declared.count))
    for variable in variables { declare(variable) }
    body()
    finishScope(reportsUnused: true)
  }

  private func block(_ block: Block, _ variables: [Variable] = []) {
    scoped(variables) {
      declareFunctions(block)
      statements(block)
    }
  }

  private func function(_ syntax: FunctionSyntax) {
    functions.append(syntax)
    scoped {
      for parameter in syntax.parameters {
        if let value = parameter.defaultValue { expression(value) }
        declare(parameter.variable)
      }
      switch syntax.body {
      case .block(let body): block(body)
      case .expression(let value): expression(value)
      }
    }
    functions.removeLast()
  }

  // MARK: Names

  private func use(_ use: NameUse, as what: String = "name") {
    if let variable = meanings[use.word] {
      variable.isUsed = true
      use.binding = .variable(variable)
      capture(variable)
    } else if let number = index.functions[use.name] {
      use.binding = .host(number)
    } else if let number = BuiltinFunctions.index[use.name] {
      use.binding = .builtin(number)
    } else if use.name == "args" {
      use.binding = .arguments
    } else {
      unknown(use, what)
    }
  }

  private func capture(_ variable: Variable) {
    guard variable.global == nil, variable.level < functions.count else { return }
    variable.isCaptured = true
    for function in functions[variable.level...]
    where !function.captures.contains(where: { $0 === variable }) {
      function.captures.append(variable)
    }
  }

  private func unknown(_ use: NameUse, _ what: String) {
    var known = Array(BuiltinFunctions.index.keys) + Array(index.functions.keys)
    known += Array(globals.keys) + declared.map(\.variable.name) + ["args"]
    var hint =
      LanguageWord.hint(for: use.name) ?? Suggestion.hint(for: use.name, in: known + index.heads)
    if index.commands[use.name.lowercased()] != nil {
      hint = "a command gives its value in parentheses: (\(use.name) …)"
    }
    if what == "place", hint == nil { hint = "declare it: var \(use.name) = …" }
    report("unknown \(what == "command" ? what : "name") `\(use.name)`", use.span, hint: hint)
  }

  private func report(
    _ message: String, _ span: Span, hint: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    guard diagnostics.count < 50 else { return }
    diagnostics.append(
      Diagnostic(.error, message, at: Location(source, span), hint: hint, notes: notes))
  }

  // MARK: Statements

  private func statements(_ block: Block) {
    var left: Statement?
    for statement in block.statements {
      if let last = left {
        warnings.append(
          Diagnostic(
            .warning, "this is never reached", at: Location(source, statement.span),
            notes: [.init("because of this", at: Location(source, last.span))]))
        left = nil
      }
      self.statement(statement)
      switch statement.kind {
      case .returnValue, .breakLoop, .continueLoop, .fail, .exit: left = statement
      default: break
      }
    }
  }

  private func isTooDeep(_ span: Span) -> Bool {
    guard stack.isExhausted else { return false }
    report("this is nested too deep", span, hint: "give the inner parts names of their own")
    return true
  }

  private func statement(_ statement: Statement) {
    if isTooDeep(statement.span) { return }
    switch statement.kind {
    case .variable(let variable, let value):
      if let value { expression(value) }
      declare(variable)
    case .assign(let target, _, _, let value):
      expression(value)
      assign(target)
    case .expression(let value):
      // A word alone on its line is a command, or was meant to be one.
      if case .name(let use) = value.kind {
        self.use(use, as: "command")
      } else {
        expression(value)
      }
    case .branch(let arms, let otherwise):
      for arm in arms {
        expression(arm.condition)
        block(arm.block)
      }
      if let otherwise { block(otherwise) }
    case .forEach(let variables, let sequence, let body):
      expression(sequence)
      for variable in variables { variable.isUsed = true }
      scoped(variables) { block(body) }
    case .whileLoop(let condition, let body):
      expression(condition)
      block(body)
    case .function: break
    case .returnValue(let value), .fail(let value), .exit(let value):
      if let value { expression(value) }
    case .tryBlock(let body, let caught, let finally):
      block(body)
      if let caught {
        caught.variable?.isUsed = true
        scoped(caught.variable.map { [$0] } ?? []) { block(caught.block) }
      }
      if let finally { block(finally) }
    case .assert(let condition, let message):
      expression(condition)
      if let message { expression(message) }
    case .print(let values): values.forEach(expression)
    case .include(let include):
      guard let file = include.file else { return }
      let outer = source
      source = file.source
      topLevel(file.block)
      source = outer
    case .command(let syntax): command(syntax)
    case .foreign(let syntax): foreign(syntax)
    case .block(let body): block(body)
    case .breakLoop, .continueLoop, .backslash, .declaration, .broken: break
    }
  }

  private func assign(_ target: Expression) {
    switch target.kind {
    case .name(let use):
      let wasUsed = meanings[use.word]?.isUsed
      self.use(use, as: "place")
      guard case .variable(let variable) = use.binding else { return }
      // Giving it a value is not using it.
      if let wasUsed { variable.isUsed = wasUsed }
      guard variable.isConstant else { return }
      let what =
        variable.kind == .constant ? "`let`" : variable.kind == .loop ? "the loop" : "`func`"
      report(
        "`\(use.name)` is constant", use.span,
        hint: variable.kind == .constant ? "declare it with `var`" : nil,
        notes: [
          .init("declared by \(what) here", at: Location(source, variable.span))
        ])
    default: expression(target)
    }
  }

  private func command(_ syntax: CommandSyntax) {
    for argument in syntax.arguments {
      switch argument.value {
      case .expression(let value): expression(value)
      case .block(let body): function(body)
      case .foreign(let inner): foreign(inner)
      case .word, .flag: break
      }
    }
    if let enclosed = syntax.enclosed { block(enclosed) }
  }

  private func foreign(_ syntax: ForeignSyntax) {
    syntax.holes.forEach(expression)
    if let text = syntax.madeUp { expression(text) }
  }

  // MARK: Expressions

  private func expression(_ value: Expression) {
    if isTooDeep(value.span) { return }
    switch value.kind {
    case .null, .bool, .int, .decimal, .float, .text: break
    case .interpolated(let pieces):
      for case .value(let inner) in pieces { expression(inner) }
    case .name(let use): self.use(use)
    case .list(let items): items.forEach(expression)
    case .map(let pairs):
      for pair in pairs {
        expression(pair.key)
        expression(pair.value)
      }
    case .negate(let inner), .not(let inner), .parenthesized(let inner): expression(inner)
    case .chain(let first, let rest):
      expression(first)
      for step in rest { expression(step.operand) }
    case .compare(_, let left, let right), .range(let left, let right, _):
      expression(left)
      expression(right)
    case .logical(_, let parts), .coalesce(let parts): parts.forEach(expression)
    case .conditional(let condition, let then, let otherwise):
      expression(condition)
      expression(then)
      expression(otherwise)
    case .ifElse(let arms, let otherwise):
      for arm in arms {
        expression(arm.condition)
        block(arm.block)
      }
      block(otherwise)
    case .postfix(let base, let steps):
      expression(base)
      steps.forEach(step)
    case .function(let syntax): function(syntax)
    case .command(let syntax): command(syntax)
    case .foreign(let syntax): foreign(syntax)
    }
  }

  private func step(_ step: PostfixStep) {
    switch step {
    case .member: break
    case .method(_, _, let arguments, _), .call(let arguments, _):
      for argument in arguments { expression(argument.value) }
    case .index(let value, _): expression(value)
    case .slice(let from, let to, _, _):
      if let from { expression(from) }
      if let to { expression(to) }
    }
  }
}
