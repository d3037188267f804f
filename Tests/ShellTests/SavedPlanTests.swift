import Engine
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Plans that are kept as scripts: they run on the state that they were made for, and on no other.
@Suite struct SavedPlanTests {
  private let old = """
    create type mood as enum ('sad');
    create table author (id int primary key, "Odd 'name'" text default '${x} $$ }');
    """
  private let new = """
    create type mood as enum ('sad', 'glad');
    create function f() returns int language plpgsql as $$
    begin
      return 1;  -- } ${x}
    end $$;
    create table author (id int primary key, "Odd 'name'" text default '${x} $$ }',
      m mood default 'glad', n int default f());
    """

  private func shell() throws -> ShellHarness {
    let shell = try ShellHarness(files: ["old.sql": old, "new.sql": new])
    try shell.run("connect scratch as one\nload old.sql\nsync")
    try shell.run("connect scratch as two\nsync\nload new.sql")
    return shell
  }

  @Test func `a saved plan lets others through that have a lock, and comes back`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table t (id int primary key, n int);",
      "new.sql": "create table t (id int primary key, n int not null);",
    ])
    try shell.run("connect scratch as holder\nload old.sql\nsync\nload new.sql")
    try shell.run("plan online to file release.schema")
    let script = try shell.read("release.schema").replacing("'3s'", with: "'100ms'")
      .replacing("[0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60]", with: "[0.1]")
    let settings = try #require(shell.session.connections["holder"]?.settings)
    let other = try Connection(settings)
    try other.run("begin")
    try other.run("lock table t in access share mode")
    let refused = try #require(shell.failure(script))
    #expect(refused.message.contains("lock timeout"))
    #expect(shell.takeOutput().contains("no lock in time: again in 0.1 s"))
    try other.run("rollback")
    try shell.run(script, named: "release.schema")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  @Test func `a saved plan runs where the state is the same`() throws {
    let shell = try shell()
    try shell.run("plan to file release.schema")
    let script = try shell.read("release.schema")
    #expect(script.contains("\nexpect state \""))
    try shell.run("use one")
    try shell.run(script, named: "release.schema")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(
      shell.failure(script)?.message.contains("is not in the state that this plan was made for")
        == true)
    // The other database has not moved: there it runs still.
    try shell.run("use two")
    try shell.run(script, named: "release.schema")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  @Test func `elsewhere it is refused before anything runs`() throws {
    let shell = try shell()
    try shell.run("plan to file release.schema\nalter table author add column other int;")
    #expect(shell.failure(try shell.read("release.schema")) != nil)
    #expect(try shell.run("(select to_regproc('f') is null).value").boolValue == true)
    try shell.run("alter table author drop column other;")
    try shell.run(try shell.read("release.schema"))
  }

  @Test func `what stands outside of transactions stays outside`() throws {
    let shell = try ShellHarness(files: ["a.sql": "create table a (id int);"])
    try shell.run("connect scratch\nload a.sql\nplan to file p.schema")
    #expect(
      try shell.read("p.schema").split(separator: "\n").dropFirst(3) == [
        "transaction {", "  set local check_function_bodies = off;",
        "  create table public.a (", "  id integer", ");", "}",
      ])
  }

  @Test func `a plan of migrations runs those migrations, and no others`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema":
        "upgrade { create table a (); }\ndowngrade { drop table a; }",
      "migrations/2_b.migration.schema":
        "upgrade { create table b (); }\ndowngrade { drop table b; }",
    ])
    try shell.run("connect scratch as one\nconnect scratch as two\nplan upgrade to file up.schema")
    let script = try shell.read("up.schema")
    try shell.run(script)
    #expect(try shell.run("version").intValue == 2)
    try shell.run("plan downgrade to file down.schema")
    try shell.run(try shell.read("down.schema"))
    #expect(try shell.run("version").intValue == 1)
    try shell.write("upgrade { create table c (); }", to: "migrations/2_b.migration.schema")
    try shell.run("use one")
    #expect(shell.failure(script)?.message == "the migrations are not those that were planned")
    #expect(try shell.run("(tables).count").intValue == 0)
  }

  @Test func `the fingerprint is the same however a schema was made`() throws {
    try withDatabase { one in
      try withDatabase { two in
        try one.script(
          "create table a (x int, y int not null); create index i on a (x); comment on table a is 'c'"
        )
        try two.script(
          """
          create table a (gone int, y int not null, x int); alter table a drop column gone;
          comment on table a is 'c'; create index i on a (x);
          """)
        let first = try SnapshotReader.read(one).fingerprint
        #expect(try SnapshotReader.read(two).fingerprint == first)
        try two.script("comment on table a is 'd'")
        #expect(try SnapshotReader.read(two).fingerprint != first)
      }
    }
  }
}
