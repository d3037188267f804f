import Lang
import SchemaShell
import Testing

/// `rehearse`: what a plan really does, seen on a copy.
@Suite struct RehearseTests {
  private static let files = [
    "old.sql": "create table t (id int primary key, n int);",
    "new.sql": "create table t (id int primary key, n bigint not null);",
  ]

  @Test func `locks, rewritten tables and rows are shown, and the database is left alone`() throws {
    let shell = try ShellHarness(files: Self.files)
    try shell.run("connect scratch\nload old.sql\nsync\nload new.sql")
    _ = shell.takeOutput()
    try shell.run("rehearse rows 30")
    let lines = shell.takeOutput().joined(separator: "\n")
    #expect(lines.contains("access exclusive t"))
    #expect(lines.contains("t (30)"))
    #expect(try shell.run("(diff).isEmpty").boolValue == false)
    #expect(try shell.run("(select count(*) from t).value").intValue == 0)
  }

  @Test func `rows are made where a condition compares columns`() throws {
    let table = """
      create table t (id int primary key, low int not null, high int not null, first date not null,
        last date not null, check (low < high), check (first < last));
      """
    let shell = try ShellHarness(files: [
      "old.sql": table, "new.sql": table + "alter table t alter high type bigint;",
    ])
    #expect(try shell.run("(rehearse old.sql to new.sql rows 20).rows").intValue == 20)
  }

  @Test func `scripts and programs get what was seen`() throws {
    let shell = try ShellHarness(files: Self.files)
    try shell.run("let seen = rehearse old.sql to new.sql rows 5")
    #expect(try shell.run("seen.rows").intValue == 5)
    #expect(
      try shell.run("seen.steps.any(s => s.rewritten == [\"t\"] && s.rebuilt == [\"t_pkey\"])")
        .boolValue == true)
    #expect(try shell.run("seen.steps[0].locks[0].mode").textValue == "ACCESS EXCLUSIVE")
    #expect(try shell.run("seen.departures.count").intValue == 0)
  }

  @Test func `the steps that are left of a plan are rehearsed`() throws {
    let shell = try ShellHarness(files: Self.files)
    try shell.run("connect scratch\nload old.sql\nsync\nload new.sql\nplan")
    let all = try shell.run("(rehearse rows 0).steps.count").intValue ?? 0
    try shell.run("step")
    #expect(try shell.run("(rehearse rows 0).steps.count").intValue == all - 1)
    try shell.run("discard")
  }

  @Test func `rows of a connection are copied`() throws {
    let shell = try ShellHarness(files: Self.files)
    try shell.run(
      """
      connect scratch as live
      load old.sql
      sync
      insert into t select i, i from generate_series(1, 40) i;
      """)
    #expect(
      try shell.run("(rehearse live to new.sql rows from live sample 15).rows").intValue == 15)
    #expect(shell.failure("rehearse rows from new.sql")?.message == "rows come from a connection")
    #expect(shell.failure("rehearse sample 3")?.message == "`sample` needs to know of what")
  }

  @Test func `a statement that fails on rows is named`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table t (id int);", "new.sql": "create table t (id int, n int not null);",
    ])
    let failure = shell.failure("rehearse old.sql to new.sql rows 3")
    #expect(failure?.message.hasPrefix("statement 1 fails") == true)
    try shell.run("rehearse old.sql to new.sql rows 0")
  }

  @Test func `pending migrations are rehearsed, loops and all`() throws {
    let shell = try ShellHarness(files: [
      "migrations/00000001_initial.migration.schema": """
      upgrade {
        create table t (id int, n int);
        for i in 1..3 { insert into t values (${i}, ${i}); }
      }
      upgrade without transaction { create index concurrently t_n on t (n); }
      """
    ])
    try shell.run("connect scratch\nlet seen = rehearse upgrade")
    #expect(
      try shell.run("seen.steps.map(s => s.rows)").listValue?.map(\.intValue) == [0, 3, 0])
    #expect(try shell.run("seen.steps[2].locks[0].mode").textValue == "SHARE UPDATE EXCLUSIVE")
    #expect(try shell.run("(select to_regclass('t') is null as gone).value").boolValue == true)
  }
}
