import Foundation
import Lang
import SchemaShell
import Testing

/// Who has moved since models and database agreed, and that neither is written over silently.
@Suite struct StatusTests {
  static let blog = """
    # Ours.
    table author {
      id    int primary key
      email varchar(100) not null   -- where
      name  text
    }
    table post { id int primary key; title text }
    view live as select id, title from post;

    """

  /// A shell whose models and database agree.
  static func agreed(_ files: [String: String] = ["m.schema": blog]) throws -> ShellHarness {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch\nload m.schema\nsync")
    shell.clear()
    return shell
  }

  /// What `status` prints, after changes of both.
  private func expect(models: String? = nil, sql: String = "", _ wanted: [String]) throws {
    let shell = try StatusTests.agreed()
    if let models { try shell.write(models, to: "m.schema") }
    try shell.run(sql + "\nload m.schema")
    shell.clear()
    try shell.run("status")
    let told = shell.takeOutput().filter { !$0.hasPrefix("agreed") }
    #expect(told == wanted, "\(told.joined(separator: "\n"))")
  }

  @Test func `words that are read otherwise than they are told have not moved`() throws {
    let shell = try StatusTests.agreed([
      "m.schema": """
      table entry {
        sort    varchar(10) check (sort in ('new', 'old'))
        amount  int check (amount between 1 and 9 and amount <> 3)
        index on (amount) where sort in ('new', 'odd')
      }
      view few as select amount from entry where amount between 1 and 2 and sort <> 'x';

      """
    ])
    try shell.run("load m.schema\nassert (status).isClean")
    shell.clear()
    try shell.run("diff database to models\ndiff models to database\nsync")
    #expect(
      shell.takeMessages() == [
        "no differences", "no differences", "nothing to do: the database matches its models",
      ])
  }

  @Test func `nothing has moved`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("status\nassert (status).isClean")
    #expect(shell.takeOutput().allSatisfy { $0.hasPrefix("agreed      20") && $0.hasSuffix("UTC") })
    #expect(shell.takeMessages() == ["the models and the database have not moved"])
  }

  @Test func `only the database`() throws {
    try expect(
      sql: """
        alter table author add born date, alter email type text;
        drop view live; create table tag (id int primary key);
        """,
      [
        "table public.author", "  ← + column born",
        "  ← ~ column email: type character varying(100) → text", "← - view public.live",
        "← + table public.tag",
      ])
  }

  @Test func `only the models`() throws {
    let models =
      StatusTests.blog.replacing("name  text", with: "name  text not null")
      .replacing("table post { id int primary key; title text }", with: "table post { title text }")
      .replacing("select id, title", with: "select title")
    try expect(
      models: models,
      [
        "table public.author", "  → ~ column name: isNotNull false → true",
        "→ ~ view public.live", "      names id, title → title",
        "      types integer, text → text", "      definition", "  → - view column id",
        "table public.post",
        "  → - column id", "  → - constraint post_pkey",
      ])
  }

  @Test func `both, each elsewhere or alike`() throws {
    let models = StatusTests.blog.replacing("varchar(100) not null", with: "varchar(100)")
      .replacing("name  text", with: "name  text default ''")
    try expect(
      models: models,
      sql:
        "alter table author alter email type text; alter table author alter name set default '';",
      [
        "table public.author", "    ~ column email",
        "      ← type character varying(100) → text", "      → isNotNull true → false",
        "  = + default name",
      ])
  }

  @Test func `both, and not alike`() throws {
    let models = StatusTests.blog.replacing("varchar(100)", with: "varchar(200)")
      .replacing("view live as select id, title from post;", with: "")
      .replacing("title text }", with: "title text; slug text }")
    try expect(
      models: models,
      sql: """
        alter table author alter email type varchar(50);
        create or replace view live as select id, title from post where id > 0;
        alter table post add slug int;
        """,
      [
        "table public.author", "  ≠ ~ column email",
        "      models    type character varying(100) → character varying(200)",
        "      database  type character varying(100) → character varying(50)",
        "≠ ~ view public.live", "    models    dropped it", "    database  changed it",
        "table public.post", "  ≠ ~ column slug", "      models    type text",
        "      database  type integer",
      ])
  }

  @Test func `what one side needs and the other took away is a conflict`() throws {
    let models = StatusTests.blog + "view names as select name from author;\n"
    try expect(
      models: models, sql: "alter table author drop column name;",
      [
        "table public.author", "  ≠ ~ column name", "      models    left it",
        "      database  dropped it", "      does not go with what became of view public.names",
        "≠ ~ view public.names", "    models    created it", "    database  left it",
        "    does not go with what became of column public.author.name",
      ])
  }

  @Test func `a table that one side dropped and the other changed is one conflict`() throws {
    let models = StatusTests.blog.replacing("name  text", with: "name  text\n  born  date")
    try expect(
      models: models, sql: "drop table author;",
      [
        "≠ ~ table public.author", "    models    changed it",
        "    database  dropped it",
      ])
  }

  @Test func `a rename that the models say is no conflict with what the database changed`() throws {
    let models = StatusTests.blog.replacing("table author {", with: "table writer was author {")
      .replacing("name  text", with: "title text was name")
    try expect(
      models: models, sql: "alter table author alter name set not null;",
      [
        "→ ~ table public.author is now writer", "→ ~ column public.writer.name is now title",
        "→ ~ constraint public.writer.author_pkey is now writer_pkey",
        "table public.writer", "  ← ~ column title: isNotNull false → true",
      ])
  }

  @Test func `without a common state it is a diff, and says so`() throws {
    let shell = try ShellHarness(files: ["m.schema": "table a { id int }\n"])
    try shell.run("connect scratch\nload m.schema\nstatus")
    #expect(shell.takeOutput() == ["+ table public.a"])
    #expect(shell.takeMessages().last?.contains("have not been brought together yet") == true)
    // Once both were seen to be alike, it is known who moves.
    try shell.run("create table a (id int);\nstatus\nalter table a add b int;\nstatus")
    #expect(shell.takeOutput().suffix(2) == ["table public.a", "  ← + column b"])
  }

  @Test func `migrations are held against both`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("connect scratch\nload m.schema\ngenerate")
    shell.clear()
    try shell.run("status")
    #expect(
      shell.takeOutput().first
        == "migrations  version 0 of 1, pending: 00000001_initial.migration.schema")
    try shell.run("upgrade")
    shell.clear()
    try shell.run("status")
    #expect(shell.takeOutput() == ["migrations  version 1 of 1"])
    try shell.write(
      StatusTests.blog.replacing("name  text", with: "name  text\n  born  date"), to: "m.schema")
    try shell.run("load m.schema\ncreate table odd (a int);\nstatus")
    #expect(
      shell.takeOutput().prefix(3).map { String($0.drop { $0 == " " }) } == [
        "migrations  version 1 of 1",
        "database: table public.odd is there, and no migration makes it",
        "models: column public.author.born should exist, but no migration makes it",
      ])
  }

  @Test func `as JSON, and as a status`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("alter table author add born date;")
    shell.session.console.isMachine = true
    try shell.run("status")
    let text = shell.takeOutput().joined(separator: "\n")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let changes = try #require(object["changes"] as? [[String: Any]])
    #expect(object["clean"] as? Bool == false && changes.count == 1)
    #expect(changes[0]["side"] as? String == "database" && changes[0]["models"] as? Bool == false)
    #expect(changes[0]["name"] as? [String] == ["public", "author", "born"])
    #expect(try shell.run("(status).database[0]").textValue == "column public.author.born")
  }

  // MARK: - Nothing is written over silently

  @Test func `sync does not undo what somebody did in the database`() throws {
    let shell = try StatusTests.agreed()
    try shell.write(
      StatusTests.blog.replacing("name  text", with: "name  text not null"), to: "m.schema")
    try shell.run(
      "create or replace view live as select id, title from post where id > 0;\nload m.schema")
    let failure = try #require(shell.failure("sync"))
    #expect(
      failure.message
        == "the database has changed since it and the models agreed:\n  view public.live")
    #expect(failure.diagnostics.first?.hint?.contains("`merge` keeps both") == true)
    // Nothing ran.
    try shell.run("assert (status).models == [\"column public.author.name\"]")
    try shell.run("sync overwriting database\nassert (diff).isEmpty")
  }

  @Test func `sync asks a person`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("alter table author add born date;")
    shell.session.isInteractive = true
    var questions: [String] = []
    shell.session.console.ask = { question in
      questions.append(question)
      return "n"
    }
    try shell.run("sync")
    #expect(questions == ["write over it? [y/n] "])
    try shell.run("assert not (diff).isEmpty")
    shell.session.console.ask = { _ in "y" }
    try shell.run("sync\nassert (diff).isEmpty")
  }

  @Test func `what both did alike stands in nobody's way`() throws {
    let shell = try StatusTests.agreed()
    try shell.write(
      StatusTests.blog.replacing("name  text", with: "name  text\n  born  date"), to: "m.schema")
    try shell.run("alter table author add born date;\nload m.schema\nsync\npull")
    #expect(shell.failure("assert (diff).isEmpty") == nil)
  }

  @Test func `pull takes what the database did beside other changes of the models`() throws {
    let shell = try StatusTests.agreed()
    let changed = StatusTests.blog.replacing("name  text", with: "name  text not null")
    try shell.write(changed, to: "m.schema")
    try shell.run("alter table author alter email type text;\nload m.schema")
    let failure = try #require(shell.failure("pull"))
    #expect(failure.message.contains("table public.author"))
    #expect(try shell.read("m.schema") == changed)
  }
}
