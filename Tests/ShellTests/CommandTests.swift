import Lang
import SchemaShell
import Testing

/// Every command has examples, and every example runs.
@Suite struct CommandTests {
  private static let examples: [String] = Commands.all.flatMap { $0.signature.examples }

  private static let files: [String: String] = [
    "schema.sql": "create table author (id int primary key, name text not null);",
    "old.sql": "create table author (id int primary key);",
    "new.sql": "create table author (id int primary key, born date);",
    "models/author.sql": "create table author (id int primary key, name text, born date);",
  ]

  @Test func `every command has an example and a group`() {
    for command in Commands.all {
      let signature = command.signature
      #expect(!signature.examples.isEmpty, "`\(signature.title)` has no example")
      #expect(!signature.summary.isEmpty && !signature.group.isEmpty)
    }
  }

  @Test func `commands are sorted`() {
    let titles = Commands.all.map { $0.signature.title }
    #expect(titles == titles.sorted())
  }

  @Test(arguments: examples)
  func `every example runs`(example: String) throws {
    let shell = try ShellHarness(files: CommandTests.files)
    try shell.run("connect scratch\nload schema.sql\nsync\nload models")
    do {
      try shell.run(example)
    } catch let failure as ScriptFailure where failure.reason == .exit(0) {
      #expect(example == "quit")
    }
  }

  @Test func `help lists every command, and explains each`() throws {
    let shell = try ShellHarness()
    try shell.run("help")
    let overview = shell.takeOutput().joined(separator: "\n")
    for command in Commands.all {
      #expect(overview.contains("  \(command.signature.title) "))
      try shell.run("help \(command.signature.title)")
      #expect(shell.takeOutput().first == command.signature.usage)
    }
    #expect(shell.failure("help conect")?.diagnostics.first?.hint == "did you mean \"connect\"?")
  }

  @Test func `connections have names, and one is used`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch as one\ncreate table t (a int);\nconnect scratch as two")
    #expect(shell.failure("select * from t;")?.details["sqlstate"] == "42P01")
    try shell.run("use one\nselect * from t;\ndisconnect two")
    let failure = shell.failure("use two")
    #expect(failure?.message == "there is no connection \"two\"")
    #expect(failure?.diagnostics.first?.hint == "open are: one")
  }

  @Test func `without a connection the status is 3, and it says what to do`() throws {
    let shell = try ShellHarness()
    shell.session.mayConnect = false
    let failure = try #require(shell.failure("select 1;"))
    #expect(failure.processStatus == 3)
    #expect(failure.message == "there is no connection")
  }

  @Test func `a script that was not granted it opens no connection`() throws {
    let shell = try ShellHarness()
    shell.interpreter.capabilities = []
    shell.session.mayConnect = false
    #expect(shell.failure("connect scratch")?.message == "this script may not open connections")
    #expect(shell.failure("\\c x")?.message == "this script may not open connections")
  }

  @Test func `no server, and a wrong address, are failures with status 3`() throws {
    let shell = try ShellHarness()
    let failure = try #require(
      shell.failure("connect \"postgres://me:geheim@127.0.0.1:1/app\""))
    #expect(failure.processStatus == 3)
    #expect(!failure.rendered().contains("geheim") || failure.rendered().contains("connect \""))
  }

  @Test func `a connection is made again under its name when the server has closed it`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch as live")
    let failure = shell.failure("select pg_terminate_backend(pg_backend_pid());")
    #expect(failure?.diagnostics.first?.notes.last?.message.contains("`connect` opens it") == true)
    #expect(shell.failure("select 1;")?.message == "the connection \"live\" was lost")
    try shell.run("connect\nselect 1;")
    #expect(shell.session.connections.current?.name == "live")
  }
}
