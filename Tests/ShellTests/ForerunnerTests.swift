import Foundation
import Lang
import Postgres
import SchemaShell
import Testing

/// What Conduit's `db` and DenoGres did and people rely on; and what they lost, which we do not.
///
/// The numbers are those of the list of what their tests asserted; `DefectList` says which test holds
/// which.
@Suite struct ForerunnerTests {
  private let author = "create table author (id int primary key, name text not null);"

  private func shell(_ model: String) throws -> ShellHarness {
    let shell = try ShellHarness(files: ["models/m.sql": model])
    try shell.run("connect scratch\nload models")
    return shell
  }

  private func change(_ shell: ShellHarness, to model: String) throws {
    try shell.write(model, to: "models/m.sql")
    try shell.run("load models")
  }

  // MARK: - Conduit

  @Test func `22 a schema goes through models and comes back the same`() throws {
    let shell = try shell(
      author + "create table post (id int primary key, author_id int references author);")
    try shell.run("sync\npull to again\nload again")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    let json = try shell.run("(export json)").textValue ?? ""
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [Any])
  }

  @Test func `23 what is there twice, or not at all, is said at its place`() throws {
    let shell = try ShellHarness(files: [
      "twice.sql": author + "\n" + author, "column.sql": "create table t (a int, a text);",
      "nowhere.sql": "create table t (a int references nowhere);",
    ])
    try shell.run("connect scratch")
    let twice = try #require(shell.failure("load twice.sql"))
    #expect(twice.message.contains("already exists"))
    #expect(twice.diagnostics.first?.location?.description == "twice.sql:2:1")
    #expect(shell.failure("load column.sql")?.message.contains("more than once") == true)
    #expect(shell.failure("load nowhere.sql")?.message.contains("does not exist") == true)
  }

  @Test func `24 what is generated is plain SQL in two blocks, which psql runs as well`() throws {
    let shell = try shell(author + "create view v as select name from author;")
    try shell.run("generate\nconnect scratch as other")
    let text = try shell.read("migrations/00000001_initial.migration.schema")
    let up = text.components(separatedBy: "downgrade {")[0]
      .replacing("upgrade {\n", with: "").split(separator: "\n").dropLast()
      .joined(separator: "\n")
    try shell.write(up, to: "up.sql")
    let settings = try #require(shell.session.connections["other"]?.settings)
    _ = try Psql.run(
      settings, ["-v", "ON_ERROR_STOP=1", "-f", shell.folder.appendingPathComponent("up.sql").path])
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  @Test func `26 and 28 the folder is made, the first file is the initial one`() throws {
    let shell = try shell(author)
    try shell.run("generate")
    try change(shell, to: author + "create table b ();")
    try shell.run("generate")
    try change(shell, to: author + "create table b (); create table c ();")
    try shell.run("generate InitializeDatabase")
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: shell.folder.appendingPathComponent("migrations").path
      ).sorted() == [
        "00000001_initial.migration.schema", "00000002_unnamed.migration.schema",
        "00000003_initialize_database.migration.schema",
      ])
  }

  @Test(arguments: [true, false])
  func `29 the folder of migrations may be anywhere`(isAbsolute: Bool) throws {
    let shell = try shell(author)
    let path = isAbsolute ? shell.folder.appendingPathComponent("else/where").path : "else/where/"
    shell.session.migrationFolder = path
    try shell.run("generate\nupgrade")
    #expect(try shell.read("else/where/00000001_initial.migration.schema").hasPrefix("upgrade"))
    #expect(try shell.run("version").intValue == 1)
  }

  @Test func `34 without models generate fails, and says what to do`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch")
    let failure = try #require(shell.failure("generate"))
    #expect(failure.exitStatus == 1)
    #expect(failure.diagnostics[0].hint?.contains("`load PATH`") == true)
  }

  @Test func `38 a version that is there is not applied again`() throws {
    let shell = try shell(author)
    try shell.run("generate\nupgrade")
    let before = try shell.run("(select applied_at::text from schemashell.migration).value")
    try shell.run("upgrade")
    #expect(shell.takeMessages().last == "already current (version: 1)")
    let after = try shell.run("(select applied_at::text from schemashell.migration).value")
    #expect(before.textValue == after.textValue)
  }

  @Test func `43 a column without a value for its rows fails, and is named`() throws {
    let shell = try shell(author)
    try shell.run("generate\nupgrade")
    try change(
      shell, to: "create table author (id int primary key, name text not null, b int not null);")
    try shell.run("generate\ninsert into author values (1, 'A');")
    let failure = try #require(shell.failure("upgrade"))
    #expect(failure.exitStatus == 1)
    #expect(failure.message.contains("column \"b\" of relation \"author\" contains null values"))
    #expect(try shell.run("version").intValue == 1)
  }

  // MARK: - DenoGres

  @Test func `45 and 46 sync makes, drops and changes what the models say`() throws {
    let shell = try shell(
      "create table species (id serial primary key, name varchar); create table gone ();")
    try shell.run("sync")
    try change(
      shell,
      to:
        "create table species (id serial primary key, name varchar, born date); create table n (a int);"
    )
    #expect(shell.failure("sync") != nil, "a script must say that a table may go")
    try shell.run("sync allowing data loss")
    try change(
      shell,
      to:
        "create table species (id serial primary key, name varchar); create table n (a int primary key);"
    )
    try shell.run("sync allowing data loss")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(
      try shell.run("(select count(*) from pg_tables where schemaname = 'public').value").intValue
        == 2)
  }

  @Test func `48 and 49 pull knows every table, column and constraint, and loads again`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      create type "Mood" as enum ('a b', 'c,d');
      create schema other;
      create table t ("Id" int primary key, f float8, b bool not null, d date, y bytea, a int[],
        n numeric(7,2), v varchar(16), m "Mood" not null, check (char_length(v) > 3 or v is null));
      create table other.t (a int, b int, primary key (a, b), unique nulls not distinct (b));
      create sequence other.a_seq;
      alter table other.t alter a set default nextval('other.a_seq');
      """)
    try shell.run("pull to models\nload models")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(
      try shell.run("(select count(*) from pg_constraint where connamespace >= 2200).value")
        .intValue ?? 0 > 0)
    try shell.run("connect scratch as copy\nsync")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  // MARK: - What they lost

  @Test func `a type and a default that change are changed, and rows stay`() throws {
    let shell = try shell("create table t (a int default 1, b text default 'x');")
    try shell.run("sync\ninsert into t values (5);")
    try change(shell, to: "create table t (a bigint default 2, b text default 'y');")
    try shell.run("sync")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(try shell.run("(select a || b from t).value").textValue == "5x")
  }

  @Test func `a label that goes takes no column along`() throws {
    let shell = try shell("create type m as enum ('a', 'b'); create table t (m m not null);")
    try shell.run("sync\ninsert into t values ('a');")
    try change(shell, to: "create type m as enum ('b', 'a', 'c'); create table t (m m not null);")
    try shell.run("sync allowing data loss")
    #expect(try shell.run("(select m::text from t).value").textValue == "a")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    // A label that rows have cannot go: nothing is changed.
    try change(shell, to: "create type m as enum ('b'); create table t (m m not null);")
    #expect(shell.failure("sync allowing data loss") != nil)
    #expect(try shell.run("(select m::text from t).value").textValue == "a")
  }

  @Test func `keys that stay keep what refers to them`() throws {
    let parent = "create table p (id int primary key, a int);"
    let child = "create table c (p_id int references p);"
    let shell = try shell(parent + child)
    try shell.run("sync\ninsert into p values (1, 1); insert into c values (1);")
    try change(
      shell,
      to: "create table p (id bigint primary key, b int);"
        + child.replacing("int ", with: "bigint "))
    try shell.run("sync allowing data loss")
    #expect(
      try shell.run("(select count(*) from pg_constraint where contype = 'f').value").intValue == 1)
    #expect(try shell.run("(select count(*) from c).value").intValue == 1)
  }

  @Test func `drops come after what refers to them is gone`() throws {
    let shell = try shell(
      "create table p (id int primary key); create table c (id int, p_id int references p);")
    try shell.run("generate\nupgrade")
    try change(shell, to: "create table c (id int);")
    try shell.run("generate\nupgrade\nvalidate")
    #expect(try shell.run("(tables).count").intValue == 1)
  }

  @Test func `no password in what is said of a connection`() throws {
    let shell = try ShellHarness(
      files: ["migrations/1_a.migration.schema": "upgrade { create table a (); }"])
    let failure = try #require(
      shell.failure("upgrade on each ([\"postgres://me:geheim@127.0.0.1:1/x\"])"))
    #expect(
      !failure.rendered().contains("geheim") || failure.rendered().contains("upgrade on each"))
    #expect(!shell.takeMessages().joined().contains("geheim"))
    #expect(!shell.takeOutput().joined().contains("geheim"))
  }
}
