/// What a run has used and what is left: steps, time, bytes, and whether somebody wants it to end.
///
/// The loop takes fuel in small portions and comes back here when it is burnt, so a limit, the
/// deadline or a cancellation is noticed within a thousand turns; builtins report the work they do.
struct Meter {
  private static let portion = 1024
  /// No single value may be larger, limit or not: memory that cannot be had ends the process.
  static let largestRequest = 1 << 33
  private(set) var used = 0
  /// How often somebody could have stopped the run.
  private(set) var polls = 0
  /// What waits to be freed; a portion goes at each poll.
  let graveyard = Graveyard()
  private var pending = 0
  private var deadline: ContinuousClock.Instant?
  /// Bytes taken since the last measurement of what is alive.
  var allocated = 0
  /// Bytes taken before that measurement.
  private var forgotten = 0
  /// What `taken` was when the builtin at work began; nil when none is.
  var workStart: Int?
  /// All bytes ever taken.
  var taken: Int { forgotten &+ allocated }
  /// Those that the builtin at work has taken.
  var takenByWork: Int { workStart.map { taken &- $0 } ?? 0 }
  /// How much may be taken before that is measured again.
  var allowance = Meter.largestRequest

  /// What is alive has just been measured.
  mutating func forget() {
    forgotten &+= allocated
    allocated = 0
  }

  /// At the start of a run of the host's.
  mutating func start(_ limits: Limits) {
    used = 0
    pending = 0
    deadline = limits.time.map { ContinuousClock.now + $0 }
    allocated = 0
    allowance = limits.bytes ?? Meter.largestRequest
  }

  /// More fuel for the loop, or the end of it.
  mutating func refill(_ interpreter: Interpreter) throws -> Int {
    try poll(interpreter)
    var portion = Self.portion
    if let steps = interpreter.limits.steps {
      guard used < steps else { throw Meter.stepLimit(steps) }
      portion = min(portion, steps - used)
    }
    used += portion
    return portion - 1
  }

  /// Fuel the loop did not burn.
  mutating func giveBack(_ fuel: Int) { used -= max(0, fuel) }

  /// Work of a builtin, in elements or so.
  mutating func charge(_ work: Int, _ interpreter: Interpreter) throws {
    // Nobody works longer than this: the sum cannot overflow.
    pending += min(max(work, 0), 1 << 40)
    guard pending >= Self.portion else { return }
    used += pending
    pending = 0
    try poll(interpreter)
    if let steps = interpreter.limits.steps, used >= steps { throw Meter.stepLimit(steps) }
  }

  /// Ends the run when somebody wants that, or its time is over.
  mutating func poll(_ interpreter: Interpreter) throws {
    polls &+= 1
    if interpreter.cancellation.isCancelled {
      throw ScriptFailure(.cancelled, [Diagnostic(.error, "interrupted")])
    }
    if let deadline, ContinuousClock.now >= deadline {
      let time = interpreter.limits.time.map { "\($0)" } ?? ""
      throw ScriptFailure(.limit, [Diagnostic(.error, "this took longer than \(time)")])
    }
    if !graveyard.isEmpty { graveyard.freePortion() }
  }

  /// Frees all that waits for it.
  mutating func empty(_ interpreter: Interpreter) throws {
    while !graveyard.isEmpty { try poll(interpreter) }
  }

  private static func stepLimit(_ steps: Int) -> ScriptFailure {
    ScriptFailure(.limit, [Diagnostic(.error, "this took more than \(steps) steps")])
  }
}
