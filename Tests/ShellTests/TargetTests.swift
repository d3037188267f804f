import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// The same for many databases, on several servers.
@Suite(.serialized) struct TargetTests {
  private let files = [
    "models/a.sql": "create table a (id int); create table b (id int);",
    "migrations/1_a.migration.schema": """
    upgrade { create table a (id int); for n in 1..3 { insert into a values (${n}); } }
    """,
    "migrations/2_b.migration.schema": "upgrade { create table b (id int); }",
  ]

  /// Databases t1 to tN on each of the servers.
  private func databases(
    _ count: Int, on servers: [ScratchServer]
  ) throws -> [ConnectionSettings] {
    try servers.flatMap { server in
      try (1...count).map { number in
        try server.createDatabase(name: "t\(number)")
        return server.settings(database: "t\(number)")
      }
    }
  }

  private func list(_ all: [ConnectionSettings]) -> Value {
    .list(all.map { Value($0.keywords) })
  }

  private func states(_ report: Value, _ shell: ShellHarness) throws -> [String: Int] {
    shell.interpreter.define("report\(Int.random(in: 0 ..< .max))", report)
    let rows = try #require(report.hostObject as? Rows)
    return rows.cells.reduce(into: [:]) { $0[$1[1] ?? "", default: 0] += 1 }
  }

  @Test func `fifty databases on two servers`() throws {
    let servers = [try ScratchServer.start(), try ScratchServer.start()]
    defer { for server in servers { server.stop() } }
    let all = try databases(25, on: servers)
    let shell = try ShellHarness(files: files)
    shell.interpreter.define("all", list(all))
    let first = try shell.run("(upgrade on each (all) at once 6 canary first)")
    #expect(try states(first, shell) == ["done": 50])
    for settings in [all[0], all[24], all[25], all[49]] {
      #expect(try Connection(settings).value("select count(*) from a") == "3")
    }
    // Somebody changes one of them, and another one is not there any more.
    try Connection(all[30]).run("alter table a add column mine int")
    let differences = try shell.run("(diff on each (all) at once 6)")
    #expect(try states(differences, shell) == ["same": 49, "differs": 1])
    try shell.write("upgrade { create table c (); }", to: "migrations/3_c.migration.schema")
    try Connection(all[30]).run("create table c ()")
    let failure = try #require(shell.failure("upgrade on each (all) at once 2"))
    #expect(failure.exitStatus == 1)
    #expect(failure.message.hasPrefix("1 of 50 databases failed: "))
    let output = shell.takeOutput().joined(separator: "\n")
    #expect(output.contains("skipped"))
    #expect(shell.takeMessages().contains { $0.contains("relation \"c\" already exists") })
    let report = try shell.run("(upgrade on each (all) at once 8 going on)")
    let found = try states(report, shell)
    #expect(found["failed"] == 1)
    #expect((found["current"] ?? 0) + (found["done"] ?? 0) == 49)
    #expect((found["current"] ?? 0) >= 30)
    try Connection(all[30]).run("drop table c")
    #expect(try states(shell.run("(upgrade on each (all) at once 8)"), shell)["done"] == 1)
  }

  @Test func `the canary goes alone, and the others only behind it`() throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let all = try databases(5, on: [server])
    let shell = try ShellHarness(files: files)
    shell.interpreter.define("all", list(all))
    try Connection(all[0]).run("create table b ()")
    let failure = try #require(shell.failure("upgrade on each (all) at once 5 canary first"))
    #expect(failure.message == "1 of 5 databases failed: t1")
    #expect(
      try all.dropFirst().allSatisfy { try Connection($0).value("select to_regclass('a')") == nil })
    // The whole run of the one that failed was undone.
    #expect(try Connection(all[0]).value("select to_regclass('a')") == nil)
  }

  @Test func `targets may stand in a file, in rows, or be connections`() throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let all = try databases(3, on: [server])
    let shell = try ShellHarness(files: files)
    try shell.write(
      "# tenants\n" + all.map(\.keywords).joined(separator: "\n\n") + "\n", to: "tenants.txt")
    try shell.run("upgrade on each tenants.txt to 1")
    #expect(shell.takeMessages().last == "3 done")
    try shell.run("connect \"\(all[0].keywords)\"")
    try shell.run(
      """
      let tenants = select datname from pg_database where datname like 't_';
      upgrade on each (tenants)
      """)
    #expect(shell.takeMessages().last == "3 done")
    try shell.run("let mine = connect \"\(all[2].keywords)\"\nupgrade on each ([mine, \"t1\"])")
    #expect(shell.takeMessages().last == "2 current")
    #expect(shell.failure("upgrade on each ([])")?.message == "there are no databases in this list")
    #expect(
      shell.failure("upgrade on each ([\"gone\"])")?.message == "1 of 1 databases failed: gone")
    try shell.run("diff on each tenants.txt")
    #expect(shell.takeMessages().last == "3 same")
  }
}
