import Foundation
import Lang
import Synchronization
import Testing

/// What a program that embeds the language relies on: async calls, cancellation, many interpreters
/// side by side, and calls back into a script that runs.
@Suite(.serialized) struct EmbeddingTests {
  private func source(_ text: String) -> Source { Source(name: "t", text: text, kind: .script) }

  // MARK: Asynchronous commands

  /// Waits for a moment and gives back what it got.
  private enum Later: AsyncCommand {
    static let signature = Signature(
      "later", summary: "Gives a value, later.", .argument("value", .value),
      .flag("failing"), examples: ["later 1"])
    static func run(
      _ call: CommandCall, _ interpreter: Interpreter, isolation: isolated (any Actor)?
    ) async throws -> Value {
      try await Task.sleep(for: .milliseconds(2))
      if call.has("failing") { throw ScriptFailure("it failed, later") }
      return call.value("value") ?? .null
    }
  }

  @Test func `an asynchronous command suspends the machine, not the thread`() async throws {
    let interpreter = Interpreter(Vocabulary(commands: [Later.self]))
    let program = try interpreter.compile(
      source(
        """
        func both(a, b) { return (later (a)) + (later (b)) }
        var sum = 0
        for i in 1..3 { sum += both(i, 10) }
        try { later 1 failing } catch e { sum += e.message.count }
        sum
        """))
    let value = try await interpreter.runAsync(program)
    #expect(value.intValue == 36 + 16)
  }

  @Test func `asynchronous runs go on side by side`() async throws {
    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask {
          let interpreter = Interpreter(Vocabulary(commands: [Later.self]))
          let program = try interpreter.compile(
            Source(name: "t", text: "var n = 0\nfor i in 1..5 { n += (later (\(number))) }\nn"))
          return try await interpreter.runAsync(program).intValue ?? -1
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(values.sorted() == (0..<20).map { $0 * 5 })
  }

  @Test func `a failure that a caller does not catch ends an asynchronous run`() async throws {
    let interpreter = Interpreter(Vocabulary(commands: [Later.self]))
    let program = try interpreter.compile(source("later 1 failing"))
    var failure: ScriptFailure?
    do { try await interpreter.runAsync(program) } catch { failure = error as? ScriptFailure }
    #expect(failure?.message == "it failed, later")
    // And it is whole afterwards.
    #expect(try interpreter.run(source("1 + 1")).intValue == 2)
  }

  // MARK: Cancellation

  @Test(arguments: [
    "while true { }",
    "try { while true { } } catch { print 1 } finally { 1 }",
    "func f(n) { return n == 0 ? 0 : f(n - 1) }\nwhile true { f(50) }",
    "let t = \"a\".repeat(5000) + \"b\"\nwhile true { t.matches('(a|aa)*(a|aa)*c') }",
    "let xs = (1..200_000).list().map(x => (x * 7919) % 200_003)\nwhile true { xs.sort() }",
    "let xs = (1..50_000).list().map(x => \"k${(x * 7919) % 300_007}\")\nwhile true { xs.sort() }",
    "let xs = (1..50_000).list()\nwhile true { xs.unique() }",
    "let t = toJSON((1..200_000).list())\nwhile true { parseJSON(t) }",
    "let t = \"a,b\\n\".repeat(20_000)\nwhile true { parseCSV(t) }",
    "var t = \"x\".repeat(1_000_000)\nwhile true { t.replace(\"x\", \"yy\").split(\"y\").count }",
    "while true { sleep(1) }",
  ])
  func `a cancelled run ends at once, whatever it does`(text: String) async throws {
    let interpreter = Interpreter(capabilities: [.clock])
    let cancellation = interpreter.cancellation
    let clock = ThreadClock()
    let asked = Mutex<Double>(0)
    let thread = Thread {
      usleep(400_000)
      asked.withLock { $0 = clock.seconds }
      cancellation.cancel()
    }
    let program = try interpreter.compile(source(text))
    thread.start()
    var failure: ScriptFailure?
    do { try interpreter.run(program) } catch { failure = error as? ScriptFailure }
    let took = clock.seconds - asked.withLock { $0 }
    #expect(failure?.reason == .cancelled)
    // A few milliseconds with optimization; this is a build without.
    #expect(took < 0.15, "\(took) s")
    cancellation.reset()
    #expect(try interpreter.run(source("2 + 2")).intValue == 4)
  }

  // MARK: Side by side, and inside each other

  @Test func `many interpreters run side by side`() async throws {
    let program = try Interpreter().compile(
      source("func fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }\nfib(15)"))
    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<32 {
        // One program, compiled once, runs in all of them.
        group.addTask { try Interpreter().run(program).intValue ?? -1 }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(values == Array(repeating: 610, count: 32))
  }

  @Test func `a host function may call the script that called it`() throws {
    let call = HostFunction("call", [.init("f"), .init("x")]) { values, interpreter in
      guard let function = values[0].functionValue else { throw ScriptFailure("no function") }
      return try interpreter.call(function, [values[1]])
    }
    let interpreter = Interpreter(Vocabulary(functions: [call]), limits: Limits(depth: 200))
    let value = try interpreter.run(
      source("func down(n) { return n == 0 ? 0 : 1 + call(down, n - 1) }\ndown(10)"))
    #expect(value.intValue == 10)
    let failure = #expect(throws: ScriptFailure.self) {
      try interpreter.run(source("func deep(n) { return call(deep, n + 1) }\ndeep(0)"))
    }
    #expect(failure?.reason == .limit)
    #expect(try interpreter.run(source("down(3)")).intValue == 3)
  }

  @Test func `a failure passes through host functions to the script's own try`() throws {
    let call = HostFunction("call", [.init("f")]) { values, interpreter in
      guard let function = values[0].functionValue else { throw ScriptFailure("no function") }
      return try interpreter.call(function)
    }
    let interpreter = Interpreter(Vocabulary(functions: [call]))
    let value = try interpreter.run(
      source(
        "var said = \"\"\ntry { call(() => { fail \"inside\" }) } catch e { said = e.message }\nsaid"
      ))
    #expect(value.textValue == "inside")
  }

  @Test func `a program cannot start within a run of the same interpreter`() throws {
    let again = HostFunction("again") { _, interpreter in
      try interpreter.run(Source(name: "inner", text: "1"))
    }
    let interpreter = Interpreter(Vocabulary(functions: [again]))
    let failure = #expect(throws: ScriptFailure.self) { try interpreter.run(source("again()")) }
    #expect(failure?.message.contains("while another runs") == true)
  }

  @Test func `limits are not caught, and an interpreter is whole behind them`() throws {
    let interpreter = Interpreter(limits: Limits(steps: 100_000, depth: 100, bytes: 1 << 20))
    for text in [
      "try { while true { } } catch { 1 }", "try { (1..10_000_000).list() } catch { 1 }",
      "func f() { return f() }\ntry { f() } catch { 1 }",
      "var a = []\ntry { while true { a.append(\"x\".repeat(1000)) } } catch { 1 }",
    ] {
      let failure = #expect(throws: ScriptFailure.self) {
        try Interpreter(limits: interpreter.limits).run(source(text))
      }
      #expect(failure?.reason == .limit, "\(text)")
    }
    #expect(try interpreter.run(source("[1, 2].sum()")).intValue == 3)
  }
}

