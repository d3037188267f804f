import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Prints rows of `name least median worst`, in the unit that the group's name says.
@main enum HostBench {
  static func main() throws {
    let groups: [String: () throws -> Void] = [
      "calls": Calls.run, "cancel": Cancels.run, "compile": Compiles.run,
    ]
    for name in CommandLine.arguments.dropFirst() { try groups[name]?() }
  }

  static func row(_ name: String, _ times: [Double]) {
    let sorted = times.sorted()
    let shown = [sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]].map { time in
      let text = String(Int((time * 10).rounded()))
      let padded = String(repeating: "0", count: max(0, 2 - text.count)) + text
      let number = "\(padded.dropLast()).\(padded.suffix(1))"
      return String(repeating: " ", count: max(0, 10 - number.count)) + number
    }
    print(name + String(repeating: " ", count: max(1, 46 - name.count)) + shown.joined())
  }

  /// Seconds of this process's CPU.
  static var cpu: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// From a script to the host and back: CPU nanoseconds of one turn of a loop of a million.
enum Calls {
  static func run() throws {
    for (name, body) in [
      ("the loop alone", ""), ("a host function", "f(i)"), ("a member of a host object", "o.size"),
      ("a method of a host object", "o.add(i)"), ("a command with a word", "tell ops"),
      ("a command with a word and a value", "tell ops (i)"),
    ] {
      let times = try (0..<5).map { _ -> Double in
        let interpreter = Interpreter(
          Vocabulary(
            commands: [Tell.self],
            functions: [HostFunction("f", [.init("x")]) { values, _ in values[0] }]))
        interpreter.define("o", .host(Counter()))
        let program = try interpreter.compile(
          Source(name: "calls", text: "for i in 1..1_000_000 { \(body) }", kind: .script))
        let start = HostBench.cpu
        try interpreter.run(program)
        return (HostBench.cpu - start) * 1000
      }
      HostBench.row(name, times)
    }
  }

  private final class Counter: HostObject {
    let typeName = "counter"
    private var total = 0
    func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
      name == "size" ? .int(total) : nil
    }
    func call(_ method: String, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value?
    {
      guard method == "add" else { return nil }
      total &+= arguments[0].intValue ?? 0
      return .int(total)
    }
  }

  private enum Tell: Command {
    static let signature = Signature(
      "tell", summary: "Tell a channel.", .argument("channel", .name("channel")),
      .argument("text", .value, .optional))
    static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
      call.value("channel") ?? .null
    }
  }
}

/// From `cancel()` on another thread to the end of the run: milliseconds of CPU, so that what else
/// the machine does is not in them.
enum Cancels {
  private static let text = "let t = \"some words, and more of them, \".repeat(300_000)\n"

  static func run() throws {
    for (name, before, during) in [
      ("while true { }", "", "while true { }"),
      (
        "a regular expression", "let t = \"a\".repeat(100_000)",
        "while true { t.matches(\"(a*)*(a*)*(a*)*b\") }"
      ),
      ("sort of 2 million numbers", numbers, "while true { n.sort() }"),
      (
        "sort of a million texts", "let n = (1..1_000_000).map(i => \"${i * 7919 % 1_000_003}\")",
        "while true { n.sort() }"
      ),
      ("split into a million texts", text, "while true { let w = t.split(\" \") }"),
      (
        "words, upper, replace", text,
        "while true { t.upper().split().count\nt.replace(\"o\", \"0\") }"
      ),
      (
        "parseCSV of 400,000 rows", "let c = \"a,b,c\\n1,2,3\\n\".repeat(200_000)",
        "while true { let r = parseCSV(c) }"
      ),
      (
        "parseJSON of 5 MB",
        "let j = \"[\" + \"{'a': [1, 2]}, \".replace(\"'\", '\"').repeat(300_000) + \"1]\"",
        "while true { let v = parseJSON(j) }"
      ),
      (
        "map of a million keys", "",
        "while true { var m = {}\nfor i in 1..1_000_000 { m[i] = \"${i}\" } }"
      ),
      (
        "characters, zip, reverse", text,
        "while true { let c = t.characters()\nc.zip(c.reverse()) }"
      ),
      (
        "texts of 100 MB joined and compared", "let x = \"a\".repeat(100_000_000)\nlet z = x[..]",
        "while true { x + z == z + x }"
      ),
      (
        "a list of 2 million copied", "let n = (1..2_000_000).list()",
        "while true { var m = n\nm[0] = 1 }"
      ),
      (
        "decimals of 60,000 digits", "let d = decimal(\"1\" + \"7\".repeat(60_000))",
        "while true { d * d }"
      ),
    ] {
      HostBench.row(name, try (0..<9).map { try once(before, during, after: 20 + $0 * 37) })
    }
  }

