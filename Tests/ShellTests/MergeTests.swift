import Foundation
import Lang
import SchemaShell
import Testing

/// `merge`: each object's newer side, and nobody's work lost.
@Suite struct MergeTests {
  /// Changes both sides, and merges.
  private func merged(
    models: String = StatusTests.blog, sql: String, _ command: String = "merge"
  ) throws -> ShellHarness {
    let shell = try StatusTests.agreed()
    try shell.write(models, to: "m.schema")
    try shell.run(sql)
    shell.clear()
    try shell.run(command)
    shell.clear()
    try shell.run("status\nassert (status).isClean")
    #expect(shell.takeMessages() == ["the models and the database have not moved"])
    return shell
  }

  @Test func `what the database has is written down, what the models have is run`() throws {
    let models = StatusTests.blog.replacing("title text }", with: "title text; slug text }")
    let shell = try merged(
      models: models,
      sql: "alter table author add born date; create table tag (id int); drop view live;")
    #expect(
      try shell.read("m.schema") == """
        # Ours.
        table author {
          id    int primary key
          email varchar(100) not null   -- where
          name  text
          born  date
        }
        table post { id int primary key; title text; slug text }

        table tag {
          id  integer
        }

        """)
    try shell.run("select slug from post;")
  }

  @Test func `one column, changed on both sides in what does not touch`() throws {
    let models = StatusTests.blog.replacing("varchar(100) not null", with: "varchar(100)")
    let shell = try merged(models: models, sql: "alter table author alter email type text;")
    #expect(try shell.read("m.schema").contains("\n  email text   -- where\n"))
    #expect(
      try shell.run(
        "(select is_nullable from information_schema.columns where column_name = 'email').value"
      ).textValue == "YES")
  }

  /// Both sides change another attribute of one object; nobody has to give way.
  @Test(arguments: [
    (
      "function f() returns int", "create function f() returns int language sql as $$ select 1 $$;",
      ("select 1", "select 2"), "alter function f() cost 7;",
      "select prosrc like '%2%' and procost = 7 from pg_proc where proname = 'f'"
    ),
    (
      "domain d", "create domain d as int not null default 1;", ("default 1", "default 2"),
      "alter domain d drop not null;",
      "select typdefault = '2' and not typnotnull from pg_type where typname = 'd'"
    ),
    (
      "materialized view m", "create materialized view m with (fillfactor = 80) as select 1 as a;",
      ("= 80", "= 70"), "comment on materialized view m is 'M';",
      "select reloptions = '{fillfactor=70}' and obj_description(oid) = 'M' from pg_class where relname = 'm'"
    ),
    (
      "trigger",
      "table t { a int }\ncreate function g() returns trigger language plpgsql as $$ begin return new; end $$;\ncreate trigger r before insert on t for each row execute function g();",
      ("before insert on", "before insert or update on"), "alter table t disable trigger r;",
      "select tgenabled = 'D' and tgtype = 23 from pg_trigger where tgname = 'r'"
    ),
    (
      "publication",
      "table t { a int }\ncreate publication p for table t with (publish = 'insert');",
      ("'insert'", "'insert, update'"),
      "alter publication p set (publish_via_partition_root = true);",
      "select pubinsert and pubupdate and not pubdelete and pubviaroot from pg_publication"
    ),
    (
      "server",
      "create foreign data wrapper w;\ncreate server s version '1' foreign data wrapper w options (a 'x');",
      ("a 'x'", "a 'y'"), "alter server s version '2';",
      "select srvversion = '2' and srvoptions = '{a=y}' from pg_foreign_server"
    ),
    (
      "sequence", "create sequence q increment 1;", ("increment 1", "increment 2"),
      "alter sequence q maxvalue 1000;",
      "select seqincrement = 2 and seqmax = 1000 from pg_sequence"
    ),
  ])
  func `attributes of any kind are put together where they can be had apart`(
    kind: String, model: String, change: (String, String), sql: String, wanted: String
  ) throws {
    let shell = try StatusTests.agreed(["m.schema": model + "\n"])
    if !change.0.isEmpty {
      try shell.write(model.replacing(change.0, with: change.1) + "\n", to: "m.schema")
    }
    try shell.run(sql)
    try shell.run("merge\nassert (status).isClean")
    #expect(try shell.run("(\(wanted)).value").boolValue == true, "\(kind)")
  }

  private static let conflict = (
    models: StatusTests.blog.replacing("varchar(100)", with: "varchar(200)")
      .replacing("name  text", with: "name  text not null"),
    sql: "alter table author alter email type varchar(50); alter table post add slug text;"
  )

  @Test func `a conflict is refused by its name, and nothing is done`() throws {
    let shell = try StatusTests.agreed()
    try shell.write(MergeTests.conflict.models, to: "m.schema")
    try shell.run(MergeTests.conflict.sql)
    let failure = try #require(shell.failure("merge"))
    #expect(
      failure.message
        == "both sides have changed, and not alike:\n  column public.author.email")
    #expect(failure.diagnostics.first?.hint?.contains("merge preferring models") == true)
    #expect(try shell.read("m.schema") == MergeTests.conflict.models)
    try shell.run("assert (status).conflicts == [\"column public.author.email\"]")
  }

  @Test(arguments: [("models", "varchar(200)"), ("database", "character varying(50)")])
  func `a script says who is right in a conflict`(side: String, type: String) throws {
    let shell = try merged(
      models: MergeTests.conflict.models, sql: MergeTests.conflict.sql, "merge preferring \(side)")
    let text = try shell.read("m.schema")
    #expect(text.contains("email \(type) not null   -- where"))
    // What only one side did is there in any case.
    #expect(text.contains("name  text not null") && text.contains("slug  text"))
  }

  @Test func `a person is asked about each conflict`() throws {
    let shell = try StatusTests.agreed()
    try shell.write(
      MergeTests.conflict.models.replacing("from post;", with: "from post where id > 1;"),
      to: "m.schema")
    try shell.run(
      MergeTests.conflict.sql
        + "create or replace view live as select id, title from post where id > 2;")
    var answers = ["q"]
    shell.session.console.ask = { _ in answers.isEmpty ? nil : answers.removeFirst() }
    try shell.run("merge")
    try shell.run("assert (status).conflicts.length == 2")
    answers = ["what", "m", "d"]
    try shell.run("merge")
    #expect(answers.isEmpty)
    let text = try shell.read("m.schema")
    #expect(text.contains("email varchar(200)") && text.contains("> 2"))
    try shell.run("assert (status).isClean")
  }

  @Test func `what goes together is decided together`() throws {
    let models = StatusTests.blog + "view names as select name from author;\n"
    let sql = "alter table author drop column name;"
    let ours = try merged(models: models, sql: sql, "merge preferring models")
    try ours.run("select name from names;")
    #expect(try ours.read("m.schema") == models)
    let theirs = try merged(models: models, sql: sql, "merge preferring database")
    #expect(
      try theirs.read("m.schema") == StatusTests.blog.replacing("  name  text\n", with: ""))
  }

  @Test func `a table that one side dropped and the other changed`() throws {
    let models = StatusTests.blog.replacing("name  text", with: "name  text\n  born  date")
    let kept = try merged(models: models, sql: "drop table author;", "merge preferring models")
    try kept.run("select born from author;")
    let gone = try merged(models: models, sql: "drop table author;", "merge preferring database")
    #expect(try !gone.read("m.schema").contains("table author"))
  }

  @Test func `a rename of the models goes with a change of the database`() throws {
    let models = StatusTests.blog.replacing("table author {", with: "table writer was author {")
      .replacing("name  text", with: "title text was name")
    let shell = try merged(
      models: models,
      sql: "insert into author values (1, 'a', 'b'); alter table author alter name set not null;")
    #expect(try shell.run("(select title from writer).value").textValue == "b")
    #expect(try shell.read("m.schema").contains("title text not null was name"))
  }

  @Test func `data is not destroyed unasked, and then nothing is written`() throws {
    let models = StatusTests.blog.replacing("  name  text\n", with: "")
    let shell = try StatusTests.agreed()
    try shell.write(models, to: "m.schema")
    try shell.run("alter table post add slug text;")
    let failure = try #require(shell.failure("merge"))
    #expect(failure.message.contains("this would destroy data"))
    #expect(try shell.read("m.schema") == models)
    try shell.run("merge allowing data loss\nassert (status).isClean")
  }

  @Test func `a merge that fails in the database leaves the files as they were`() throws {
    let models = StatusTests.blog.replacing("name  text", with: "name  text not null")
    let shell = try StatusTests.agreed()
    try shell.write(models, to: "m.schema")
    try shell.run("insert into author values (1, 'a', null);\nalter table post add slug text;")
    #expect(shell.failure("merge")?.details["sqlstate"] == "23502")
    #expect(try shell.read("m.schema") == models)
  }

  @Test func `nothing to merge from`() throws {
    let shell = try ShellHarness(files: ["m.schema": "table a { id int }\n"])
    try shell.run("connect scratch\nload m.schema")
    #expect(shell.failure("merge")?.message.contains("have not been brought together") == true)
    try shell.run("sync\nmerge")
    #expect(shell.takeMessages().last?.hasPrefix("nothing to do") == true)
  }

  @Test func `models of a folder get new files`() throws {
    let shell = try ShellHarness(files: ["models/a.schema": "table a { id int }\n"])
    try shell.run(
      """
      connect scratch
      sync
      create table b (id int);
      """)
    try shell.write("table a { id int; x text }\n", to: "models/a.schema")
    try shell.run("merge\nassert (status).isClean\nselect x from a;")
    #expect(try shell.read("models/b.schema") == "table b {\n  id  integer\n}\n")
  }
}