/// Texts whose size or search would take for ever, where nothing but a builtin is at work.
@Suite struct LargeTextTests {
  @Test(arguments: [
    "\"x\".repeat(1_000_000).replace(\"x\", \"y\".repeat(1_000_000))",
    "let t = \"ab\".repeat(5_000_000)\nt.split(\"a\")",
    "let t = \" a\".repeat(5_000_000)\nt.split()",
    "let t = \"\\n\".repeat(9_000_000)\nt.lines()",
  ])
  func `memory is asked for before it is taken`(text: String) throws {
    let interpreter = Interpreter(limits: Limits(bytes: 64 << 20))
    let failure = #expect(throws: ScriptFailure.self) {
      try interpreter.run(Source(name: "t", text: text))
    }
    #expect(failure?.reason == .limit)
  }

  @Test func `a search needs time in proportion to the text`() throws {
    let text = """
      let hay = "a".repeat(1_000_000)
      let needle = "a".repeat(400_000) + "b"
      [hay.contains(needle), needle in hay, hay.replace(needle, "x").count, hay.split(needle).count]
      """
    let interpreter = Interpreter(limits: Limits(time: .seconds(20)))
    let value = try interpreter.run(Source(name: "t", text: text))
    #expect(interpreter.display(value) == "[false, false, 1000000, 1]")
  }
}

/// The processor's time that a thread has used, as any thread can read it: other work on the machine
/// does not count.
private struct ThreadClock: Sendable {
  #if canImport(Glibc)
    private let clock: clockid_t

    init() {
      var clock = clockid_t()
      pthread_getcpuclockid(pthread_self(), &clock)
      self.clock = clock
    }

    var seconds: Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  #else
    var seconds: Double { Double(clock_gettime_nsec_np(CLOCK_UPTIME_RAW)) / 1e9 }
  #endif
}