  private static let numbers = """
    var n = []
    var x = 12345
    for i in 1..2_000_000 {
      x = (x * 16807) % 2147483647
      n.append(x)
    }
    """

  private static func once(_ before: String, _ during: String, after delay: Int) throws -> Double {
    let interpreter = Interpreter()
    try interpreter.run(Source(name: "before", text: before, kind: .script))
    let program = try interpreter.compile(Source(name: "during", text: during, kind: .script))
    let cancellation = interpreter.cancellation
    let alarm = Alarm(milliseconds: delay) { cancellation.cancel() }
    do { try interpreter.run(program) } catch let failure as ScriptFailure {
      guard failure.reason == .cancelled else { throw failure }
    }
    let end = HostBench.cpu
    return (end - alarm.rang()) * 1000
  }
}

/// A thread that does something after a while, and says at what time of CPU it did.
private final class Alarm {
  private final class Work: Sendable {
    let milliseconds: Int
    let body: @Sendable () -> Void
    // Written by the thread before it ends, read after it was joined.
    nonisolated(unsafe) var time = 0.0

    init(_ milliseconds: Int, _ body: @escaping @Sendable () -> Void) {
      self.milliseconds = milliseconds
      self.body = body
    }
  }

  private let work: Work
  private var thread = pthread_t()

  init(milliseconds: Int, _ body: @escaping @Sendable () -> Void) {
    work = Work(milliseconds, body)
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        usleep(UInt32(work.milliseconds * 1000))
        work.time = HostBench.cpu
        work.body()
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
  }

  func rang() -> Double {
    pthread_join(thread, nil)
    return work.time
  }
}

/// How fast a text becomes a program: megabytes a second of CPU, and bytes held per byte of text.
enum Compiles {
  static func run() throws {
    for (name, kind, part, size) in [
      ("scripts of 64 kB, MB a second", Source.Kind.script, script, 64 << 10),
      ("a script of 20 MB, MB a second", .script, script, 20 << 20),
      ("plain SQL, MB a second", .foreign, statement, 20 << 20),
      ("SQL in a script, MB a second", .script, statement, 20 << 20),
      ("a model, MB a second", .model, table, 20 << 20),
    ] {
      let bytes = [UInt8](String(repeating: part, count: size / part.utf8.count).utf8)
      let interpreter = Interpreter(
        Vocabulary(declarations: [Table.self], foreign: SQL.self))
      let source = Source(name: "big", bytes: bytes, kind: kind)
      let speeds = try (0..<3).map { _ -> Double in
        let start = HostBench.cpu
        for _ in 0..<((20 << 20) / size) { _ = try interpreter.compile(source) }
        return 20 / (HostBench.cpu - start)
      }
      HostBench.row(name, speeds)
    }
  }

  private static let script = """
    if true {
      func total(order, rate = 0.2) {
        var sum = 0
        for line in order.lines {
          if line.count > 10 and not line.isFree { sum += line.count * line.price } else { sum += 1 }
        }
        # what is due
        return {sum: sum, tax: sum * rate, text: "due: ${sum}"}
      }
      print [1, 2, 3].map(x => x + 1).filter(x => x > 2).join(", "), total(null)
    }

    """
  private static let statement =
    "create table post (id bigint primary key, author bigint not null, title text default 'x');\n"
  private static let table = """
    /// What was written.
    table post {
      id      bigint generated always as identity primary key
      author  bigint not null references author on delete cascade   # who
      title   text not null default 'none'
      check (length(title) > 0)
      index on (lower(title))
    }

    """

  private enum Table: Declaration {
    static let form = DeclarationForm("table", .lines)
    static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value {
      .null
    }
  }

  private enum SQL: ForeignLanguage {
    static let verbs = ["create", "insert", "select"].map { ForeignVerb($0, isDefinition: true) }
    static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value { .null }
    static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value { .null }
  }
}
