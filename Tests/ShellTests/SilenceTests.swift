import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Nothing is passed over silently: what is not compared and what no plan can make is said.
@Suite struct SilenceTests {
  @Test(arguments: ["diff", "plan", "sync", "diff as sql"])
  func `what is there and not compared is counted`(command: String) throws {
    let shell = try ShellHarness(files: ["models/a.sql": "create table a (id int);"])
    try shell.run("connect scratch\nselect lo_create(0);\nselect lo_create(0);")
    _ = shell.takeMessages()
    try shell.run(command)
    #expect(shell.takeMessages().contains("warning: not compared: 2 large objects"))
  }

  @Test func `what belongs to the database itself is counted`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      do $$ begin
        execute format('alter database %I set work_mem = ''8MB''', current_database());
        execute format('alter database %I set datestyle = ''ISO''', current_database());
        execute format('grant create on database %I to public', current_database());
        execute format('comment on database %I is ''ours''', current_database());
      end $$;
      pull to models
      """)
    let expected =
      "warning: not written: 1 database description, 1 database privilege, 2 database settings"
    #expect(shell.takeMessages().contains(expected))
  }

  @Test func `our own bookkeeping is nobody's concern`() throws {
    let shell = try ShellHarness(files: [
      "models/a.sql": "create table a (id int);",
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
    ])
    try shell.run("connect scratch\nupgrade")
    _ = shell.takeMessages()
    try shell.run("diff")
    #expect(shell.takeMessages() == ["no differences"])
  }

  @Test func `what is there and not written is counted`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch\nselect lo_create(0);")
    try shell.run("pull to models")
    #expect(shell.takeMessages().contains("warning: not written: 1 large object"))
  }

  @Test(arguments: ["diff", "plan"])
  func `roles that the target lacks are named`(command: String) throws {
    let target = try ScratchServer.start()
    defer { target.stop() }
    let shell = try ShellHarness(files: [
      "models/a.sql": "create table a (id int);\ngrant select on a to silence_reader;"
    ])
    let host = target.settings().parameters["host"] ?? ""
    shell.interpreter.define(
      "url", Value("postgres:///postgres?host=\(host)&user=postgres"))
    try shell.run("connect (url)\n\(command)")
    let expected = "warning: missing in the target, and made by no plan: role silence_reader"
    #expect(shell.takeMessages().contains(expected))
    try shell.run("create role silence_reader;\nsync\ndiff")
    #expect(shell.takeMessages().last == "no differences")
  }
}
