import Foundation
import Lang
import SchemaShell
import Testing

/// What psql's people type without thinking.
@Suite struct BackslashTests {
  private func shell() throws -> ShellHarness {
    let shell = try ShellHarness()
    try shell.run("connect scratch")
    return shell
  }

  @Test func `gx shows one result expanded, in the place of the semicolon or behind it`() throws {
    let shell = try shell()
    try shell.run("select 1 as a \\gx\nselect 2 as a;")
    #expect(
      shell.takeOutput() == ["-[ RECORD 1 ]", "a | 1", "", " a ", "---", " 2", "(1 row)", ""])
    try shell.run("\\gx")
    #expect(shell.takeOutput() == ["-[ RECORD 1 ]", "a | 2", ""])
  }

  @Test func `g writes a result to a file, o all of them`() throws {
    let shell = try shell()
    try shell.run(
      "select 1 as a \\g one.txt\n\\o all.txt\nselect 2 as b;\nselect 3 as c;\n\\o\nselect 4 as d;")
    #expect(try shell.read("one.txt") == " a \n---\n 1\n(1 row)\n\n")
    #expect(try shell.read("all.txt").contains(" c \n---\n 3"))
    #expect(shell.takeOutput().first == " d ")
    shell.interpreter.capabilities = [.connect]
    #expect(shell.failure("select 1 \\g two.txt")?.message == "this script may not write two.txt")
    #expect(shell.failure("\\! true")?.message == "this script may not start processes")
  }

  @Test func `watch runs a statement until it fails or is cancelled`() throws {
    let shell = try shell()
    try shell.run("create sequence s;")
    let failure = shell.failure("select 1 / (3 - nextval('s')) as left \\watch 0.01")
    #expect(failure?.details["sqlstate"] == "22012")
    #expect(shell.takeOutput().filter { $0.hasSuffix(" (every 0.01s)") }.count == 3)
    #expect(
      shell.failure("select 1 \\watch soon")?.message == "`\\watch` needs a number of seconds")
  }

  @Test func `sources and privileges`() throws {
    let shell = try shell()
    try shell.run(
      """
      create function f() returns int language sql as 'select 1';
      create view v as select 1 as one;
      grant select on v to public;
      """)
    try shell.run("\\sf f")
    #expect(shell.takeOutput().first == "CREATE OR REPLACE FUNCTION public.f()")
    try shell.run("\\sf f()\n\\sv v")
    #expect(shell.takeOutput().contains("create or replace view v as"))
    try shell.run("\\z v")
    #expect(shell.takeOutput().contains { $0.contains("=r/") })
    #expect(shell.failure("\\sf nothing")?.details["sqlstate"] == "42883")
  }

  @Test func `a statement before one that only follows is whole`() throws {
    let shell = try shell()
    try shell.run("select 1 as a \\echo done")
    #expect(shell.takeOutput() == [" a ", "---", " 1", "(1 row)", "", "done"])
  }

  @Test func `a password is asked for twice, and nobody gets to see it`() throws {
    let shell = try shell()
    #expect(shell.failure("\\password")?.message.contains("nobody to ask") == true)
    let role = "role_\(UUID().uuidString)"
    try shell.run("create role \"\(role)\";")
    defer { _ = try? shell.run("drop role \"\(role)\";") }
    var answers = ["geheim", "geheim"]
    var questions: [String] = []
    shell.session.console.askSecret = { question in
      questions.append(question)
      return answers.isEmpty ? nil : answers.removeFirst()
    }
    let kept = "(select rolpassword from pg_authid where rolname = '\(role)').value"
    try shell.run("\\password \"\(role)\"")
    #expect(questions == ["New password of \(role): ", "Once more: "])
    #expect(try shell.run(kept).textValue?.hasPrefix("SCRAM-SHA-256$") == true)
    for answer in [["eins", "zwei"], ["", ""], []] {
      answers = answer
      try shell.run("\\password \"\(role)\"")
      #expect(shell.takeMessages().last?.contains("nothing was changed") == true)
    }
    answers = ["geheim", "geheim"]
    let failure = shell.failure("\\password nobody_of_this_name")
    #expect(failure?.details["sqlstate"] == "42704")
    let said = shell.takeOutput().joined() + shell.takeMessages().joined()
    #expect(!(said + (failure?.rendered() ?? "")).contains { "$".contains($0) })
    #expect(!said.contains("geheim"))
  }

  @Test func `results go to a command`() throws {
    let shell = try shell()
    let path = shell.folder.path + "/lines"
    try shell.run("select 1 as a \\g |cat >\(path)\n\\echo here")
    #expect(try shell.read("lines") == " a \n---\n 1\n(1 row)\n\n")
    try shell.run("\\o | head -1 >\(path)")
    try shell.run("select i from generate_series(1, 100000) as i;\n\\o\nselect 2 as b;")
    #expect(try shell.read("lines") == "   i    \n")
    #expect(shell.takeOutput() == ["here", " b ", "---", " 2", "(1 row)", ""])
    shell.interpreter.capabilities = [.connect]
    #expect(shell.failure("\\o |cat")?.message == "this script may not start processes")
  }

  @Test func `folders, encodings and words that are set otherwise`() throws {
    let shell = try shell()
    try shell.write("print \"inner\"", to: "deep/one.schema")
    try shell.write("\\ir one.schema", to: "deep/two.schema")
    try shell.run("\\i deep/two.schema", named: shell.folder.path + "/x.schema")
    try shell.run("\\cd deep\n\\i one.schema\n\\encoding\n\\encoding UTF-8")
    #expect(shell.takeOutput() == ["inner", "inner", "UTF8"])
    #expect(shell.failure("\\cd nowhere")?.message == "there is no folder nowhere")
    #expect(shell.failure("\\encoding latin1")?.message.hasPrefix("text is UTF8 here") == true)
    for word in ["set", "unset"] {
      let hint = shell.failure("\\\(word) x 1")?.diagnostics.first?.hint
      #expect(hint == "`let name = value`, and `${name}` in SQL")
    }
    try shell.run("\\pset null (none)\n\\pset")
    #expect(shell.takeOutput().contains("null         '(none)'"))
    #expect(shell.failure("\\pset border_color 2")?.message.contains("border_color") == true)
  }

  @Test func `SQL is explained where PostgreSQL does`() throws {
    let shell = try shell()
    try shell.run("\\h create table as")
    let line = try #require(shell.takeOutput().first)
    #expect(line.hasPrefix("CREATE TABLE AS  https://www.postgresql.org/docs/"))
    #expect(line.hasSuffix("/sql-createtableas.html"))
    try shell.run("\\h create text\n\\h")
    #expect(shell.takeOutput().contains { $0.contains("CREATE TEXT SEARCH PARSER") })
    #expect(shell.failure("\\h selct")?.diagnostics.first?.hint == "did you mean \"SELECT\"?")
  }

  @Test func `all about the last error`() throws {
    let shell = try shell()
    try shell.run("\\errverbose")
    #expect(shell.takeMessages().last == "there was no error yet")
    try shell.run("create table a (b int constraint positive check (b > 0));")
    let failure = try #require(shell.failure("insert into a values (-1);"))
    shell.session.show(failure)
    shell.clear()
    try shell.run("\\errverbose")
    let said = shell.takeOutput()
    #expect(said.contains("  constraint: positive") && said.contains("  sqlstate: 23514"))
  }

  @Test(arguments: [
    ("tming", "did you mean \"\\timing\"?"), ("conifno", "did you mean \"\\conninfo\"?"),
    ("gset", "`let row = (select …).first`, then `${row.name}`"),
    ("do+", "the catalogs say it: `select * from pg_operator;`"),
    ("qqqqqq", "`\\?` lists those there are, `help` the commands"),
  ])
  func `an unknown word is told what stands in its place`(name: String, hint: String) throws {
    let failure = try #require(shell().failure("\\" + name))
    #expect(failure.message == "there is no `\\\(name)` here")
    #expect(failure.diagnostics.first?.hint == hint)
  }
}
