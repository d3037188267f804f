import Lang
import SchemaShell
import Testing

/// `plan online` and `generate online`: what changes while others work.
@Suite struct OnlineTests {
  private static let old = """
    create table author (id int primary key);
    create table post (id int primary key, title text, author int, n int, code text);
    create index post_title on post (title);
    alter table post add constraint code_once unique (code);
    """

  private func plan(_ old: String, _ new: String) throws -> [String] {
    let shell = try ShellHarness(files: ["old.sql": old, "new.sql": new])
    let steps = try shell.run("(plan old.sql to new.sql online proving).steps")
    return try steps.listValue?.compactMap { step in
      try step.hostObject?.member("sql", shell.interpreter)?.textValue
    } ?? []
  }

  @Test func `an index is built beside the one that it replaces`() throws {
    let new = Self.old.replacing("on post (title)", with: "on post (lower(title))")
    #expect(
      try plan(Self.old, new) == [
        "alter index public.post_title rename to post_title_replaced",
        "CREATE INDEX concurrently post_title ON public.post USING btree (lower(title))",
        "drop index concurrently public.post_title_replaced",
      ])
  }

  @Test func `a key goes and comes back in one moment with what refers to it`() throws {
    let old = """
      create table a (x int not null, y int not null, constraint key primary key (x));
      create table b (x int references a);
      """
    let new = old.replacing("key (x)", with: "key (x, y), unique (x)")
      .replacing("references a", with: "references a (x)")
    #expect(
      try plan(old, new) == [
        "set lock_timeout to '3s'",
        "alter table public.a rename constraint key to key_replaced",
        "reset lock_timeout",
        "create unique index concurrently a_x_key on public.a (x)",
        "set lock_timeout to '3s'",
        "alter table public.a add constraint a_x_key unique using index a_x_key",
        "reset lock_timeout",
        "create unique index concurrently key on public.a (x, y)",
        "set lock_timeout to '3s'",
        "alter table public.b drop constraint b_x_fkey",
        "alter table public.a drop constraint key_replaced",
        "alter table public.a add constraint key primary key using index key",
        "alter table public.b add constraint b_x_fkey FOREIGN KEY (x) REFERENCES public.a(x) not valid",
        "reset lock_timeout",
        "alter table public.b validate constraint b_x_fkey",
      ])
  }

  @Test func `a foreign key of a partitioned table takes over those of its partitions`() throws {
    let old = """
      create table a (id int primary key);
      create table w (id int, a int) partition by list (id);
      create table w1 partition of w for values in (1);
      """
    #expect(
      try plan(old, old + "alter table w add constraint k foreign key (a) references a;") == [
        "set lock_timeout to '3s'",
        "alter table public.w1 add constraint k FOREIGN KEY (a) REFERENCES public.a(id) not valid",
        "reset lock_timeout",
        "alter table public.w1 validate constraint k",
        "set lock_timeout to '3s'",
        "alter table public.w add constraint k FOREIGN KEY (a) REFERENCES public.a(id)",
        "reset lock_timeout",
      ])
  }

  @Test func `a foreign key of a partitioned table holds until the next one does`() throws {
    let old = """
      create table a (id int primary key);
      create table w (id int, a int, constraint k foreign key (a) references a)
        partition by list (id);
      create table w1 partition of w for values in (1);
      """
    let new = old.replacing("references a)", with: "references a on delete cascade)")
    let key = "FOREIGN KEY (a) REFERENCES public.a(id) ON DELETE CASCADE"
    #expect(
      try plan(old, new) == [
        "set lock_timeout to '3s'",
        "alter table public.w1 add constraint w1_k_fkey \(key) not valid",
        "reset lock_timeout",
        "alter table public.w1 validate constraint w1_k_fkey",
        "set lock_timeout to '3s'",
        "alter table public.w drop constraint k",
        "alter table public.w add constraint k \(key)",
        "reset lock_timeout",
      ])
  }

  @Test func `what is made anew as a whole keeps nothing else locked`() throws {
    let old = """
      create table a (id int primary key, n int);
      create materialized view m as select id from a;
      """
    let new = old.replacing("n int", with: "n int not null")
      .replacing("select id", with: "select id, n")
    let steps = try plan(old, new)
    let set = try #require(steps.firstIndex { $0.contains("drop constraint a_n_is_set") })
    #expect(
      Array(steps[set...].prefix(3).map { $0.prefix(28) }) == [
        "alter table public.a drop co", "set lock_timeout to '3s'", "drop materialized view publi",
      ])
  }

  @Test func `an index does not outlive the new types of its columns`() throws {
    let steps = try plan(
      "create table a (x int, y int); create index i on a (y);",
      "create table a (x bigint, y bigint); create index i on a (y, x);")
    #expect(steps.first == "drop index concurrently public.i")
    #expect(
      steps.contains(
        "alter table public.a\n  alter column x type bigint,\n  alter column y type bigint"))
    #expect(!steps.contains { $0.contains("replaced") })
  }

  @Test func `what works on rows does so before anything is replaced`() throws {
    let old = """
      create table a (id int primary key, n int, name text);
      create table b (id int primary key, title text, code text);
      create view joined as select a.n, a.name, b.title from a join b using (id);
      """
    let new = old.replacing("n int, name text", with: "n int, name varchar(9) not null")
      .replacing("title text, code text", with: "title text not null, code text, rank int not null")
      .replacing("b.title from", with: "b.title, b.rank from")
    let shell = try ShellHarness(files: ["old.sql": old, "new.sql": new])
    let plan = "plan old.sql to new.sql online filling b.rank with 1"
    let sql = try shell.run("(\(plan) proving).sql").textValue ?? ""
    let gone = try #require(sql.firstRange(of: "drop view"))
    let back = try #require(sql.firstRange(of: "create view"))
    for early in ["column rank set not null", "column title set not null", "set rank = 1"] {
      let place = try #require(sql.firstRange(of: early))
      #expect(place.upperBound < gone.lowerBound, "\(early)")
    }
    let within = sql[gone.upperBound..<back.lowerBound]
    #expect(within.contains("column name type character varying(9)"))
    let told = shell.takeMessages().filter { $0.contains("not online") }
    #expect(told.allSatisfy { $0.contains("a.name") }, "\(told)")
  }

  @Test func `a unique constraint rests on an index that was built beside the traffic`() throws {
    let new = Self.old.replacing("unique (code)", with: "unique nulls not distinct (code, n)")
    let steps = try plan(Self.old, new)
    #expect(
      steps == [
        "set lock_timeout to '3s'",
        "alter table public.post rename constraint code_once to code_once_replaced",
        "reset lock_timeout",
        """
        create unique index concurrently code_once on public.post (code, n) nulls not distinct
        """,
        "set lock_timeout to '3s'",
        "alter table public.post drop constraint code_once_replaced",
        "alter table public.post add constraint code_once unique using index code_once",
        "reset lock_timeout",
      ])
  }

  @Test func `constraints are promised first and looked at later`() throws {
    let new =
      Self.old + """
        alter table post add check (n > 0), add foreign key (author) references author,
          alter column title set not null;
        """
    let steps = try plan(Self.old, new)
    #expect(steps.count { $0.hasSuffix("not valid") } == 3)
    #expect(steps.count { $0.contains(" validate constraint ") } == 3)
    #expect(steps.count { $0.contains(" set not null") } == 1)
  }

  @Test func `what cannot be done online is said`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table t (n int);", "new.sql": "create table t (n bigint);",
    ])
    try shell.run("plan old.sql to new.sql online")
    #expect(
      shell.takeMessages().contains {
        $0.contains(
          "not online: column public.t.n: every row is written anew under access exclusive")
      })
  }

  @Test func `generated migrations fill rows in portions and run on rows`() throws {
    let shell = try ShellHarness(files: [
      "models/a.sql": "create table post (id int primary key, title text);"
    ])
    try shell.run("connect scratch\nload models\ngenerate\nupgrade")
    try shell.run("insert into post select i, 'T' || i from generate_series(1, 2000) i;")
    try shell.write(
      """
      create table post (id int primary key, title text, slug text not null);
      create unique index post_slug on post (slug);
      """, to: "models/a.sql")
    try shell.run("load models\ngenerate slugs online filling post.slug with \"lower(title)\"")
    let text = try shell.read("migrations/00000002_slugs.migration.schema")
    #expect(text.contains("upgrade without transaction {"))
    #expect(text.contains("for part in ("))
    #expect(text.contains("create unique index concurrently post_slug"))
    try shell.run("upgrade")
    #expect(
      try shell.run("(select count(distinct slug) from post where slug = lower(title)).value")
        .intValue == 2000)
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    try shell.run("validate\ndowngrade")
  }

  @Test func `steps fill rows in portions, and so does the script of a plan`() throws {
    for isScript in [false, true] {
      let shell = try ShellHarness(files: [
        "models/a.sql": "create table post (title text, slug text not null);"
      ])
      try shell.run(
        """
        connect scratch
        create table post (title text);
        insert into post select repeat('T', 400) || i from generate_series(1, 12000) i;
        load models
        """)
      let plan = "plan online filling post.slug with \"lower(title)\""
      if isScript {
        try shell.run("\(plan) to file fill.schema")
        try shell.run(try shell.read("fill.schema"), named: "fill.schema")
      } else {
        let steps = try shell.run("(\(plan)).count").intValue ?? 0
        try shell.run(plan)
        for _ in 0..<steps { try shell.run("try { step } catch e { keep\nstep }") }
        try shell.run("keep")
        let shown = shell.takeOutput().joined(separator: "\n")
        #expect(shown.contains("update public.post set slug = lower(title) where slug is null;"))
        #expect(shown.contains("a few pages at a time, each committed by itself"))
      }
      #expect(try shell.run("(diff).isEmpty").boolValue == true)
      let portions = try shell.run("(select count(distinct xmin::text) from post).value").intValue
      #expect((portions ?? 0) > 1)
      #expect(
        try shell.run("(select count(*) from post where slug = lower(title)).value").intValue
          == 12000)
    }
  }

  @Test func `a build that fails leaves nothing behind when the run goes on`() throws {
    let shell = try ShellHarness(files: [
      "models/a.sql": "create table post (id int primary key, title text);"
    ])
    try shell.run("connect scratch\nload models\ngenerate\nupgrade")
    try shell.run("insert into post values (1, 'same'), (2, 'same');")
    try shell.write(
      "create table post (id int primary key, title text unique);", to: "models/a.sql")
    try shell.run("load models\ngenerate once online")
    #expect(shell.failure("upgrade")?.details["sqlstate"] == "23505")
    try shell.run("update post set title = id::text;\nupgrade")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(
      try shell.run("(select count(*) from pg_index where not indisvalid).value").intValue == 0)
  }
}
