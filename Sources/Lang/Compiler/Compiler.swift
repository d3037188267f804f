/// Turns a resolved tree into register code, one function at a time.
///
/// Every local variable has a register of its own; what expressions need in between lies in
/// registers above. The variables of the top level are the first registers of the main code, and
/// functions reach the same memory as globals: a loop at the top level is as fast as in a function.
final class Compiler {
  let source: Source
  let words: Words
  let name: String?
  /// The code of the file itself, whose registers are the globals.
  let isMain: Bool
  let echoes: Bool
  // Nothing that runs while one of these is changed reaches the compiler again.
  @exclusivity(unchecked) var instructions: [Instruction] = []
  @exclusivity(unchecked) var spans: [Span] = []
  @exclusivity(unchecked) var constants: [Constant] = []
  @exclusivity(unchecked) private var constantNumbers: [Constant: Int] = [:]
  @exclusivity(unchecked) var functions: [FunctionCode] = []
  @exclusivity(unchecked) var sites = Sites()
  /// The first free register.
  @exclusivity(unchecked) var top = 0
  @exclusivity(unchecked) private var highest = 0
  @exclusivity(unchecked) var cleanups: [Cleanup] = []
  @exclusivity(unchecked) var loops: [Loop] = []
  /// Variables of enclosing functions, in the order of the closure's cells.
  @exclusivity(unchecked) var captures: [Variable] = []
  /// What the code at hand stands for.
  @exclusivity(unchecked) var span = Span(0, 0)
  private(set) var problem: Diagnostic?

  private let stack: StackGuard
  private let buffers: Buffers

  /// Lists that functions before this one have grown: each function fills them again, and keeps
  /// copies that are as long as need be.
  final class Buffers {
    private var instructions: [[Instruction]] = []
    private var spans: [[Span]] = []
    private var constants: [[Constant]] = []

    func lend(to compiler: Compiler) {
      compiler.instructions = instructions.popLast() ?? []
      compiler.spans = spans.popLast() ?? []
      compiler.constants = constants.popLast() ?? []
    }

    func giveBack(_ compiler: Compiler) {
      guard Buffers.isSmall(compiler.instructions.count) else { return }
      compiler.instructions.removeAll(keepingCapacity: true)
      compiler.spans.removeAll(keepingCapacity: true)
      compiler.constants.removeAll(keepingCapacity: true)
      instructions.append(compiler.instructions)
      spans.append(compiler.spans)
      constants.append(compiler.constants)
      compiler.instructions = []
      compiler.spans = []
      compiler.constants = []
    }

    func trimmed<Element>(_ list: [Element]) -> [Element] {
      guard Buffers.isSmall(list.count) else { return list }
      return Array(unsafeUninitializedCapacity: list.count) { buffer, count in
        count = buffer.initialize(fromContentsOf: list)
      }
    }

    private static func isSmall(_ count: Int) -> Bool { count <= 4096 }
  }

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
    source: Source, words: Words, name: String?, isMain: Bool, echoes: Bool = false,
    stack: StackGuard = StackGuard(), buffers: Buffers = Buffers()
  ) {
    self.stack = stack
    self.buffers = buffers
    self.source = source
    self.words = words
    self.name = name
    self.isMain = isMain
    self.echoes = echoes
    buffers.lend(to: self)
  }

  /// The code of a whole file whose globals end at `globalCount`.
  func compileMain(_ file: ParsedFile, keepsTree: Bool, globalCount: Int) -> FunctionCode {
    top = globalCount
    highest = top
    let result = temporary()
    emit(.null, result)
    statements(file.block.statements.count, result: result) { number, isLast in
      let statement = file.block.statements[number]
      // Code takes the memory that its statement gives back: large files need half as much.
      if isLast, !keepsTree { file.block.statements[number].kind = .broken }
      return statement
    }
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

  func compileFunction(_ syntax: FunctionSyntax, captured: [CaptureSource] = []) -> FunctionCode {
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
      captures: captured)
  }

  func finish(parameters: [String], required: Int, captures: [CaptureSource]) -> FunctionCode {
    let code = FunctionCode(
      name: name, source: source, instructions: buffers.trimmed(instructions),
      spans: buffers.trimmed(spans), constants: buffers.trimmed(constants),
      functions: functions, registerCount: highest + 1, parameters: parameters,
      requiredCount: required, captures: captures, sites: sites)
    buffers.giveBack(self)
    return code
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
    // Most functions have a handful: to look through them costs less than to hash them.
    if constants.count <= 12, let known = constants.firstIndex(of: value) { return known }
    if constants.count > 12 {
      if constantNumbers.isEmpty {
        for (number, known) in constants.enumerated() { constantNumbers[known] = number }
      }
      if let known = constantNumbers[value] { return known }
      constantNumbers[value] = constants.count
    }
    constants.append(value)
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
    let sources = syntax.captures.map { variable -> CaptureSource in
      if let number = captures.firstIndex(where: { $0 === variable }) { return .capture(number) }
      return .register(variable.register)
    }
    let compiler = Compiler(
      source: source, words: words, name: syntax.name, isMain: false, stack: stack,
      buffers: buffers)
    functions.append(compiler.compileFunction(syntax, captured: sources))
    adopt(compiler.problem)
    emit(.closure, target, d: functions.count - 1)
  }
}
