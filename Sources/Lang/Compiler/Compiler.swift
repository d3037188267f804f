/// Turns a resolved tree into register code, one function at a time.
///
/// Every local variable has a register of its own; what expressions need in between lies in
/// registers above. The variables of the top level are the first registers of the main code, and
/// functions reach the same memory as globals: a loop at the top level is as fast as in a function.
final class Compiler {
  let source: Source
  let index: VocabularyIndex
  let name: String?
  /// The code of the file itself, whose registers are the globals.
  let isMain: Bool
  let echoes: Bool
  var instructions: [Instruction] = []
  var spans: [Span] = []
  var constants: [Constant] = []
  private var constantNumbers: [Constant: Int] = [:]
  var functions: [FunctionCode] = []
  var sites = Sites()
  /// The first free register.
  var top = 0
  private var highest = 0
  var cleanups: [Cleanup] = []
  var loops: [Loop] = []
  /// Variables of enclosing functions, in the order of the closure's cells.
  var captures: [Variable] = []
  /// What the code at hand stands for.
  var span = Span(0, 0)
  private(set) var problem: Diagnostic?

  private let stack: StackGuard

  /// The rest of this part is not worth compiling: the message says why.
  func isTooDeep() -> Bool {
    guard stack.isExhausted else { return false }
    adopt(
      Diagnostic(
        .error, "this is nested too deep", at: Location(source, span),
        hint: "give the inner parts names of their own"))
    return true
  }

  func adopt(_ other: Diagnostic?) { problem = problem ?? other }

  struct Loop {
    var breaks: [Int] = []
    var continues: [Int] = []
    let cleanupDepth: Int
  }

  init(
    source: Source, index: VocabularyIndex, name: String?, isMain: Bool, echoes: Bool = false,
    stack: StackGuard = StackGuard()
  ) {
    self.stack = stack
    self.source = source
    self.index = index
    self.name = name
    self.isMain = isMain
    self.echoes = echoes
  }

  /// The code of a whole file whose globals end at `globalCount`.
  func compileMain(_ block: Block, globalCount: Int) -> FunctionCode {
    top = globalCount
    highest = top
    let result = temporary()
    emit(.null, result)
    statements(block, result: result)
    emit(.halt, result)
    return finish(parameters: [], required: 0, captures: [])
  }

  /// An included file: its variables are globals, but its code is a function of its own.
  func compileIncluded(_ block: Block) -> FunctionCode {
    let result = temporary()
    statements(block)
    emit(.null, result)
    emit(.returnValue, result)
    return finish(parameters: [], required: 0, captures: [])
  }

  func compileFunction(_ syntax: FunctionSyntax) -> FunctionCode {
    captures = syntax.captures
    for parameter in syntax.parameters { parameter.variable.register = temporary() }
    for parameter in syntax.parameters {
      span = parameter.variable.span
      if let value = parameter.defaultValue {
        let jump = emit(.jumpSet, parameter.variable.register)
        expression(value, into: parameter.variable.register)
        patch(jump)
      }
    }
    for parameter in syntax.parameters where parameter.variable.isCaptured {
      let register = parameter.variable.register
      let cell = temporary()
      emit(.newCell, cell)
      emit(.setCell, register, cell)
      emit(.move, register, cell)
      free(cell)
    }
    switch syntax.body {
    case .block(let body):
      block(body)
      let result = temporary()
      emit(.null, result)
      emit(.returnValue, result)
    case .expression(let value):
      let result = operand(value)
      emit(.returnValue, result)
    }
    return finish(
      parameters: syntax.parameters.map(\.variable.name),
      required: syntax.parameters.prefix { $0.defaultValue == nil }.count,
      captures: [])
  }

  func finish(parameters: [String], required: Int, captures: [CaptureSource]) -> FunctionCode {
    FunctionCode(
      name: name, source: source, instructions: instructions, spans: spans, constants: constants,
      functions: functions, registerCount: highest + 1, parameters: parameters,
      requiredCount: required, captures: captures, sites: sites)
  }

