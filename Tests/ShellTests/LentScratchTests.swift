import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Where PostgreSQL's programs are not installed, another server lends the scratch databases, and
/// has none of them afterwards.
@Suite struct LentScratchTests {
  private let programless = Environment(["SCHEMASHELL_PGBIN": "/nowhere"])
  private static let files = [
    "a.sql": "create table author (id int primary key);",
    "models/author.sql": "create table author (id int primary key, born date);",
  ]

  private func lent(_ server: ConnectionSettings) throws -> String {
    try Connection(server).value(
      "select count(*) from pg_database where datname ~ '^schemashell_scratch_'") ?? ""
  }

  /// Runs `body` in a shell without programs; `url` in its text is the URL of an empty database.
  private func withShell(
    _ files: [String: String] = LentScratchTests.files, _ body: (ShellHarness) throws -> Void
  ) throws {
    try withServer { server in
      let settings = server.settings(database: "live")
      try server.createDatabase(name: "live")
      let host = settings.parameters["host"] ?? ""
      let url = "postgres:///live?host=\(host)&user=postgres"
      let files = files.mapValues { $0.replacing("URL", with: url) }
      let shell = try ShellHarness(files: files, environment: programless)
      shell.interpreter.define("url", Value(url))
      try body(shell)
      for connection in shell.session.connections.all {
        shell.session.connections.remove(connection)
      }
      #expect(try lent(settings) == "0")
    }
  }

  /// A server of this test's own, so that databases can be counted.
  private func withServer(_ body: (ScratchServer) throws -> Void) throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    try body(server)
  }

  @Test(arguments: [
    "load models\nsync\nassert (diff).isEmpty", "diff a.sql to models", "ddl a.sql",
    "generate\nvalidate\nupgrade\nassert (version) == 1",
    "load models\nsync\npull to pulled\nload pulled\nassert (diff).isEmpty",
    "connect scratch\ncreate table t (id int);\ndisconnect scratch", "plan\nstep all\nkeep",
  ])
  func `by the connected server`(text: String) throws {
    try withShell { shell in
      try shell.run("connect (url)\n" + text)
      let said = shell.takeMessages().filter { $0.contains("scratch databases are made on") }
      #expect(said.count == 1)
    }
  }

  @Test(.enabled(if: ToolProcess.isBuilt))
  func `killed, it leaves a database that the next one drops, and no other`() throws {
    try withServer { server in
      let lender = server.settings()
      let connection = try Connection(lender)
      func names() throws -> Set<String> {
        let pattern = "^schemashell_scratch_"
        return Set(
          try connection.run(
            "select datname from pg_database where datname ~ \(literal: pattern)"
          ).rows { $0.text() })
      }
      func holder(_ folder: String, _ known: Set<String>) throws -> (ToolProcess, String) {
        let process = try ToolProcess(
          [
            "--connect", lender.keywords, "-e",
            "connect scratch; print \"there\"; while true { select pg_sleep(0.1); }",
          ], in: folder, environment: ["SCHEMASHELL_PGBIN": "/nowhere"])
        try #require(holds(within: 60) { process.text.contains("there") || !process.isRunning })
        let made = try names().subtracting(known)
        try #require(made.count == 1, "\(process.text)")
        return (process, try #require(made.first))
      }
      func borrow(_ folder: String) throws {
        let run = try ToolProcess(
          ["diff", "a.sql", "to", "models/author.sql", "--connect", lender.keywords], in: folder,
          environment: ["SCHEMASHELL_PGBIN": "/nowhere"])
        #expect(run.wait() == 0, "\(run.text)")
      }
      try withFolder(LentScratchTests.files) { folder in
        let (living, itsName) = try holder(folder, [])
        defer { living.kill() }
        let (dying, left) = try holder(folder, [itsName])
        let (dyingToo, adopted) = try holder(folder, [itsName, left])
        // What keeps a database from being dropped.
        try Connection(server.settings(database: left)).run(
          "create subscription s connection '' publication p with (connect = false)")
        // Made by hand, and made ours into theirs by a remark.
        let theirs = "schemashell_scratch_of_mine"
        try connection.run("create database \(name: theirs)")
        try connection.run("comment on database \(name: adopted) is 'I look into this'")
        for process in [dying, dyingToo] {
          process.kill()
          _ = process.wait()
        }
        try #require(
          holds(within: 60) {
            try connection.value(
              """
              select count(*) from pg_stat_activity
              where datname in (\(literal: left), \(literal: adopted))
              """) == "0"
          })
        #expect(try names() == [itsName, left, adopted, theirs])
        try borrow(folder)
        #expect(try names() == [itsName, adopted, theirs])
        #expect(living.isRunning)
      }
    }
  }

  @Test(arguments: [
    "diff a.sql to (url)", "diff (url) to a.sql",
  ])
  func `by the server that is compared with`(text: String) throws {
    try withShell { shell in try shell.run(text) }
  }

  @Test func `by the project's shadow, when nothing is connected`() throws {
    var files = LentScratchTests.files
    files["schemashell.conf"] = "# where to try things\nshadow = URL   # theirs\n"
    try withShell(files) { shell in try shell.run("diff a.sql to models") }
  }

  @Test func `when nobody lends one, it says what to install`() throws {
    let shell = try ShellHarness(files: LentScratchTests.files, environment: programless)
    let failure = try #require(shell.failure("diff a.sql to models"))
    #expect(failure.rendered().contains("shadow"))
  }

  @Test func `a mistake in the project's file is said at its line`() throws {
    let shell = try ShellHarness(files: ["schemashell.conf": "\nshadw = x\nnothing\n"])
    let failure = try #require(shell.failure("list"))
    #expect(failure.reason == .syntax)
    #expect(failure.diagnostics.count == 2)
    #expect(failure.diagnostics[0].hint == "did you mean \"shadow\"?")
    #expect(failure.diagnostics[0].location?.position.line == 2)
  }

  @Test func `the project's file says where the migrations are`() throws {
    let shell = try ShellHarness(files: [
      "schemashell.conf": "migrations = db/steps\n",
      "db/steps/1_one.migration.schema": "upgrade { create table a (id int); }",
    ])
    try shell.run("connect scratch\nupgrade")
    #expect(try shell.run("version").intValue == 1)
  }

  @Test func `that another user runs the scratch server is told`() throws {
    let shell = try ShellHarness()
    shell.session.isInteractive = true
    try shell.run("connect scratch")
    let told = shell.takeMessages().joined()
    #expect(told.contains("scratch"))
    if let user = try TestServer.shared.runsAs { #expect(told.contains("of the user \(user)")) }
  }
}
