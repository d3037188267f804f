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

  @Test func `two hundred databases on two servers`() throws {
    let servers = [try ScratchServer.start(), try ScratchServer.start()]
    defer { for server in servers { server.stop() } }
    let all = try databases(100, on: servers)
    let shell = try ShellHarness(files: files)
    shell.interpreter.define("all", list(all))
    let first = try shell.run("(upgrade on each (all) at once 6 canary first)")
    #expect(try states(first, shell) == ["done": 200])
    for settings in [all[0], all[99], all[100], all[199]] {
      #expect(try Connection(settings).value("select count(*) from a") == "3")
    }
    // Somebody changes one of them, and another one is not there any more.
    try Connection(all[130]).run("alter table a add column mine int")
    let differences = try shell.run("(diff on each (all) at once 6)")
    #expect(try states(differences, shell) == ["same": 199, "differs": 1])
    try shell.write("upgrade { create table c (); }", to: "migrations/3_c.migration.schema")
    try Connection(all[130]).run("create table c ()")
    let failure = try #require(shell.failure("upgrade on each (all) at once 2"))
    #expect(failure.exitStatus == 1)
    #expect(failure.message.hasPrefix("1 of 200 databases failed: "))
    let output = shell.takeOutput().joined(separator: "\n")
    #expect(output.contains("skipped"))
    #expect(shell.takeMessages().contains { $0.contains("relation \"c\" already exists") })
    let report = try shell.run("(upgrade on each (all) at once 8 going on)")
    let found = try states(report, shell)
    #expect(found["failed"] == 1)
    #expect((found["current"] ?? 0) + (found["done"] ?? 0) == 199)
    #expect((found["current"] ?? 0) >= 130)
    try Connection(all[130]).run("drop table c")
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
    // As `upgrade` does.
    shell.session.migrationFolder = "nowhere"
    try shell.run("upgrade on each tenants.txt")
    #expect(shell.takeMessages().last == "no migration files in nowhere")
  }

  /// Names as a shop's customers choose them.
  private let tenants = ["acme", "Über \"den\" Wolken", "a'b\\c", "select", "new\nline"]

  @Test func `the schemas of one database are upgraded and compared, each by itself`() throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let shell = try ShellHarness(files: files)
    try shell.run("connect \"\(server.settings(database: "postgres").keywords)\"")
    shell.interpreter.define("tenants", .list(tenants.map { Value($0) }))
    try shell.run("for name in tenants { create schema $[name]; }")
    #expect(
      try states(shell.run("(upgrade on each (tenants) as schemas at once 3)"), shell)
        == ["done": 5])
    let connection = try Connection(server.settings(database: "postgres"))
    for tenant in tenants {
      #expect(try connection.value("select count(*) from \(name: [tenant, "a"])") == "3")
    }
    #expect(try connection.value("select to_regclass('public.a')") == nil)
    #expect(
      try states(shell.run("(upgrade on each (tenants) as schemas)"), shell) == ["current": 5])
    #expect(
      try states(shell.run("(diff on each (tenants) as schemas)"), shell) == ["same": 5])
    // One of them is changed by hand; one is behind; one is not there.
    try connection.run("alter table acme.a add column mine int")
    try shell.write("upgrade { create table c (); }", to: "migrations/3_c.migration.schema")
    try shell.write(
      files["models/a.sql"].map { $0 + "create table c ();" } ?? "", to: "models/a.sql")
    try shell.run("upgrade on each ([\"acme\"]) as schemas")
    let report = try shell.run("(diff on each (tenants) as schemas)")
    let rows = try #require(report.hostObject as? Rows)
    #expect(rows.cells.map { $0[1] } == ["differs", "differs", "differs", "differs", "differs"])
    #expect(rows.cells.map { $0[2] } == ["3", "2", "2", "2", "2"])
    #expect(rows.cells[0][5]?.contains("mine") == true)
    #expect(rows.cells[1][5] == "+ table \(quoteIdentifier(tenants[1])).c")
    let missing = try shell.run("(upgrade on each ([\"gone\", \"select\"]) as schemas going on)")
    #expect(try states(missing, shell) == ["failed": 1, "done": 1])
    #expect(
      try states(shell.run("(diff on each ([\"gone\"]) as schemas going on)"), shell)
        == ["failed": 1])
  }

  @Test func `tenants at work at the same time do not wait for each other's history`() throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let shell = try ShellHarness(files: files)
    try shell.run("connect \"\(server.settings(database: "postgres").keywords)\"")
    try shell.run("create schema slow; create schema quick;")
    // One has noted its migration and not committed yet.
    let slow = try Connection(server.settings(database: "postgres").forTenant("slow"))
    try shell.run("upgrade on each ([\"slow\"]) as schemas to 1")
    try slow.run("begin")
    try slow.run("update schemashell.migration set name = name where tenant = 'slow'")
    try slow.run(
      """
      insert into schemashell.migration (event, version, name, direction, status, reached, checksum)
      values (2, 2, 'b', 'upgrade', 'done', 1, '')
      """)
    try shell.run("upgrade on each ([\"quick\"]) as schemas")
    #expect(shell.takeMessages().last == "1 done")
    try slow.run("rollback")
  }
}
