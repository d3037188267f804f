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
}
