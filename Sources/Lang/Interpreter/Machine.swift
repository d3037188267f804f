/// The register machine: its stack, its frames, and the loop that runs code.
///
/// Calls of script functions push a frame here and cost no native stack; only the host's own calls
/// back into a script run a second loop inside the first. The loop keeps what it touches most in
/// locals; everything that is not a fast path lives in the other files.
final class Machine {
  /// The interpreter owns its machine and outlives it.
  unowned(unsafe) let interpreter: Interpreter
  @exclusivity(unchecked) var stack: Registers
  @exclusivity(unchecked) var capacity: Int
  @exclusivity(unchecked) var frames = FrameStack()
  @exclusivity(unchecked) var handlers: [Handler] = []
  @exclusivity(unchecked) var depthLimit = 1
  /// Empties what closures still hold when the machine goes away.
  let cells = Cell(.null)
  let unset = Value.object(Unset())
  /// How many loops run inside each other.
  var nestedRuns = 0
  var nativeStack = StackGuard()
  @exclusivity(unchecked) var meter = Meter()
  /// A result that an asynchronous command left, or its failure.
  @exclusivity(unchecked) var resumption: Result<Value, any Error>?
  var codes: [Code] = []
  var globalCount = 0
  var prelude: [String: Value] = [:]
  var patterns: [String: Pattern] = [:]
  /// How large those are together.
  var patternSteps = 0

  enum Outcome {
    case finished(Value)
    /// An asynchronous command must be awaited, and its result given to `resume`.
    case waits(any AsyncCommand.Type, CommandCall)
  }

  init(_ interpreter: Interpreter) {
    self.interpreter = interpreter
    capacity = 1024
    stack = .allocate(capacity: capacity)
    stack.initialize(repeating: .null, count: capacity)
  }

  deinit {
    cells.emptyAll()
    stack.deinitialize(count: capacity)
    stack.deallocate()
    frames.deallocate()
  }

  /// Makes room for registers up to an index; all pointers into the stack are void afterwards.
  func grow(to needed: Int) {
    guard needed > capacity else { return }
    let size = max(needed, capacity * 2)
    let bigger = Registers.allocate(capacity: size)
    bigger.moveInitialize(from: stack, count: capacity)
    (bigger + capacity).initialize(repeating: .null, count: size - capacity)
    stack.deallocate()
    stack = bigger
    capacity = size
  }

  /// The first register that nothing uses.
  var top: Int {
    guard let frame = frames.last else { return globalCount }
    return frame.base + frame.entry.registerCount
  }

  /// Runs code at the top level.
  func start(_ code: Code) throws -> Outcome {
    codes.append(code)
    grow(to: code.registerCount + 1)
    frames.append(Frame(CodeEntry(code), function: nil, base: 0))
    return try run(until: frames.count - 1)
  }

  /// Calls a function from outside the loop and runs until it returns.
  func call(_ function: Function, _ arguments: [Value]) throws -> Value {
    guard function.code != nil else { return try callNative(function, arguments) }
    guard nestedRuns < Self.maximumNestedRuns, nestedRuns == 0 || !nativeStack.isExhausted else {
      throw ScriptFailure(.limit, [Diagnostic(.error, "the host's calls are nested too deep")])
    }
    let window = top
    grow(to: window + arguments.count + 2)
    stack[window] = .function(function)
    for (index, argument) in arguments.enumerated() { stack[window + 1 + index] = argument }
    let depth = frames.count
    defer { clear(window, window + 2 + arguments.count) }
    try push(function, window: window, count: arguments.count)
    guard case .finished(let value) = try run(until: depth) else {
      throw ScriptFailure("a command that waits cannot run inside a call of the host's")
    }
    return value
  }

  static let maximumNestedRuns = 100

  func clear(_ from: Int, _ to: Int) {
    for index in from..<min(max(from, to), capacity) where !(stack + index).isTrivial {
      stack[index] = .null
    }
  }

  /// Pushes the frame of a script's function whose arguments lie behind `window`.
  func push(_ function: Function, window: Int, count: Int) throws {
    guard let code = function.code else { return }
    guard frames.count < depthLimit else { throw tooDeep() }
    let base = window + 1
    grow(to: base + code.registerCount + 1)
    if count != code.parameterCount { try fillArguments(code, base: base, count: count) }
    frames.append(Frame(CodeEntry(code), function: .passUnretained(function), base: base))
  }

  func tooDeep() -> ScriptFailure {
    ScriptFailure(
      .limit,
      [
        Diagnostic(
          .error, "calls are nested more than \(interpreter.limits.depth) deep",
          hint: "does this function call itself without an end?")
      ])
  }

  /// Missing arguments are marked, so that the function's own code fills in their defaults.
  private func fillArguments(_ code: Code, base: Int, count: Int) throws {
    let template = code.template
    guard count <= code.parameterCount else {
      clear(base, base + count)
      throw ScriptFailure(wrongCount(template, count))
    }
    guard count >= template.requiredCount else { throw ScriptFailure(wrongCount(template, count)) }
    for index in count..<code.parameterCount { stack[base + index] = unset }
  }

  private func wrongCount(_ code: FunctionCode, _ count: Int) -> String {
    let name = code.name.map { "`\($0)`" } ?? "this function"
    let least = code.requiredCount
    let most = code.parameters.count
    let wanted = least == most ? "\(most)" : "\(least) to \(most)"
    let missing = count < least ? ": `\(code.parameters[count])` is missing" : ""
    return "\(name) takes \(wanted) argument\(most == 1 ? "" : "s"), not \(count)\(missing)"
  }
}
