#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What touches the world outside; each asks the capabilities first.
extension BuiltinFunctions {
  static let worldFunctions: [BuiltinFunction] = [
    BuiltinFunction("env", ["name", "default"], required: 1, "A variable of the environment.") {
      call in
      let name = try call.string(0)
      try call.require(.environment([name]), "read the environment variable \(name)")
      return call.interpreter.environment(name).map { Value($0) } ?? call[1]
    },
    BuiltinFunction("read", ["path"], "The text of a file.") { call in
      let path = try call.readablePath()
      let known = call.interpreter.files.size(path) ?? 0
      try call.take(bytes: known)
      let bytes = try call.interpreter.files.read(path)
      try call.take(bytes: max(0, bytes.count - known) + 48)
      try call.charge(bytes.count / 64)
      if let fault = TextCheck.firstFault(in: bytes), fault.message.contains("UTF-8") {
        throw ScriptFailure("\(try call.string(0)) is no text: it is not valid UTF-8")
      }
      return .text(bytes.withUnsafeBufferPointer { Text(validated: $0) })
    },
    BuiltinFunction(
      "write", ["path", "text", "append"], required: 2, "Writes text into a file."
    ) { call in
      let path = call.interpreter.files.canonical(try call.string(0))
      guard call.interpreter.mayWrite(path) else {
        throw ScriptFailure("this script may not write \(try call.string(0))")
      }
      let text = try call.text(1)
      try call.take(bytes: text.byteCount)
      let bytes = text.withBytes { Array($0) }
      try call.charge(bytes.count / 64)
      try call.interpreter.files.write(path, bytes, append: try call.bool(2, default: false))
      return .null
    },
    BuiltinFunction("exists", ["path"], "Is there such a file or folder?") { call in
      .bool(call.interpreter.files.exists(try call.readablePath()))
    },
    BuiltinFunction("files", ["path"], "The names in a folder, in order.") { call in
      let names = try call.interpreter.files.list(try call.readablePath())
      try call.charge(names.count)
      try call.take(bytes: names.reduce(0) { $0 + $1.utf8.count + 64 })
      return .list(names.sorted().map { Value($0) })
    },
    BuiltinFunction("now", "This moment, as a timestamp in UTC.") { call in
      try call.require(.clock, "ask what time it is")
      return .host(Moment(microseconds: currentMicroseconds(), isDate: false))
    },
    BuiltinFunction("today", "Today's date in UTC.") { call in
      try call.require(.clock, "ask what time it is")
      return .host(Moment(microseconds: currentMicroseconds(), isDate: true))
    },
    BuiltinFunction("sleep", ["seconds"], "Waits.") { call in
      try call.require(.clock, "wait")
      let seconds = Numbers.double(try call.number(0))
      try call.interpreter.wait(seconds: seconds)
      return .null
    },
  ]

  private static func currentMicroseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }
}

extension NativeCall {
  /// The canonical form of the path in the first argument, when the script may read there.
  fileprivate func readablePath() throws -> String {
    let path = interpreter.files.canonical(try string(0))
    guard interpreter.mayRead(path) else {
      throw ScriptFailure("this script may not read \(try string(0))")
    }
    return path
  }
}

extension Interpreter {
  /// Waits, but not beyond a cancellation or the deadline.
  public func wait(seconds: Double) throws {
    guard seconds.isFinite, seconds > 0 else { return }
    let end = ContinuousClock.now + .milliseconds(Int64(min(seconds, 1e9) * 1000))
    while ContinuousClock.now < end {
      // To wait is no work: it costs time, and no steps.
      try machine.meter.poll(self)
      usleep(5000)
    }
  }
}

/// `watch 2 { … }`: runs a block again and again, until the run is cancelled or the block is left.
///
/// The language has no commands of its own; a host that wants this one puts it into its vocabulary.
public enum Watch: LoopingCommand {
  public static let signature = Signature(
    "watch", group: "Shell", summary: "Run a block again and again.",
    .argument("seconds", .value, .optional, help: "how long to wait between; 2 if not said"),
    .clause("times", .integer, help: "how often; until ^C if not said"), .block(),
    examples: ["watch 1 times 2 { print \"still here\" }"])

  public static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard interpreter.capabilities.allows(.clock) else {
      throw call.failure("this script may not wait")
    }
    let text = call["seconds"].map { interpreter.display($0.value) } ?? "2"
    guard let seconds = Double(text), seconds >= 0 else {
      throw call.failure("seconds must be a number", at: "seconds")
    }
    return .host(Turns(seconds: seconds, times: try call.integer("times") ?? .max))
  }

  /// The turns of a loop, with a wait between two of them.
  private final class Turns: HostObject, HostIterator {
    let typeName = "watch"
    let seconds: Double
    let times: Int
    var count = 0

    init(seconds: Double, times: Int) {
      self.seconds = seconds
      self.times = times
    }

    func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? { self }

    func next(_ interpreter: Interpreter) throws -> Value? {
      guard count < times else { return nil }
      if count > 0 { try interpreter.wait(seconds: seconds) }
      count += 1
      return .int(count)
    }
  }
}
