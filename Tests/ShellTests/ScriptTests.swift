import Foundation
import Lang
import SchemaShell
import Testing

/// What makes a script trustworthy with a release: transactions, rows that stream, files that are
/// copied, and a failure that says what was applied.
@Suite struct ScriptTests {
  private let shell: ShellHarness

  init() throws {
    shell = try ShellHarness()
    try shell.run("connect scratch; create table t (id int primary key, v text);")
  }

  private func count() throws -> Int? {
    try shell.run("(select count(*) from t).value").intValue
  }

  // MARK: Transactions

  @Test func `a transaction that ends well is committed`() throws {
    try shell.run("transaction { insert into t values (1); insert into t values (2); }")
    try shell.run("rollback;")
    #expect(try count() == 2)
  }

  @Test func `a transaction that fails leaves nothing`() throws {
    let failure = shell.failure(
      "transaction { insert into t values (1); insert into t values (1); }")
    #expect(failure?.details["sqlstate"] == "23505")
    #expect(try count() == 0)
  }

  @Test func `a transaction within another is a savepoint`() throws {
    try shell.run(
      """
      transaction {
        insert into t values (1);
        try { transaction { insert into t values (2); insert into t values (1); } } catch e { print e.sqlstate }
        transaction { insert into t values (3); }
      }
      """)
    #expect(shell.takeOutput() == ["23505"])
    #expect(try shell.run("(select array_agg(id order by id) from t).value").listValue?.count == 2)
  }

  @Test func `return and break out of a transaction commit it`() throws {
    try shell.run(
      """
      func one() { transaction { insert into t values (1); return 5 } }
      print one()
      for i in 2..9 { transaction { insert into t values (${i}); break } }
      """)
    #expect(try count() == 2)
  }

  @Test func `a transaction that fails at its end says so`() throws {
    try shell.run("create table u (id int references t deferrable initially deferred);")
    let failure = shell.failure("transaction { insert into u values (1); }")
    #expect(failure?.details["sqlstate"] == "23503")
    try shell.run("insert into t values (5);")
    #expect(try count() == 1)
  }

  @Test func `a commit within a transaction's block is a mistake`() throws {
    #expect(shell.failure("transaction { commit; }")?.message.contains("inside its block") == true)
  }

  // MARK: Rows that stream

  @Test func `a loop over rows may use the same connection`() throws {
    try shell.run(
      """
      for row in (select g from generate_series(1, ${1200}) g) { insert into t values (${row.g}); }
      """)
    #expect(try count() == 1200)
  }

  @Test func `a loop over rows works within a transaction, and is left early`() throws {
    try shell.run(
      """
      transaction {
        for row in (select g from generate_series(1, 2000) g) {
          insert into t values (${row.g});
          if row.g == 700 { break }
        }
        for row in (with g as (select 5000 as n) select n from g) { insert into t values (${row.n}); }
      }
      """)
    #expect(try count() == 701)
    let cursors = try shell.run("(select count(*) from pg_cursors where name <> '').value")
    #expect(cursors.intValue == 0)
  }

  @Test func `a loop over what has no cursor runs it all the same`() throws {
    try shell.run(
      """
      for row in (insert into t values (1), (2) returning id) { print row.id }
      for row in (with x as (insert into t values (3) returning id) select id from x) { print row.id }
      for row in (select id from t where id = 3 for update) { print row.id }
      transaction {
        for row in (with x as (insert into t values (4) returning id) select id from x) { print row.id }
      }
      """)
    #expect(shell.takeOutput() == ["1", "2", "3", "3", "4"])
  }

  @Test func `a mistake in the SELECT of a loop keeps its place`() throws {
    let failure = shell.failure("for row in (select idd from t) { print row }")
    #expect(failure?.diagnostics.first?.location?.position.column == 20)
  }

  // MARK: Files

  @Test func `copy reads and writes files on this side`() throws {
    try shell.write("1,a\n2,b\n", to: "in.csv")
    try shell.run(
      """
      let path = "in.csv"
      copy t from file ${path} (format csv);
      copy (select id from t order by id) to file 'out.csv' csv header;
      \\copy t (id) from more.csv csv
      """.replacing("\\copy t (id) from more.csv csv", with: ""))
    #expect(try shell.read("out.csv") == "id\n1\n2\n")
    try shell.write("3\n", to: "more.csv")
    try shell.run("\\copy t (id) from more.csv csv")
    try shell.run("\\copy (select v from t where id < 3 order by id) to 'values.txt'")
    #expect(try shell.read("values.txt") == "a\nb\n")
    #expect(try count() == 3)
  }