  // MARK: Emitting

  @discardableResult
  func emit(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, d: Int = 0) -> Int {
    instructions.append(Instruction(op, a, b, c, d: d))
    spans.append(span)
    return instructions.count - 1
  }

  /// Makes a jump lead to the next instruction.
  func patch(_ jump: Int) { instructions[jump].d = Int32(instructions.count) }
  func patch(_ jumps: [Int]) {
    for jump in jumps { patch(jump) }
  }

  func constant(_ value: Constant) -> Int {
    if let known = constantNumbers[value] { return known }
    constants.append(value)
    constantNumbers[value] = constants.count - 1
    return constants.count - 1
  }

  // MARK: Registers

  func temporary(_ count: Int = 1) -> Int {
    let register = top
    top += count
    highest = max(highest, top)
    if highest > 60_000, problem == nil {
      problem = Diagnostic(
        .error, "this needs too many variables at once", at: Location(source, span),
        hint: "split it into functions")
    }
    return register
  }

  func free(_ register: Int) { top = register }

  /// Runs with all registers taken meanwhile given back.
  func scratch<Result>(_ body: () -> Result) -> Result {
    let mark = top
    defer { top = mark }
    return body()
  }

  // MARK: Variables

  func load(_ variable: Variable, into target: Int) {
    if let global = variable.global {
      if isMain { emit(.move, target, global) } else { emit(.getGlobal, target, d: global) }
    } else if let number = captures.firstIndex(where: { $0 === variable }) {
      emit(.getCapture, target, d: number)
    } else if variable.isCaptured {
      emit(.getCell, target, variable.register)
    } else if target != variable.register {
      emit(.move, target, variable.register)
    }
  }

  func store(_ register: Int, in variable: Variable) {
    if let global = variable.global {
      if !isMain {
        emit(.setGlobal, register, d: global)
      } else if register != global {
        emit(.move, global, register)
      }
    } else if let number = captures.firstIndex(where: { $0 === variable }) {
      emit(.setCapture, register, d: number)
    } else if variable.isCaptured {
      emit(.setCell, register, variable.register)
    } else if register != variable.register {
      emit(.move, variable.register, register)
    }
  }

  /// The register a variable lives in, when it lives in one.
  func register(of variable: Variable) -> Int? {
    if let global = variable.global { return isMain ? global : nil }
    if variable.isCaptured { return nil }
    return variable.register
  }

  func slot(of variable: Variable) -> (SlotKind, Int) {
    if let global = variable.global { return isMain ? (.register, global) : (.global, global) }
    if let number = captures.firstIndex(where: { $0 === variable }) { return (.capture, number) }
    return (variable.isCaptured ? .cell : .register, variable.register)
  }

  /// Gives a new local its register, and its cell when closures use it.
  func allocate(_ variable: Variable) {
    guard variable.global == nil else { return }
    variable.register = temporary()
    if variable.isCaptured { emit(.newCell, variable.register) }
  }

  // MARK: Functions

  func closure(_ syntax: FunctionSyntax, into target: Int) {
    let compiler = Compiler(
      source: source, index: index, name: syntax.name, isMain: false, stack: stack)
    let code = compiler.compileFunction(syntax)
    adopt(compiler.problem)
    let sources = syntax.captures.map { variable -> CaptureSource in
      if let number = captures.firstIndex(where: { $0 === variable }) { return .capture(number) }
      return .register(variable.register)
    }
    functions.append(code.capturing(sources))
    emit(.closure, target, d: functions.count - 1)
  }
}

extension FunctionCode {
  func capturing(_ captures: [CaptureSource]) -> FunctionCode {
    FunctionCode(
      name: name, source: source, instructions: instructions, spans: spans, constants: constants,
      functions: functions, registerCount: registerCount, parameters: parameters,
      requiredCount: requiredCount, captures: captures, sites: sites)
  }
}
