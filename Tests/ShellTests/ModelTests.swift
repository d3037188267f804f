import Foundation
import Lang
import Postgres
import SchemaShell
import Testing

/// What models say, and what PostgreSQL makes of it.
@Suite struct ModelTests {
  private static let blog = """
    /// Who may write.
    enum role { reader, author, 'chief editor' }

    /// People who write posts.
    /// They may have many.
    table author {
      id     bigint   generated always as identity primary key
      email  text     not null unique check (email ~~ '%@%'::text)
      name   text     not null
      role   role     not null default 'reader'::role
      born   date  /// unknown for the very old
      speed  integer  default 1  /// how fast
      constraint plausible check ((speed > 0) or (born is null))
      /// by the name
      index author_lower_idx on (lower(name))
      policy own_row for update using (email = current_user)
      grant select to model_test_reporting
      enable row level security
    }

    table post {
      id         bigint                    generated always as identity primary key
      author_id  bigint                    not null references author on delete cascade
      published  timestamp with time zone
      unique index one_title on (author_id, published) where (published is not null)
      trigger touch before update for each row execute function touch()
    }

    view published_post as
     select post.id,
        post.author_id
       from post
      where (post.published is not null);

    """

  private func sql(_ text: String) throws -> [String] {
    let shell = try ShellHarness(files: ["m.schema": text])
    try shell.run("ddl m.schema")
    return shell.takeOutput()
  }

  @Test func `models are asked for as their files are now`() throws {
    let shell = try ShellHarness(files: ["models/a.sql": "create table a (id int);"])
    try shell.run("connect scratch\nload models\nsync")
    #expect(try shell.run("(diff).count").intValue == 0)
    try shell.write("create table a (id int, name text);", to: "models/a.sql")
    try shell.write("create table b ();", to: "models/b.sql")
    #expect(try shell.run("(diff).count").intValue == 2)
    // What stands in none of them stays.
    try shell.run("table c { id int }\nsync")
    try shell.write("create table a (id int);", to: "models/a.sql")
    #expect(try shell.run("(diff).count").intValue == 0)
    try shell.write("create table a (id unheard_of);", to: "models/a.sql")
    #expect(shell.failure("load models\ndiff")?.message == "type \"unheard_of\" does not exist")
  }

  @Test func `what a person writes is what pull writes`() throws {
    let touch =
      "create function touch()\nreturns trigger\nlanguage plpgsql\nas $$ begin return new; end $$;"
    let shell = try ShellHarness(files: ["blog.schema": ModelTests.blog + touch + "\n"])
    try shell.run("connect scratch\nload blog.schema\nsync\npull to out.schema")
    let text = try shell.read("out.schema")
    #expect(text.contains(ModelTests.blog.prefix { $0 != "t" }))
    for part in ModelTests.blog.components(separatedBy: "\n\n") { #expect(text.contains(part)) }
    #expect(text.contains("create function touch()\nreturns trigger"))
    try shell.run("diff out.schema to blog.schema")
    #expect(shell.takeMessages().last == "no differences")
  }

  @Test func `the order of declarations and of files does not matter`() throws {
    let parts = ModelTests.blog.components(separatedBy: "\n\n")
    let shell = try ShellHarness()
    let touch =
      "create function touch() returns trigger language plpgsql as 'begin return new; end';\n"
    for (index, part) in parts.reversed().enumerated() {
      try shell.write(part, to: "models/deep/\(index).schema")
    }
    try shell.write(touch, to: "models/z.sql")
    try shell.write(touch + ModelTests.blog, to: "all.schema")
    try shell.run("diff \"models\" to all.schema")
    #expect(shell.takeMessages().last == "no differences")
  }

  @Test func `columns may be called what lines start with`() throws {
    let words = [
      "index", "policy", "trigger", "rule", "statistics", "enable", "owner", "cluster", "set",
      "exclude", "revoke", "was", "like_it", "alter", "replica", "comment",
    ]
    let lines = words.map { "  \($0) text" }.joined(separator: "\n")
    let ddl = try sql("table t {\n\(lines)\n}")
    #expect(
      ddl == ["create table public.t ("] + words.dropLast().map { "  \($0) text," }
        + ["  comment text", ");"])
  }

