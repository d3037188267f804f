import Foundation
import TestSupport
import Testing

/// The prompt in a terminal: keys that a person presses, and what becomes of the session.
@Suite(.enabled(if: Conversation.isPossible)) struct ConversationTests {
  private let prompt = "schemashell> "

  private func start(
    environment: [String: String] = [:], rows: Int = 24, columns: Int = 80
  ) throws -> Conversation {
    let shell = try Conversation(environment: environment, rows: rows, columns: columns)
    try shell.wait(for: prompt)
    return shell
  }

  private func quit(_ shell: Conversation) {
    shell.type("quit\n")
    #expect(shell.end() == 0, "\(shell.screen)")
  }

  // dash leaves the terminal as it finds it, bash remembers what the program made of it.
  @Test(
    arguments: ["/bin/bash", "/bin/dash"].filter(FileManager.default.isExecutableFile(atPath:)))
  func `stopped and brought back, it keeps the terminal, the line and the session`(shell: String)
    throws
  {
    let options = shell.hasSuffix("bash") ? ["--norc", "--noprofile", "-i"] : ["-i", "-m"]
    let bash = try Conversation(options, of: shell, environment: ["PS1": "bash: "])
    try bash.wait(for: "bash: ")
    try bash.enter(Tool.path, awaiting: prompt)
    try bash.enter("let x = 41", awaiting: prompt)
    // The system forgets the keys that nobody has read when it stops or interrupts a program.
    bash.type("print x + ")
    try bash.wait(for: "x + ")
    bash.type("\u{1A}")
    try bash.wait(for: "Stopped")
    try bash.wait(for: "bash: ")
    try bash.enter("echo $((6 * 7))", awaiting: "42\r\n")
    try bash.enter("fg", awaiting: prompt)
    try bash.enter("1", awaiting: "\r\n42\r\n")
    // A cursor key is one only to an editor that has the terminal.
    try bash.enter("print 13\u{1B}[D2", awaiting: "\r\n123\r\n")
    // While a statement runs, too.
    try bash.enter("connect scratch", awaiting: "scratch> ")
    try bash.enter(notice("begun", sleep: "0.3"), awaiting: "begun")
    bash.type("\u{1A}")
    try bash.wait(for: "bash: ")
    bash.type("fg\n")
    try bash.wait(for: "scratch> ")
    try bash.enter("print 40 + 3", awaiting: "\r\n43\r\n")
    try bash.enter("quit", awaiting: "bash: ")
    bash.type("exit\n")
    #expect(bash.end() == 0)
  }

  /// A statement that says a word when it has begun, which is not spelled out in it.
  private func notice(_ word: String, sleep seconds: String) -> String {
    let (head, tail) = (word.prefix(2), word.dropFirst(2))
    return "do $$ begin raise notice '%\(tail)', '\(head)'; perform pg_sleep(\(seconds)); end $$;"
  }

  @Test func `an interrupt ends the statement and keeps the session`() throws {
    let shell = try start()
    try shell.enter("let x = 41", awaiting: prompt)
    try shell.enter("connect scratch", awaiting: "scratch> ")
    try shell.enter("begin;", awaiting: "*> ")
    try shell.enter(notice("begun", sleep: "600"), awaiting: "begun")
    shell.type("\u{3}")
    try shell.wait(for: "cancel")
    try shell.wait(for: "!> ")
    try shell.enter("rollback;", awaiting: "scratch> ")
    try shell.enter("print \"run\" + \"ning\"; while true {}", awaiting: "running\r\n")
    shell.type("\u{3}")
    try shell.wait(for: "scratch> ")
    shell.type("print \"never\" + ")
    try shell.wait(for: "never")
    shell.type("\u{3}")
    try shell.wait(for: "scratch> ")
    try shell.enter("print x + 1", awaiting: "\r\n42\r\n")
    quit(shell)
  }

  @Test func `the end of input within a statement ends nothing, and at a prompt the session`()
    throws
  {
    let shell = try start()
    shell.type("print 40 +\n\u{4}\u{4}2\n")
    try shell.wait(for: "\r\n42\r\n")
    try shell.wait(for: prompt)
    shell.type("\u{4}")
    #expect(shell.end() == 0)
  }

  @Test func `what is pasted is one entry that runs at Enter`() throws {
    try withFolder { folder in
      let shell = try start(environment: ["SCHEMASHELL_HISTORY": folder + "/history"])
      let text = "let f = (a) => a + 1\nprint f(41),\n\t\"one\"\nprint f(42), \"two\""
      shell.type("\u{1B}[200~print \"dro\" + \"pped\"\n\u{1B}[201~")
      try shell.wait(for: "pped\"")
      shell.type("\u{3}")
      try shell.wait(for: prompt)
      shell.type("\u{1B}[200~\(text)\u{1B}[201~\n")
      let between = try shell.wait(for: "42 one\r\n43 two\r\n")
      #expect(!between.contains("dropped"))
      quit(shell)
      let history = try String(contentsOfFile: folder + "/history", encoding: .utf8)
      #expect(history.hasPrefix(text.replacing("\n", with: "\\n") + "\n"))
    }
  }

  @Test func `a window that changes its size keeps what is typed`() throws {
    let shell = try start()
    shell.type("print \"\(String(repeating: "long ", count: 30))\".length + ")
    for columns in [20, 132, 1, 80] { shell.resize(rows: columns / 2 + 1, columns: columns) }
    try shell.enter("8", awaiting: "\r\n158\r\n")
    try shell.enter("connect scratch", awaiting: "scratch> ")
    shell.resize(rows: 30, columns: 30)
    try shell.enter("select 40 + 2 as answer;", awaiting: "     42\r\n")
    quit(shell)
  }

  @Test func `a line of many thousand characters`() throws {
    let shell = try start()
    let many = String(repeating: "abcdé ", count: 1_000)
    try shell.enter("print \"\(many)\".length", awaiting: "\r\n6000\r\n")
    try shell.wait(for: prompt)
    let pasted = String(repeating: many, count: 5)
    try shell.enter(
      "\u{1B}[200~print \"\(pasted)\".length\u{1B}[201~", awaiting: "\r\n30000\r\n")
    quit(shell)
  }

  @Test func `keys that are no text cost nothing but themselves`() throws {
    let shell = try start()
    // A lead byte without its rest, before Enter too; bytes that never are text; a surrogate.
    shell.type(Array("print 4".utf8) + [0xC3, 0x7F] + Array("2".utf8) + [0xE6, 0x97, 0x7F, 0x0A])
    try shell.wait(for: "\r\n42\r\n")
    for bytes in [[0xFF], [0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]] {
      shell.type(Array("print \"".utf8) + bytes + Array("\".length > 0\n".utf8))
      try shell.wait(for: "\r\ntrue\r\n")
    }
    shell.type([0xC3, 0x0A])
    try shell.wait(for: prompt)
    try shell.enter("print 40 + 3", awaiting: "\r\n43\r\n")
    quit(shell)
  }

  @Test func `two shells at once keep every line of one history`() throws {
    try withFolder { folder in
      let environment = ["SCHEMASHELL_HISTORY": folder + "/deep/history"]
      let shells = try [start(environment: environment), start(environment: environment)]
      let entries = shells.indices.map { number in (0..<25).map { "print \(number), \($0)" } }
      for line in 0..<25 {
        for (shell, lines) in zip(shells, entries) { shell.type(lines[line] + "\n") }
      }
      for shell in shells { quit(shell) }
      let text = try String(contentsOfFile: folder + "/deep/history", encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      for own in entries { #expect(lines.filter(own.contains) == own) }
      #expect(lines.count == 52 || lines.count == 51)
      let mode = try FileManager.default.attributesOfItem(atPath: folder + "/deep/history")
      #expect(mode[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `the terminal is as it was when the session ends, or its window is closed`() throws {
    let shell = try start()
    #expect(shell.modes != shell.modesBefore)
    quit(shell)
    #expect(shell.modes == shell.modesBefore)
    let closed = try start()
    try closed.enter("connect scratch", awaiting: "scratch> ")
    closed.hangUp()
    #expect(closed.end() != 0)
  }

  @Test(arguments: ["C.UTF-8", "C", "POSIX"])
  func `it works whatever the locale, and a secret stays out of the history`(locale: String) throws
  {
    try withFolder { folder in
      let history = folder + "/history"
      let shell = try start(environment: ["LC_ALL": locale, "SCHEMASHELL_HISTORY": history])
      try shell.enter("connect scratch as \"日本é\"", awaiting: "> ")
      try shell.enter("select 40 +\n2 as answer;", awaiting: " 42\r\n")
      try shell.enter("create role someone password 'geheim';", awaiting: "create role")
      quit(shell)
      let kept = try String(contentsOfFile: history, encoding: .utf8)
      #expect(kept.contains("select 40 +\\n2 as answer;\n"))
      #expect(!kept.contains("geheim"))
    }
  }

  @Test func `it survives random keys`() throws {
    let shell = try start()
    var state: UInt64 = 42
    let keys = (0..<2_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = UInt8(truncatingIfNeeded: state >> 33) & 0x7F
      // Not the keys that end or stop the process: ^C, ^D, ^Z, ^\, ^S, ^Q.
      return [3, 4, 26, 28, 19, 17].contains(value) ? 0x20 : value
    }
    shell.type(keys + Array("\u{1B}\n".utf8))
    shell.type("\u{3}\nprint \"sur\" + \"vived\"\n")
    try shell.wait(for: "survived")
    quit(shell)
  }
}
