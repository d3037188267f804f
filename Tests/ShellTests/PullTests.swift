import Foundation
import Lang
import SchemaShell
import Testing

/// `pull` over models that a person wrote: only what differs is touched.
@Suite struct PullTests {
  private static let blog = """
    # The blog of our team.

    /// Who may write.
    enum role { reader, author,   editor }

    /* People first. */
    /// People who write.
    table author {
      id    bigint generated always as identity primary key   -- never reused
      email varchar(200) not null unique        # where we reach them
      name  text not null check (name <> '')
      role  role default 'reader'

      # old ones have none
      born  date                                /// unknown for the very old
      constraint plausible check (born > '1800-01-01')
      index on (lower(name))   # for the search box
      policy own for update using (email = current_user)
    }

    -- What they write.
    table post { id bigint primary key; author_id bigint references author }


    /// Who is old.
    view elders as
      select id, name from author
      where id < 10;   -- by request

    create function half(int) returns int language sql
      as $$ select $1 / 2 $$;

    """

  /// Loads a model into a database, changes the database, pulls, and gives the lines that went and
  /// those that came.
  private func pulled(
    _ files: [String: String], _ sql: String, to place: String
  ) throws -> (shell: ShellHarness, changes: [String: [String]]) {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch\nload \(place)\nsync\n\(sql)\npull")
    var changes: [String: [String]] = [:]
    for (name, before) in files {
      let after = (try? shell.read(name)) ?? ""
      let lines = (before.components(separatedBy: "\n"), after.components(separatedBy: "\n"))
      let difference = lines.1.difference(from: lines.0)
      let shown =
        difference.removals.map { change -> String in
          if case .remove(_, let line, _) = change { "- " + line } else { "" }
        }
        + difference.insertions.map { change in
          if case .insert(_, let line, _) = change { "+ " + line } else { "" }
        }
      if !shown.isEmpty { changes[name] = shown }
    }
    // What was pulled says what the database has, and pulling again changes nothing.
    try shell.run("assert (diff).isEmpty")
    let after = files.keys.map { (try? shell.read($0)) ?? "" }
    shell.clear()
    try shell.run("pull")
    #expect(shell.takeMessages().last?.contains("nothing to do") == true)
    #expect(files.keys.map { (try? shell.read($0)) ?? "" } == after)
    return (shell, changes)
  }

  private func lines(_ sql: String) throws -> [String] {
    try pulled(["blog.schema": PullTests.blog], sql, to: "blog.schema").changes["blog.schema"] ?? []
  }

  @Test func `nothing changes where nothing differs`() throws {
    #expect(try lines("select 1;") == [])
  }

