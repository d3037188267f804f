import Synchronization
import Testing

@testable import Lang

/// How soon a run can be stopped, counted instead of timed: what works on much is asked often
/// whether it shall go on, and what frees much does so in portions.
@Suite struct CancelTests {
  private func run(_ text: String, _ interpreter: Interpreter) throws {
    try interpreter.run(Source(name: "x", text: text, kind: .script))
  }

  private static let works: [(before: String, work: String)] = [
    ("let x = (1..100000).map(i => i * 7919 % 100003)", "x.sort()"),
    ("let x = (1..100000).map(i => i * 7919 % 100003)", "x.sortBy(i => -i)"),
    ("let x = (1..100000).map(i => \"${i}\")", "x.sort()"),
    ("", "(1..100000).list()"),
    ("let x = (1..100000).list()", "x.reverse()"),
    ("let x = (1..100000).list()", "x.take(90000)"),
    ("let x = (1..100000).list()", "x.drop(1)"),
    ("let x = (1..200000).list()", "x.step(2)"),
    ("let x = (1..100000).list()", "x.zip(x)"),
    ("let x = (1..100000).list()", "x.chunks(7)"),
    ("let x = (1..100000).list().chunks(5)", "x.flatten()"),
    ("let x = (1..100000).list()", "x.join(\",\")"),
    ("let x = (1..100000).map(i => [i, i])", "x.toMap()"),
    ("let x = (1..100000).map(i => [i, i]).toMap()", "x.keys()"),
    ("let x = (1..100000).map(i => [i, i]).toMap()", "x.values()"),
    ("let x = (1..100000).map(i => [i, i]).toMap()", "x.entries()"),
    ("let x = (1..100000).map(i => [i, i]).toMap()", "x.merge(x)"),
    ("let x = \"a b,\".repeat(50000)", "x.split(\",\")"),
    ("let x = \"a b,\".repeat(50000)", "x.split()"),
    ("let x = \"ab\\n\".repeat(80000)", "x.lines()"),
    ("let x = \"ab\".repeat(40000)", "x.characters()"),
    ("let x = \"aé\".repeat(1000000)", "x.upper()"),
    ("let x = \"aé\".repeat(1000000)", "x.lower()"),
    ("let x = \"aé\".repeat(1000000)", "x.reverse()"),
    ("let x = \" \".repeat(5000000)", "(\" \" + x).trim()"),
    ("let x = \"ab\".repeat(100000)", "x.replace(\"a\", \"cd\")"),
    ("", "\"ab\".repeat(100000)"),
    ("", "\"a\".padStart(1000000)"),
    ("let x = \"ab\".repeat(100000)", "x.matchAll(\"b\")"),
    ("let x = \"ab\".repeat(100000)", "x.splitPattern(\"b\")"),
    ("let x = \"ab\".repeat(100000)", "x.replacePattern(\"b\", \"c\")"),
    ("let x = \"a\".repeat(20000)", "x.matches(\"(a*)*(a*)*(a*)*b\")"),
    ("let x = \"1,2\\n\".repeat(40000)", "parseCSV(x)"),
    ("let x = \"1,2\\n\".repeat(40000)", "parseCSV(x, header: false)"),
    ("let x = \"[\" + \"[1], \".repeat(40000) + \"1]\"", "parseJSON(x)"),
    ("let x = (1..100000).list()", "toJSON(x)"),
    ("let x = (1..100000).map(i => [i])", "toCSV(x)"),
    ("let x = (1..100000).list()", "text(x)"),
    ("let x = (1..100000).list()", "x == (1..100000).list()"),
    ("let x = (1..100000).list()", "x + x"),
    ("var x = (1..100000).list()", "x += x"),
    ("let x = (1..100000).list()", "x[1..]"),
    ("let x = (1..100000).list()", "0 in x"),
    ("let x = (1..100000).list()", "x.indexOf(0)"),
    ("let x = (1..100000).list()\nvar y = x", "y.append(1)"),
    ("let x = (1..100000).list()\nvar y = x", "y[0] = 1"),
    ("let x = (1..200000).map(i => [i, i]).toMap()\nvar y = x", "y[1] = 2"),
    ("let x = (1..200000).map(i => [i, i]).toMap()", "x.without(1)"),
    ("let x = (1..200000).map(i => [i, i]).toMap()", "x + {a: 1}"),
    ("let x = \"aé\".repeat(1000000)", "toJSON(x)"),
    ("let x = \"aé\".repeat(1000000)", "print [x]"),
    ("let x = \"\\\"\" + \"aé\".repeat(1000000) + \"\\\"\"", "parseJSON(x)"),
    ("let x = \"\\\"\" + \"aé\".repeat(1000000) + \"\\\"\"", "parseCSV(x)"),
    ("let x = \"aé\".repeat(1000000)", "parseCSV(x)"),
    ("let x = \" \".repeat(3000000)", "parseJSON(x + \"1\")"),
    ("let x = \"aé\".repeat(3000000)", "x[2999999]"),
    ("let x = \"aé\".repeat(3000000)", "x.indexOf(\"b\")"),
    ("let x = \" \".repeat(3000000)", "try { int(x) } catch e { }"),
    ("let x = decimal(\"1\" + \"7\".repeat(30000))", "x * x"),
    ("let x = decimal(\"1\" + \"7\".repeat(60000))", "x % decimal(\"7\" + \"3\".repeat(20000))"),
    (
      "let x = \"a\".repeat(500) + \"b\"\nlet p = \"(|||||||||a)*\" + \"(||||||)\".repeat(100) + \"c\"",
      "x.matches(p)"
    ),
  ]

