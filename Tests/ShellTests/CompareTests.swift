import Foundation
import Lang
import SchemaShell
import Testing

/// `compare`: two schemas side by side.
@Suite struct CompareTests {
  private func shell() throws -> ShellHarness {
    try ShellHarness(files: [
      "a.sql": """
      create table author (id int primary key, email text, name text);
      create view names as select name from author;
      """,
      "b.sql": """
      create table author (id int primary key, email varchar(200) not null, name text, born date);
      create table tag (id int);
      """,
    ])
  }

  private func compared(_ shell: ShellHarness, _ text: String) throws -> [String] {
    shell.clear()
    try shell.run(text)
    return shell.takeOutput()
  }

  @Test func `what differs stands side by side, what is alike around it`() throws {
    let told = try compared(shell(), "compare a.sql b.sql")
    #expect(
      told == [
        "  a.sql                           b.sql",
        "~ table public.author",
        "  table author {                  table author {",
        "    id     integer  primary key     id     integer                 primary key",
        "    email  text                 |   email  character varying(200)  not null",
        "    name   text                     name   text",
        "                                >   born   date",
        "  }                               }",
        "+ table public.tag",
        "                                > table tag {",
        "                                >   id  integer",
        "                                > }",
        "- view public.names",
        "  view public.names as          <",
        "   select author.name           <",
        "     from public.author;        <",
      ], "\(told.joined(separator: "\n"))")
  }

  @Test func `a screen is never written over, and nothing is cut off`() throws {
    let shell = try shell()
    shell.session.console.width = { 50 }
    let told = try compared(shell, "compare a.sql b.sql")
    #expect(told.allSatisfy { $0.count <= 50 }, "\(told.joined(separator: "\n"))")
    let words = told.joined(separator: " ").split { $0 == " " }
    #expect(words.contains("varying(200)") && words.contains("null"))
  }

  @Test func `it takes what diff takes: databases, models, migrations and entries of the log`()
    throws
  {
    let shell = try shell()
    try shell.write("upgrade { create table tag (id int); }", to: "migrations/1.migration.schema")
    try shell.run(
      """
      init
      connect scratch
      load a.sql
      sync
      drop view names;
      alter table author drop column name;
      """)
    #expect(try compared(shell, "compare").contains { $0.contains("view public.names") })
    let entry = try compared(shell, "compare (log 1) database")
    #expect(entry.contains { $0.contains("name   text") && $0.contains("<") }, "\(entry)")
    let file = try #require(shell.run("(log)[0].file").textValue)
    let named = try compared(shell, "compare \"migrations/log/\(file)\" database")
    #expect(named.contains { $0.contains("name   text") && $0.contains("<") }, "\(named)")
    let quoted = try compared(shell, "compare \"log 1\" database")
    #expect(Array(quoted.dropFirst(2)).count == entry.count - 2, "\(quoted)")
    #expect(shell.failure("compare \"log 9\" database")?.message == "the log has no entry 9")
    let migrations = try compared(shell, "compare migrations b.sql")
    #expect(migrations.contains { $0.hasPrefix("+ table public.author") })
    #expect(!migrations.contains { $0.contains("public.tag") })
    try shell.run("assert not (diff migrations to b.sql).isEmpty")
  }

  @Test func `the status is that of diff`() throws {
    let shell = try shell()
    try shell.run("compare a.sql a.sql")
    #expect(shell.takeMessages().last == "no differences")
    #expect(shell.failure("compare a.sql")?.message == "`compare` needs both sides, or none")
    try shell.run("assert (compare a.sql b.sql).count == (diff a.sql to b.sql).count")
  }

  @Test(.enabled(if: Tool.isBuilt)) func `--exit-code ends with 4 where there are differences`()
    throws
  {
    let shell = try shell()
    let words = ["compare", "a.sql", "b.sql", "--exit-code"]
    let run = try Tool.run(words, in: shell.folder)
    #expect(run.status == 4, "\(run.errors)")
    #expect(!run.output.contains("\u{1B}") && run.output.hasPrefix("  a.sql  "))
    let same = try Tool.run(["compare", "a.sql", "a.sql", "--exit-code"], in: shell.folder)
    #expect(same.status == 0)
  }

  @Test func `what is renamed stands beside what it was`() throws {
    let shell = try ShellHarness(files: [
      "a.schema": "table author { id int }\n", "b.schema": "table writer was author { id int }\n",
    ])
    let told = try compared(shell, "compare a.schema b.schema")
    #expect(
      told.contains { $0.contains("table author {") && $0.contains("table writer {") },
      "\(told.joined(separator: "\n"))")
  }
}
