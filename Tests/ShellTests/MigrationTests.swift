import Lang
import Postgres
import SchemaShell
import Testing

/// The commands about migrations, on real databases.
@Suite struct MigrationTests {
  private let author = "create table author (id int primary key, name text not null);"

  private func shell(_ files: [String: String] = [:]) throws -> ShellHarness {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch")
    return shell
  }

  private func count(_ shell: ShellHarness, _ table: String) throws -> Int? {
    try shell.run("(select count(*) from \(table)).value").intValue
  }

  // MARK: - Generating

  @Test func `generate writes the way up and the way down`() throws {
    let shell = try shell(["models/author.sql": author])
    try shell.run("generate")
    #expect(
      try shell.read("migrations/00000001_initial.migration.schema") == """
        upgrade {
          create table public.author (
            id integer not null,
            name text not null,
            constraint author_pkey primary key (id)
          );
        }
        downgrade {
          -- destroys every row of table public.author
          drop table public.author;
        }

        """)
    try shell.run("upgrade\nvalidate")
    #expect(try shell.run("version").intValue == 1)
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    try shell.run("generate")
    #expect(shell.takeMessages().last?.contains("nothing is written") == true)
    try shell.write(
      "create table author (id int primary key, name text not null, born date);",
      to: "models/author.sql")
    try shell.run("load models\ngenerate AddBorn")
    let text = try shell.read("migrations/00000002_add_born.migration.schema")
    #expect(text.contains("alter table public.author add column born date;"))
    try shell.run("upgrade")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    try shell.run("downgrade to 0")
    #expect(try shell.run("(tables).count").intValue == 0)
    try shell.run("load models\ngenerate")
    #expect(try shell.run("(list).count").intValue == 2)
  }

  @Test func `deleted files come back as one`() throws {
    let shell = try shell(["models/author.sql": author])
    try shell.run("generate one")
    let first = try shell.read("migrations/00000001_one.migration.schema")
    let other = try self.shell(["models/author.sql": author])
    try other.run("generate one")
    #expect(try other.read("migrations/00000001_one.migration.schema") == first)
  }

  @Test func `a column that rows may stand in the way of is warned of by name`() throws {
    let shell = try shell(["models/author.sql": author])
    try shell.run("generate")
    #expect(!shell.takeMessages().contains { $0.contains("may fail") })
    try shell.write(
      "create table author (id int primary key, name text not null, born date not null);",
      to: "models/author.sql")
    try shell.run("load models\ngenerate")
    let warning = shell.takeMessages().first { $0.contains("may fail") }
    #expect(warning?.contains("public.author.born") == true)
  }

  @Test func `labels of enums are committed before they are used`() throws {
    let shell = try shell([
      "models/a.sql": "create type mood as enum ('sad'); create table a (m mood default 'sad');"
    ])
    try shell.run("generate\nupgrade")
    try shell.write(
      """
      create type mood as enum ('sad', 'glad'); create table a (m mood default 'glad');
      """, to: "models/a.sql")
    try shell.run("load models\ngenerate\nupgrade\nvalidate")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  @Test func `functions may speak of tables that come later`() throws {
    let shell = try shell([
      "models/a.sql": """
      create function f() returns bigint language sql as 'select count(*) from b';
      create table b (n bigint default f());
      """
    ])
    try shell.run("generate\nupgrade\nvalidate")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  // MARK: - Running

  @Test func `blocks hold the whole language`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      # what all blocks share
      let prefix = "row"
      func label(n) { return "${prefix} ${n}" }
      upgrade {
        create table a (id int, name text);   -- a comment with a ' in it
        for n in 1..3 {
          insert into a values (${n}, ${label(n)});
        }
        let known = (select max(id) from a).value
        comment on table a is '{}; ${not} interpolated';
        insert into a values (${known} + 1, $$ } $$);
        create function f() returns int language plpgsql as $body$
          begin return 1; /* } */ end $body$;
      }
      downgrade { drop table a; drop function f(); }
      seed {
        insert into a values (${later(5)}, 'seed');
        func later(n) { return n * 2 }
      }
      """
    ])
    try shell.run("upgrade")
    #expect(try count(shell, "a") == 5)
    #expect(
      try shell.run("(select string_agg(name, ',' order by id) from a).value").textValue
        == "row 1,row 2,row 3, } ,seed")
    #expect(
      try shell.run("(select obj_description('a'::regclass)).value").textValue
        == "{}; ${not} interpolated")
    try shell.run("downgrade\nupgrade")
    #expect(try count(shell, "a") == 5)
  }

  @Test func `an error stands at its place in the file, and says what stays`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
      "migrations/2_b.migration.schema": "upgrade {\n  create table b (id int);\n  select nope;\n}",
    ])
    let failure = try #require(shell.failure("upgrade"))
    let location = try #require(failure.diagnostics[0].location)
    #expect(location.description == "migrations/2_b.migration.schema:3:10")
    let text = failure.rendered()
    #expect(text.contains("version 1 undone"))
    #expect(text.contains("nothing of version 2 stays"))
    #expect(try shell.run("version").intValue == 0)
    #expect(try shell.run("(tables).count").intValue == 0)
    let second = try #require(shell.failure("upgrade one by one"))
    #expect(second.rendered().contains("version 1 committed; this stays"))
    #expect(try shell.run("version").intValue == 1)
  }

  @Test func `an error that is caught leaves the migration's transaction as it was`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      func careful() {
        try { drop table nope; } catch e { return e.sqlstate }
      }
      upgrade {
        create table a (id int primary key, name text);
        insert into a values (1);
        try {
          insert into a values (2);
          insert into a values (1);
        } catch e {
          insert into a values (3, ${e.sqlstate});
        }
        let state = careful()
        insert into a values (4, ${state});
        for n in 3..5 { try { insert into a values (${n}); } catch e { } }
        try { savepoint mine; insert into a values (9); rollback to mine; } catch e { }
      }
      """
    ])
    try shell.run("upgrade")
    #expect(
      try shell.run("(select string_agg(id || coalesce(name, ''), ',' order by id) from a).value")
        .textValue == "1,2,323505,442P01,5")
    try shell.run("connect scratch as other\nplan upgrade\nstep all\nkeep")
    #expect(try count(shell, "a") == 5)
  }

  @Test func `mistakes of all files are said before anything runs`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
      "migrations/2_b.migration.schema": "upgrade { let x = nope }",
      "migrations/3_c.migration.schema": "create table c ();",
      "migrations/4_d.migration.schema": "# nothing",
      "migrations/5_e.migration.schema": "upgrade {",
    ])
    let failure = try #require(shell.failure("upgrade"))
    #expect(failure.exitStatus == 2)
    #expect(failure.diagnostics.count == 4)
    #expect(try shell.run("(tables).count").intValue == 0)
  }

  @Test func `an applied file may be laid out anew, but not changed`() throws {
    let name = "migrations/1_a.migration.schema"
    let shell = try shell([name: "upgrade { create table a (id int, b int); }"])
    try shell.run("upgrade")
    try shell.write(
      "upgrade {\n  -- laid out\n  CREATE TABLE a (\n    id int,\n    b  int\n  );\n}\n", to: name)
    try shell.run("upgrade")
    #expect(shell.takeMessages().last == "already current (version: 1)")
    try shell.write("upgrade { create table a (id int, c int); }", to: name)
    let failure = try #require(shell.failure("upgrade"))
    #expect(failure.message == "1_a.migration.schema was changed after it was applied")
    #expect(failure.rendered().contains("- upgrade { create table a (id int, b int); }"))
    #expect(failure.rendered().contains("+ upgrade { create table a (id int, c int); }"))
    try shell.run("list")
    #expect(shell.takeOutput().contains { $0.contains("applied, changed since") })
  }

  @Test func `without files there is nothing to do`() throws {
    let shell = try shell()
    try shell.run("upgrade")
    #expect(shell.takeMessages().last == "no migration files in migrations")
    try shell.run("list\nversion")
    #expect(shell.takeOutput().contains("Current version: 0"))
  }

  @Test func `two files of a version are refused`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade {}",
      "migrations/00000001_b.migration.schema": "upgrade {}",
    ])
    #expect(
      shell.failure("list")?.message
        == "00000001_b.migration.schema and 1_a.migration.schema are both version 1")
  }

  @Test func `what no transaction takes says how to write it`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      upgrade { create table a (id int); create index concurrently i on a (id); }
      """
    ])
    let failure = try #require(shell.failure("upgrade"))
    #expect(
      failure.diagnostics[0].hint
        == "`upgrade without transaction { … }` runs what no transaction takes")
    try shell.write(
      """
      upgrade { create table a (id int); }
      upgrade without transaction { create index concurrently i on a (id); }
      """, to: "migrations/1_a.migration.schema")
    try shell.run("upgrade")
    #expect(try shell.run("version").intValue == 1)
  }

  @Test func `a downgrade need not say that no transaction takes it`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
      "migrations/2_b.migration.schema": """
      upgrade without transaction { create index concurrently i on a (id); }
      downgrade { drop index concurrently i; }
      """,
      "migrations/3_c.migration.schema": """
      upgrade { alter table a drop column id; }
      downgrade {
        alter table a add column id int;
        create index concurrently i on a (id);
      }
      """,
    ])
    try shell.run("upgrade\nvalidate\ndowngrade to 1")
    #expect(try shell.run("version").intValue == 1)
  }

  @Test func `copy brings its rows along`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      upgrade {
        create table a (id int, name text);
        copy a from stdin;
      1\tone }
      2\ttwo ; $$
      \\.
        create table b ();
      }
      """
    ])
    try shell.run("upgrade")
    #expect(try count(shell, "a") == 2)
    #expect(try count(shell, "b") == 0)
  }

  @Test func `the session that asks is neither used nor changed`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      upgrade { create schema s; set search_path = s; create table a (); select 1; }
      """
    ])
    try shell.run("set work_mem = '9MB';\ncreate temp table mine ();\n")
    _ = shell.takeOutput()
    try shell.run("upgrade")
    #expect(shell.takeOutput().isEmpty)
    #expect(try shell.run("(select current_setting('work_mem')).value").textValue == "9MB")
    #expect(try count(shell, "mine") == 0)
    #expect(try count(shell, "s.a") == 0)
    #expect(shell.failure("begin;\nupgrade")?.message == "a transaction is open")
  }

  // MARK: - Step by step

  @Test func `pending migrations are stepped through`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": """
      upgrade {
        create table a (id int);
        let n = 7
        insert into a values (${n});
      }
      """,
      "migrations/2_b.migration.schema": "upgrade { create table b (); }",
    ])
    try shell.run("plan upgrade")
    let listing = shell.takeOutput()
    #expect(listing.contains { $0.contains("→ 1. create table a (id int);") })
    #expect(listing.contains { $0.contains("migrations/1_a.migration.schema:4:3") })
    try shell.run("step 3")
    #expect(try count(shell, "a") == 1)
    try shell.run("step back\nstep back")
    #expect(try count(shell, "a") == 0)
    try shell.run("insert into a values (1);\nstep all")
    #expect(try count(shell, "a") == 2)
    #expect(try shell.run("version").intValue == 2)
    try shell.run("keep")
    try shell.run("upgrade")
    #expect(shell.takeMessages().last == "already current (version: 2)")
  }

  @Test func `the plan of an upgrade tells the locks that were seen, and what fails`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
      "migrations/2_b.migration.schema": """
      upgrade {
        let n = 7
        alter table a add column b int default (random() * 10)::int;
        print "once"
        create index concurrently on a (b);
      }
      """.replacing("create index concurrently", with: "create index"),
      "migrations/3_c.migration.schema": "upgrade {\n  alter table a add column b int;\n}",
    ])
    try shell.run("upgrade to 1\ninsert into a values (1);")
    shell.clear()
    try shell.run("plan upgrade")
    let listing = shell.takeOutput()
    #expect(
      listing.contains { $0.contains("access exclusive on a; rewrites a; ") }, "\(listing)")
    #expect(listing.contains { $0.contains("share on a") }, "\(listing)")
    #expect(
      listing.contains {
        $0.contains("may fail; on a copy") && $0.contains("migrations/3_c.migration.schema:2:3")
      }, "\(listing)")
    // Nothing of it was printed or done, and the real run finds nothing of it.
    #expect(!listing.contains("once"))
    try shell.run("step 4\nkeep\nassert (version) == 2")
    #expect(shell.takeOutput().count { $0 == "once" } == 1)
  }

  @Test func `migrations are taken back step by step`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema":
        "upgrade { create table a (); }\ndowngrade { drop table a; }",
      "migrations/2_b.migration.schema": """
      upgrade { create table b (); create table c (); }
      downgrade { drop table c; drop table b; }
      """,
    ])
    try shell.run("upgrade\nplan downgrade")
    #expect(try shell.run("where").intValue == 0)
    try shell.run("step")
    #expect(try shell.run("(tables).count").intValue == 2)
    try shell.run("step all\nkeep")
    #expect(try shell.run("version").intValue == 1)
    try shell.run("plan downgrade to 0\nstep all\nkeep")
    #expect(try shell.run("(tables).count").intValue == 0)
    try shell.run("plan downgrade")
    #expect(shell.takeMessages().last == "already current (version: 0)")
  }

  @Test func `discarded steps leave nothing, and kept ones are gone on from`() throws {
    let shell = try shell([
      "migrations/1_a.migration.schema": "upgrade { create table a (); create table b (); }"
    ])
    try shell.run("plan upgrade\nstep all\ndiscard")
    #expect(try shell.run("(tables).count").intValue == 0)
    try shell.run("plan upgrade\nstep\nkeep\nconnect scratch as other\nuse scratch")
    #expect(try shell.run("version").intValue == 0)
    try shell.run("disconnect scratch")
  }
}