  @Test(arguments: works.indices)
  func `a builtin that works on much can be stopped meanwhile`(number: Int) throws {
    let (before, work) = Self.works[number]
    let interpreter = Interpreter()
    try run(before, interpreter)
    let polls = interpreter.machine.meter.polls
    try run(work, interpreter)
    #expect(interpreter.machine.meter.polls - polls > 30, "\(work)")
  }

  /// Texts so long that each is handled megabyte by megabyte.
  private static let longWorks = [
    "x + x", "y += x", "\"${x}!\"", "[x, x].join(\"\")", "x.repeat(3)", "x.padStart(8_000_000)",
    "x[1..]", "x == z", "x < z", "x.startsWith(z)", "x.endsWith(z[1..])", "m[x] = 1",
    "x.replace(\"b\", \"c\")", "(\" \" + x).trim()", "x.split(\"b\")", "x.lines()",
    "[x, z].sort()", "toCSV([[x]])", "[x].contains(z)", "{[z]: 1}[x]",
  ]

  @Test(arguments: longWorks)
  func `one step on a long text can be stopped meanwhile`(work: String) throws {
    let interpreter = Interpreter()
    let before = "let x = \"a\".repeat(6_000_000)\nlet z = x[..]\nvar y = x\nvar m = {}"
    try run(before, interpreter)
    let polls = interpreter.machine.meter.polls
    try run(work, interpreter)
    #expect(interpreter.machine.meter.polls - polls > 4, "\(work)")
  }

  @Test func `what a script reads is counted before it is read`() throws {
    struct Huge: FileAccess {
      func read(_ path: String) throws -> [UInt8] { throw ScriptFailure("it was read") }
      func write(_ path: String, _ bytes: [UInt8], append: Bool) throws {}
      func list(_ path: String) throws -> [String] { [] }
      func exists(_ path: String) -> Bool { true }
      func canonical(_ path: String) -> String { path }
      func size(_ path: String) -> Int? { 1 << 30 }
    }
    let interpreter = Interpreter(limits: Limits(bytes: 1 << 20), capabilities: [.read("/")])
    interpreter.files = Huge()
    let failure = #expect(throws: ScriptFailure.self) { try run("read(\"/x\")", interpreter) }
    #expect(failure?.reason == .limit)
  }

  @Test func `what a stopped builtin had made is freed in portions, by the next run`() throws {
    let interpreter = Interpreter(limits: Limits(steps: 60_000))
    #expect(throws: ScriptFailure.self) {
      try run("\"a b,\".repeat(50000).split(\",\")", interpreter)
    }
    #expect(!interpreter.machine.meter.graveyard.isEmpty)
    interpreter.limits = .none
    try run("for i in 1..100_000 { }", interpreter)
    #expect(interpreter.machine.meter.graveyard.isEmpty)
  }

  @Test(arguments: [
    "\"a b \".repeat(50000).split()", "(1..50000).list().chunks(1).zip(1..50000).toMap()",
    "(1..60000).list().chunks(300)",
  ])
  func `a large value that goes away does not hold up what follows`(value: String) throws {
    let interpreter = Interpreter(
      Vocabulary(functions: [
        HostFunction("look") { _, interpreter in
          interpreter.output(interpreter.machine.meter.graveyard.isEmpty ? "empty" : "full")
          return .null
        }
      ]))
    var said: [String] = []
    interpreter.output = { said.append($0) }
    try run(
      "func f() { let x = \(value)\nreturn x.count() }\nf()\nlook()\n"
        + "for i in 1..100_000 { }\nlook()", interpreter)
    #expect(said == ["full", "empty"])
  }

  @Test func `after a run nothing waits to be freed`() throws {
    let interpreter = Interpreter()
    try run("func f() { let x = (1..50000).map(i => \"${i}\") }\nf()", interpreter)
    #expect(interpreter.machine.meter.graveyard.isEmpty)
  }

  @Test func `what waits to be freed does not count as held`() throws {
    let interpreter = Interpreter(limits: Limits(bytes: 16 << 20))
    try run(
      "for i in 1..20 { let x = \"a b c d \".repeat(5000).split(\" \") }", interpreter)
  }

  @Test func `objects of the host's go with the run that let them go`() throws {
    final class Thing: HostObject {
      static let alive = Mutex(0)
      let typeName = "thing"
      init() { Thing.alive.withLock { $0 += 1 } }
      deinit { Thing.alive.withLock { $0 -= 1 } }
    }
    let interpreter = Interpreter(
      Vocabulary(functions: [HostFunction("thing") { _, _ in .host(Thing()) }]))
    try run("func f() { let x = (1..1000).map(i => thing()) }\nf()", interpreter)
    #expect(Thing.alive.withLock { $0 } == 0)
  }
}