  @Test func `a new column stands behind the one before it`() throws {
    #expect(
      try lines("alter table author add phone text not null default '-';") == [
        "+   phone  text  not null default '-'::text"
      ])
    #expect(
      try lines("alter table post add title text;") == [
        "- table post { id bigint primary key; author_id bigint references author }",
        "+ table post {", "+   id bigint primary key; author_id bigint references author",
        "+   title  text", "+ }",
      ])
  }

  @Test func `a column that goes takes its line and its documentation along`() throws {
    #expect(
      try lines("alter table author drop column born;") == [
        "-   born  date                                /// unknown for the very old",
        "-   constraint plausible check (born > '1800-01-01')",
      ])
  }

  @Test func `a star means what it meant`() throws {
    let changes = try pulled(
      ["m.schema": "table t { a int }\n-- all of it\nview v as select * from t;   # so far\n"],
      "alter table t add b int;", to: "m.schema"
    ).changes["m.schema"]
    #expect(
      changes == [
        "- table t { a int }", "- view v as select * from t;   # so far", "+ table t {",
        "+   a int",
        "+   b  integer", "+ }", "+ view v as", "+  select t.a", "+    from t;   # so far",
      ])
  }

  @Test func `of a column that changes only the clause changes`() throws {
    let changes = try lines(
      """
      drop policy own on author;
      alter table author alter email type text, alter role set default 'author',
        alter name drop not null, alter born set not null;
      create policy own on author for update using (email = current_user);
      """)
    #expect(
      changes == [
        "-   email varchar(200) not null unique        # where we reach them",
        "-   name  text not null check (name <> '')", "-   role  role default 'reader'",
        "-   born  date                                /// unknown for the very old",
        "+   email text not null unique        # where we reach them",
        "+   name  text check (name <> '')", "+   role  role default 'author'::role",
        "+   born  date not null                                /// unknown for the very old",
      ])
  }

  @Test func `constraints, indexes and policies come and go by their lines`() throws {
    let changes = try lines(
      """
      alter table author drop constraint author_email_key, drop constraint plausible,
        add unique (name), add check (length(email) > 3 or name is null);
      drop index author_lower_idx; create index by_role on author (role);
      alter policy own on author using (email = session_user);
      alter table post add check (id > 0);
      """)
    #expect(
      changes == [
        "-   email varchar(200) not null unique        # where we reach them",
        "-   name  text not null check (name <> '')",
        "-   constraint plausible check (born > '1800-01-01')",
        "-   index on (lower(name))   # for the search box",
        "-   policy own for update using (email = current_user)",
        "- table post { id bigint primary key; author_id bigint references author }",
        "+   email varchar(200) not null        # where we reach them",
        "+   name  text not null check (name <> '') unique",
        "+   check ((length((email)::text) > 3) or (name is null))",
        "+   index by_role on (role)",
        "+   policy own for update using ((email)::text = session_user)",
        "+ table post { id bigint primary key check (id > 0); author_id bigint references author }",
      ])
  }

  @Test func `what is said about things is kept where it is said`() throws {
    let changes = try lines(
      """
      comment on table author is 'Writers.'; comment on column author.born is null;
      comment on column author.email is 'One each.'; comment on view elders is e'Old.\\nVery.';
      comment on policy own on author is 'Only mine.';
      """)
    #expect(
      changes == [
        "- /// People who write.",
        "-   born  date                                /// unknown for the very old",
        "- /// Who is old.", "+ /// Writers.",
        "+   /// One each.",
        "+   born  date", "+   /// Only mine.", "+ /// Old.", "+ /// Very.",
      ])
  }

  @Test func `enums, views and functions change by themselves`() throws {
    let changes = try lines(
      """
      alter type role add value 'guest';
      create or replace view elders as select id, name from author where id < 9;
      create or replace function half(int) returns int language sql as 'select $1 / 3';
      """)
    #expect(changes.contains("+ enum role { reader, author, editor, guest }"))
    #expect(changes.contains("+ create function half(integer)"))
    #expect(changes.contains { $0.contains("id < 9") })
    #expect(!changes.contains { $0.contains("author {") || $0.contains("///") })
  }

  @Test func `a table that goes leaves the rest alone, and a new one comes behind its like`() throws
  {
    let (shell, _) = try pulled(
      ["blog.schema": PullTests.blog],
      "drop table post; create table tag (id int primary key, name text not null);",
      to: "blog.schema")
    let text = try shell.read("blog.schema")
    #expect(!text.contains("post"))
    #expect(
      text.contains("  policy own for update using (email = current_user)\n}\n\ntable tag {\n"))
    #expect(text.hasPrefix("# The blog of our team.\n"))
  }

  @Test func `a folder has a file for each new table, and none for what is gone`() throws {
    let files = [
      "models/author.schema": "# people\ntable author { id int primary key }\n",
      "models/post.schema": "table post { id int primary key }\n",
      "models/deep/rest.sql":
        "create table tag (id int primary key);\n-- all\ncreate index i on tag (id);\n",
    ]
    let (shell, changes) = try pulled(
      files,
      """
      drop table post; create table "Odd name" (a int); alter table author add name text;
      alter table tag add name text; create table other (b int);
      """, to: "models")
    #expect(changes["models/author.schema"]?.first == "- table author { id int primary key }")
    #expect(try shell.read("models/author.schema").hasPrefix("# people\ntable author {\n"))
    #expect(shell.failure("load models/post.schema") != nil)
    #expect(try shell.read("models/Odd%20name.schema") == "table \"Odd name\" {\n  a  integer\n}\n")
    #expect(try shell.read("models/other.schema") == "table other {\n  b  integer\n}\n")
    #expect(try shell.read("models/deep/rest.sql").contains("create table public.tag ("))
  }

  @Test func `what a person wrote in a way of its own is found all the same, or named`() throws {
    let model = """
      table t {
        a int
        b int
        # two that could be either
        check (a > 0 or b > 0)
        check (a > 1 or b > 1)
      }
      create index on t (a);
      comment on table t is 'T';
      """
    let (shell, changes) = try pulled(
      ["m.schema": model], "alter table t drop constraint t_check1; drop index t_a_idx;",
      to: "m.schema")
    #expect(changes["m.schema"]?.contains("-   check (a > 1 or b > 1)") == true)
    #expect(try shell.read("m.schema").contains("# two that could be either"))
  }

  /// Lines that PostgreSQL's names do not tell apart.
  private static let doubtful = """
    table t {
      a int   -- first
      # about b
      b int
      # two that could be either
      check (a > 0 or b > 0)   # the one
      check (a>1 or b>1)       # the other
      check (a > 2 or b > 2)   # the third
      index on (a)  -- by a
      index on (b)  -- by b
    }
    create index on t (b, a);

    -- said apart
    alter table t add check (a <> b);

    """

  @Test(arguments: [
    // Their names count them: what is counted otherwise then has to say its name.
    (
      "alter table t drop constraint t_check1;",
      [
        "-   check (a>1 or b>1)       # the other", "-   check (a > 2 or b > 2)   # the third",
        "- alter table t add check (a <> b);",
        "+   constraint t_check2 check (a > 2 or b > 2)   # the third",
        "+ alter table t add constraint t_check3 check (a <> b);",
      ]
    ),
    (
      "alter table t drop constraint t_check2;",
      [
        "-   check (a > 2 or b > 2)   # the third", "- alter table t add check (a <> b);",
        "+ alter table t add constraint t_check3 check (a <> b);",
      ]
    ),
    ("drop index t_b_idx;", ["-   index on (b)  -- by b"]),
    ("drop index t_b_a_idx;", ["- create index on t (b, a);"]),
    (
      "alter table t drop constraint t_check3;",
      ["- -- said apart", "- alter table t add check (a <> b);"]
    ),
    (
      "alter table t add c text, alter a type bigint;",
      ["-   a int   -- first", "+   a bigint   -- first", "+   c  text"]
    ),
  ])
  func `of lines that could each be meant the right one changes, and no other`(
    sql: String, wanted: [String]
  ) throws {
    let (_, changes) = try pulled(["m.schema": PullTests.doubtful], sql, to: "m.schema")
    let told = (changes["m.schema"] ?? []).filter { $0 != "- " && $0 != "+ " }
    #expect(told == wanted, "\(told)")
  }

  @Test func `where a block is written anew its comments stay by their lines`() throws {
    let model = """
      table t {
        # about a
        a int   -- first
        b int   # second
        # in the end
        check (a + b > 0)
        # nothing follows
      }
      comment on column t.a is 'A';

      """
    let shell = try ShellHarness(files: ["m.schema": model])
    try shell.run(
      """
      connect scratch
      load m.schema
      sync
      comment on column t.a is 'B';
      alter table t add c int;
      pull
      assert (diff).isEmpty
      """)
    let lines = try shell.read("m.schema").split(separator: "\n").map(String.init)
    func place(_ text: String) -> Int { lines.firstIndex { $0.contains(text) } ?? -1 }
    #expect(place("# about a") == 1 && place("-- first") <= place("  a "), "\(lines)")
    #expect(lines[max(0, place("# second"))].contains(" b "), "\(lines)")
    #expect(place("# nothing follows") == (lines.firstIndex(of: "}") ?? 0) - 1, "\(lines)")
  }

  @Test func `what was changed in the models is not written over unsaid`() throws {
    let shell = try ShellHarness(files: ["m.schema": "table t { a int }\ntable u { b int }\n"])
    try shell.run("connect scratch\nload m.schema\nsync")
    try shell.write("table t { a bigint }\ntable u { b int }\n", to: "m.schema")
    try shell.run("alter table u add c text;")
    let failure = try #require(shell.failure("pull"))
    #expect(
      failure.message
        == "the models have changed since they and the database agreed:\n  table public.t")
    #expect(try shell.read("m.schema") == "table t { a bigint }\ntable u { b int }\n")
    var questions: [String] = []
    shell.session.console.ask = {
      questions.append($0)
      return "n"
    }
    try shell.run("pull")
    #expect(questions == ["write over it? [y/n] "])
    #expect(try shell.read("m.schema") == "table t { a bigint }\ntable u { b int }\n")
    shell.session.console.ask = nil
    try shell.run("pull overwriting models\nassert (diff).isEmpty")
    #expect(try shell.read("m.schema").hasPrefix("table t { a integer }\ntable u {\n  b int\n"))
    // Nobody knows what two agreed on that never met.
    try shell.write("table t { a int }\ntable mine { b int }\n", to: "other.schema")
    let other = try #require(shell.failure("pull to other.schema"))
    #expect(
      other.message
        == "the models say otherwise, and nobody knows since when:\n  table public.mine")
    #expect(shell.failure("pull to broken/x.schema") == nil)
  }

  @Test func `files that cannot be read are left alone`() throws {
    let shell = try ShellHarness(files: ["m.schema": "table t { a int\n"])
    try shell.run("connect scratch\ncreate table t (a int);")
    #expect(shell.failure("pull to m.schema")?.reason == .syntax)
    #expect(try shell.read("m.schema") == "table t { a int\n")
  }

  @Test func `plain SQL is pulled into plain SQL`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch\ncreate table t (a int primary key);\npull to all.sql")
    let text = try shell.read("all.sql")
    #expect(text.hasPrefix("create table public.t ("))
    try shell.write("-- by hand\n" + text, to: "all.sql")
    try shell.run("alter table t add b text;\npull to all.sql\nassert (diff).isEmpty")
    #expect(try shell.read("all.sql").hasPrefix("-- by hand\ncreate table public.t ("))
    #expect(try shell.read("all.sql").contains("b text"))
  }
}