  @Test func `copy asks whether the file may be touched`() throws {
    try shell.write("1,a\n", to: "in.csv")
    shell.interpreter.capabilities = [.connect]
    #expect(
      shell.failure("copy t from file 'in.csv' csv;")?.message == "this script may not read in.csv")
    #expect(
      shell.failure("copy t to file 'out.csv' csv;")?.message == "this script may not write out.csv"
    )
  }

  @Test func `a link does not lead out of a granted folder`() throws {
    let folder = shell.folder.path
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link", withDestinationPath: "/tmp")
    shell.interpreter.capabilities = [.connect, .write(folder)]
    #expect(
      shell.failure("copy t to file 'link/out.csv' csv;")?.message
        == "this script may not write link/out.csv")
  }

  // MARK: Places of errors

  @Test func `an error in the data of a copy stands on its line`() throws {
    let failure = shell.failure("copy t from stdin;\n1\ta\nx\tb\n\\.\nprint 1")
    #expect(failure?.diagnostics.first?.location?.position.line == 3)
  }

  @Test func `an error in a DO block stands on its line`() throws {
    let failure = shell.failure("do $$\nbegin\n  perform 1;\n  perform 1/0;\nend $$;")
    #expect(failure?.diagnostics.first?.location?.position.line == 4)
  }

  @Test func `an error in a function's body stands where it is`() throws {
    let failure = shell.failure(
      "create function f() returns int language sql as $$\n  select ${nothing}\n$$;")
    #expect(failure?.diagnostics.first?.location?.position.line == 2)
    let other = shell.failure(
      "create function f() returns int language plpgsql as $$\nbegin\n  retrun 1;\nend $$;")
    #expect(other?.diagnostics.first?.location?.position.line == 3)
  }

  @Test func `an error behind interpolated values stands where it is`() throws {
    let failure = shell.failure(
      "let a = \"t\"\nselect ${1} + ${\"é\"}::int, v from $[a]\n  where idd = ${3};")
    #expect(failure?.diagnostics.first?.location?.position.line == 3)
    #expect(failure?.diagnostics.first?.location?.position.column == 9)
  }

  // MARK: Several results

  @Test func `a made up text may be several statements`() throws {
    let value = try shell.run(
      "let all = sql (\"select 1 as a; select 2 as a\")\n[all[0].value, all[1].value]")
    #expect(shell.interpreter.display(value) == "[1, 2]")
  }

  @Test func `a routine with a body of SQL ends at its END`() throws {
    let value = try shell.run(
      """
      create function two(a int) returns int language sql begin atomic
        select case when a > 1 then 2 else 1 end;
        select 2;
      end;
      (select two(1)).value
      """)
    #expect(value.intValue == 2)
  }

  // MARK: psql's own commands in files

  @Test func `pg_dump's restrict allows nothing but SQL`() throws {
    #expect(
      shell.failure("\\restrict abc\n\\echo hello")?.message
        == "`\\echo` is not allowed behind `\\restrict`")
    try shell.run("\\unrestrict abc")
    try shell.run("\\echo hello")
    #expect(shell.takeOutput() == ["hello"])
  }

  @Test func `rows alone are printed where psql prints them alone`() throws {
    try shell.run("\\pset tuples_only on\nselect 1 as a;\n\\t off\nselect 2 as a;")
    #expect(shell.takeOutput() == [" 1", "", " a ", "---", " 2", "(1 row)", ""])
  }
}

/// What the process says when a script ends.
@Suite(.enabled(if: Tool.isBuilt)) struct ScriptEndTests {
  @Test func `a failure says what was and was not applied`() throws {
    let file = try Tool.file(
      """
      connect scratch
      create table t (id int);
      insert into t values (1);
      begin;
      insert into t values (2);
      savepoint a;
      insert into t values (3);
      rollback to a;
      insert into t values (1/0);
      insert into t values (4);
      print 5
      """)
    let run = try Tool.run(["run", file])
    #expect(run.status == 1)
    #expect(
      run.errors.contains(
        """
        note: applied before: 2 statements, the last at \(file):3:1
        note: the transaction begun at \(file):4:1 was rolled back: 1 statement undone
        note: not run: 2 statements, from \(file):10:1 on
        """))
  }

  @Test func `a transaction that was never committed is told of`() throws {
    let run = try Tool.run(["-e", "connect scratch; begin; create table t (id int);"])
    #expect(run.status == 0)
    #expect(run.errors.contains("was never committed"))
  }

  @Test func `all mistakes of a file are told, and nothing has run`() throws {
    let file = try Tool.file("print 1\nlet = 2\nprint )\nif x { }\nwhile true { print 'a }\n")
    let run = try Tool.run(["run", file])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(":2:5: error"))
    #expect(run.errors.contains(":3:7: error"))
    #expect(run.errors.contains(":5:20: error"))
  }
}
