import Lang
import SchemaShell
import Testing

/// What belongs to other people in a shared database is neither dropped nor pulled.
@Suite struct ScopeTests {
  private static let others = """
    create schema audit; create table audit.log (id serial primary key, what text);
    create table tmp_load (id serial, line text); create index on tmp_load (line);
    create view tmp_view as select line from tmp_load;
    create publication everything for all tables;
    create table event (at date not null) partition by range (at);
    create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
    create table author (id int primary key);
    """

  private static let ours = """
    table author { id int primary key }
    table event partition by range (at) { at date not null }

    """

  private static let rules =
    "ignore = audit.*, table public.tmp_*, view tmp_*, publication, partitions of event   # theirs\n"

  @Test func `ignored objects stay where they are`() throws {
    let shell = try ShellHarness(files: [
      "m.schema": ScopeTests.ours, "schemashell.conf": ScopeTests.rules,
    ])
    try shell.run("connect scratch\n\(ScopeTests.others)\nload m.schema")
    shell.clear()
    try shell.run("diff")
    let messages = shell.takeMessages()
    #expect(messages.contains("no differences"))
    #expect(messages.contains("left alone: 8 objects that schemashell.conf says are not ours"))
    try shell.write(ScopeTests.ours + "table mine { a int }\n", to: "m.schema")
    try shell.run("load m.schema\nsync\nassert (diff).isEmpty")
    try shell.run("drop table mine;\npull")
    #expect(try shell.read("m.schema") == ScopeTests.ours)
    try shell.run("print (select count(*) from audit.log).value\npull to all.schema")
    #expect(
      try shell.read("all.schema")
        == "table author {\n  id  integer  primary key\n}\n\n"
        + "table event partition by range (at) {\n  at  date  not null\n}\n")
  }

  @Test func `where something is managed, nothing else is`() throws {
    let shell = try ShellHarness(files: [
      "m.schema": "schema audit;\ntable audit.log { id serial primary key; what text; who text }\n",
      "schemashell.conf": "manage = schema audit\n",
    ])
    try shell.run("connect scratch\n\(ScopeTests.others)\nload m.schema\ndiff as sql")
    #expect(shell.takeOutput() == ["alter table audit.log add column who text;"])
  }

  @Test func `a rule that is none is not passed over`() throws {
    let shell = try ShellHarness(files: [
      "m.schema": ScopeTests.ours, "schemashell.conf": "ignore = tabel author\n",
    ])
    try shell.run("connect scratch")
    let failure = try #require(shell.failure("load m.schema\ndiff"))
    #expect(failure.message == "`ignore` in schemashell.conf: `tabel author` is no rule")
  }
}
