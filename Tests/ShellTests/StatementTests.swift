import Lang
import SchemaShell
import Testing

/// SQL within scripts: values go in, rows come out, and errors stand where they belong.
@Suite struct StatementTests {
  private let shell: ShellHarness

  init() throws {
    shell = try ShellHarness()
    try shell.run("connect scratch")
  }

  @Test func `rows are printed as psql prints them`() throws {
    try shell.run("select 1 as n, 'x' as t union all select 22, null order by 1;")
    #expect(
      shell.takeOutput() == [" n  | t ", "----+---", "  1 | x", " 22 | ", "(2 rows)", ""])
  }

  @Test func `several statements may share a line`() throws {
    try shell.run("output csv; select 1 as a; select 2 as b; copy (select 3) to stdout; select 4;")
    #expect(shell.takeOutput() == ["a", "1", "b", "2", "3", "?column?", "4"])
  }

  @Test func `values keep their types on both ways`() throws {
    let value = try shell.run(
      """
      let r = (select ${1} + 1 as i, ${2.50} as d, ${true} as b, ${null}::text as n, ${-3} as m,
        ${"it's"} as t, ${[1, 2]}::int[] as l, 1e30::float8 as f, array['a b', null, '"'] as a,
        ${{k: [1, "x"]}}::jsonb as j)[0]
      [r.i, r.d, r.b, r.n, r.m, r.t, r.l, r.f, r.a, r.j]
      """)
    #expect(
      shell.interpreter.display(value)
        == #"[2, 2.50, true, null, -3, "it's", [1, 2], 1e+30, ["a b", null, "\""], "{\"k\": [1, \"x\"]}"]"#
    )
  }

  @Test func `a value never becomes SQL`() throws {
    try shell.run(
      """
      create table author (name text);
      let evil = "x'); drop table author; --"
      insert into author values (${evil});
      alter table author alter name set default ${evil};
      insert into author default values;
      create table $[evil] (a int);
      """)
    let count = try shell.run("(select count(*) from author where name = ${evil}).value")
    #expect(count.intValue == 2)
  }

  @Test func `rows of one column are a list to SQL`() throws {
    let value = try shell.run(
      """
      let some = select generate_series(1, 3);
      (select count(*) from generate_series(1, 10) g where g = any(${some})).value
      """)
    #expect(value.intValue == 3)
  }

  @Test(arguments: [
    ("select 1;\nselect emial\n  from pg_class;", 2, 8),
    ("select ${1},\n  emial from pg_class;", 2, 3),
    ("select ${\"日本\"}, 'é', emial;", 1, 22),
    ("create table x (a nope);", 1, 19),
    ("select * from $[\"no\"];", 1, 15),
  ])
  func `the caret stands in the user's own text`(text: String, line: Int, column: Int) throws {
    let failure = try #require(shell.failure(text))
    let position = failure.diagnostics.first?.location?.position
    #expect(position == Position(line: line, column: column))
  }

  @Test func `nothing of what the server says is lost`() throws {
    try shell.run("create table author (email text unique);\ninsert into author values ('a');")
    let value = try shell.run(
      """
      var seen = []
      try { insert into author values ('a'); }
      catch e { seen = [e.sqlstate, e.constraint, e.table, e.detail, e.line] }
      seen
      """)
    #expect(
      shell.interpreter.display(value)
        == "[\"23505\", \"author_email_key\", \"author\", \"Key (email)=(a) already exists.\", 2]")
  }

  @Test func `an error within a function shows the line that ran`() throws {
    try shell.run(
      """
      create function f() returns int language plpgsql as $$
      begin
        return (select nope from pg_class);
      end $$;
      """)
    let failure = try #require(shell.failure("select f();"))
    #expect(failure.rendered().contains("while this ran"))
    #expect(failure.rendered().contains("PL/pgSQL function f() line 3"))
  }

  @Test func `notices go to the messages`() throws {
    try shell.run("do $$ begin raise notice 'hello'; raise warning 'careful'; end $$;")
    #expect(shell.takeMessages() == ["notice: hello", "warning: careful"])
    #expect(shell.takeOutput().isEmpty)
  }

  @Test func `copy takes its lines from the script and gives them to the output`() throws {
    try shell.run(
      """
      create table t (a int, b text);
      copy t from stdin;
      1\tx
      2\t\\N
      \\.
      copy t to stdout;
      """)
    #expect(shell.takeOutput() == ["1\tx", "2\t\\N"])
  }

  @Test func `output and null are shown as chosen`() throws {
    try shell.run("output csv\nselect 1 as a, null as b;\noutput json\nselect 1 as a, null as b;")
    #expect(shell.takeOutput() == ["a,b", "1,", "[", " {\"a\":1,\"b\":null}", "]"])
    try shell.run("output table null \"∅\"\nselect null as b;")
    #expect(shell.takeOutput()[2] == " ∅")
  }

  @Test func `hostile names are described as they are`() throws {
    try shell.run(
      """
      let name = "Ta\\"ble 'x'\\n日本"
      create table $[name] ($["select"] int, $["é\\"q"] text);
      describe (name)
      """)
    let output = shell.takeOutput()
    #expect(output.contains { $0.contains("select") })
    #expect(output.contains { $0.contains("é\"q") })
    #expect(shell.failure("describe Author")?.message.contains("Author") == true)
  }

  @Test func `an unknown name has a hint`() throws {
    try shell.run("create table author (a int);")
    #expect(
      shell.failure("describe autor")?.diagnostics.first?.hint == "did you mean \"author\"?")
  }

  @Test(arguments: [
    "\\dt", "\\d author", "\\d+ author", "\\l", "\\dn", "\\df", "\\du", "\\dx",
    "\\dT", "\\di", "\\conninfo", "\\?", "\\x", "\\timing",
  ])
  func `psql's habits work`(text: String) throws {
    try shell.run("create table author (a int primary key);")
    try shell.run(text)
    #expect(!shell.takeOutput().isEmpty || !shell.takeMessages().isEmpty)
  }

  @Test func `an unknown backslash says where to look`() throws {
    #expect(shell.failure("\\zz")?.message == "there is no `\\zz` here")
  }
}