  @Test func `a table's head says what create table says around its columns`() throws {
    let ddl = try sql(
      """
      type pair as (a int, b text);
      table typed of pair { a with options primary key }
      unlogged table quick with (fillfactor = 50) { a int }
      table base { id int }
      table heir inherits (base) { extra text }
      table event partition by range (at) {
        at   date not null
        what text
        primary key (at)
      }
      table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01') { }
      table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01') {
        what text
        at   date not null
        index on (what)
      }
      table event_rest partition of event default { }
      """)
    let text = ddl.joined(separator: "\n")
    #expect(text.contains("create table public.typed of public.pair"))
    #expect(text.contains("create unlogged table public.quick"))
    #expect(text.contains("with (fillfactor='50')"))
    #expect(text.contains("inherits (public.base)"))
    #expect(text.contains("partition by RANGE (at)"))
    #expect(text.contains("attach partition public.event_2024 FOR VALUES FROM ('2024-01-01')"))
    #expect(text.contains("attach partition public.event_2025 FOR VALUES FROM ('2025-01-01')"))
    #expect(text.contains("attach partition public.event_rest DEFAULT"))
    #expect(text.contains("event_2025_what_idx"))
  }

  @Test func `what concerns a table stands in its block`() throws {
    let ddl = try sql(
      """
      schema billing;
      table billing.invoice {
        id    int primary key
        total numeric(10, 2) default 0 check (total >= 0)
        next  int references billing.invoice on delete set null on update cascade default 3
        other int constraint named references billing.invoice (id) deferrable initially deferred
        span  int4range
        exclude using gist (span with &&)
        constraint late check (total < 1000) not valid
        unique (total, other)
        foreign key (other) references billing.invoice
        index using_gin on using gin (to_tsvector('simple', id::text))
        statistics billing.totals (ndistinct) on total, other
        rule keep as on delete do instead nothing
        constraint trigger watch after insert or update of total deferrable
          for each row when (new.total > 5) execute function suppress_redundant_updates_trigger()
        replica identity full
        force row level security
        alter column total set statistics 500
        disable trigger watch
        grant select (id, total), update (total) to model_test_reporting with grant option
      }
      """)
    let text = ddl.joined(separator: "\n").lowercased()
    for part in [
      "foreign key (next) references billing.invoice(id) on update cascade on delete set null",
      "constraint named foreign key (other) references billing.invoice(id) deferrable initially",
      "exclude using gist (span with &&)", "not valid", "unique (total, other)",
      "using gin (to_tsvector", "create statistics billing.totals",
      "create rule keep as\n    on delete to billing.invoice do instead nothing",
      "create constraint trigger watch", "replica identity full", "force row level security",
      "set statistics 500", "disable trigger watch", "grant select (id, total), update (total)",
      "with grant option",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `documentation above plain SQL is its comment, too`() throws {
    let ddl = try sql(
      """
      /// Adds.
      ///   Both.
      create or replace function plus(a int, b int = 1) returns int language sql return a + b;
      /// A point.
      type point3 as (x int, y int, z int);
      /// Number's name
      domain word as text;
      """)
    #expect(
      ddl.contains(
        "comment on function public.plus(integer, integer) is 'Adds.\n  Both.';"
          .components(separatedBy: "\n")[0]))
    #expect(ddl.contains("comment on type public.point3 is 'A point.';"))
    #expect(ddl.contains("comment on domain public.word is 'Number''s name';"))
  }

  @Test func `a mistake is shown where it stands`() throws {
    let shell = try ShellHarness(files: [
      "bad.schema": """
      table a {
        id  int primary key
        # a comment that SQL does not know
        x   nowhere
      }
      table b {
        id  int
        a   int not null references missing on delete cascade
        index on (nothing)
        policy p using (nothing = 1)
      }
      table b { other int }
      enum e { a, b c }
      /// nobody
      view v as select 1 frm a;
      """
    ])
    let syntax = try #require(shell.failure("load bad.schema"))
    #expect(syntax.diagnostics.map { $0.location?.description } == ["bad.schema:13:13"])
    try shell.write(try shell.read("bad.schema").replacing("b c", with: "b"), to: "bad.schema")
    let failure = try #require(shell.failure("load bad.schema"))
    let shown = failure.diagnostics.map { diagnostic in
      let place = diagnostic.location.map { "\($0.position.line):\($0.position.column)" } ?? ""
      let marked = diagnostic.location.map { $0.source[$0.span] } ?? ""
      return "\(place) \(marked): \(diagnostic.message)"
    }
    #expect(
      shown == [
        "4:7 nowhere: type \"nowhere\" does not exist",
        "8:20 references missing on delete cascade: relation \"missing\" does not exist",
        "9:3 index on (nothing): column \"nothing\" does not exist",
        "10:3 policy p using (nothing = 1): column \"nothing\" does not exist",
        "12:1 table b { other int }: relation \"b\" already exists",
        "15:24 a: syntax error at or near \"a\"",
      ])
    #expect(failure.diagnostics[4].notes.first?.location?.position.line == 6)
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    components(separatedBy: old).joined(separator: new)
  }
}
