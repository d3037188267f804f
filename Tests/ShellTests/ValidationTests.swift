import Lang
import SchemaShell
import Testing

/// `validate`: the models, the ways back, and the live database, each held against the migrations.
@Suite struct ValidationTests {
  private let author = "create table author (id int primary key, name text not null);"

  private func lines(_ shell: ShellHarness) throws -> [String] {
    let failure = try #require(shell.failure("validate"))
    #expect(failure.exitStatus == 1)
    return failure.message.split(separator: "\n").map(String.init)
  }

  @Test func `without files it fails and says so`() throws {
    let shell = try ShellHarness(files: ["models/author.sql": author])
    let failure = try #require(shell.failure("validate"))
    #expect(failure.message == "No migration files found in migrations")
    #expect(failure.exitStatus == 1)
  }

  @Test func `what generate wrote is valid`() throws {
    let shell = try ShellHarness(files: ["models/author.sql": author])
    try shell.run("generate\nvalidate")
    #expect(shell.takeMessages().suffix(2) == ["Validation OK", "Latest version is 1."])
  }

  @Test func `each difference from the models is named`() throws {
    let shell = try ShellHarness(files: [
      "models/author.sql": author,
      "migrations/1_x.migration.schema": """
      upgrade {
        create table author (id int primary key, name text, extra int);
        create table other ();
      }
      """,
    ])
    let lines = try lines(shell)
    #expect(lines.first == "Validation failed")
    #expect(lines.contains("  table public.other should not exist, but the migrations make it"))
    #expect(
      lines.contains("  column public.author.extra should not exist, but the migrations make it"))
    #expect(
      lines.contains(
        "  column public.author.name: expected 'true' for 'isNotNull', but the migrations yield "
          + "'false'"))
    #expect(lines.count == 4)
  }

  @Test func `a hand-written table fails, and generate drops it again`() throws {
    let shell = try ShellHarness(files: ["models/author.sql": author])
    try shell.run("generate")
    let name = "migrations/00000001_initial.migration.schema"
    let text = try shell.read(name)
    try shell.write(
      text.replacing("upgrade {", with: "upgrade {\n  create table foo ();", maxReplacements: 1)
        .replacing("downgrade {", with: "downgrade {\n  drop table foo;"), to: name)
    #expect(try lines(shell).count == 2)
    try shell.run("generate\nvalidate")
    #expect(
      try shell.read("migrations/00000002_unnamed.migration.schema").contains(
        "drop table public.foo;"))
  }

  @Test func `a downgrade that leads elsewhere, or nowhere, is named by its version`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema": """
      upgrade { create table a (id int, x int); }
      downgrade { drop table a; }
      """,
      "migrations/2_b.migration.schema": """
      upgrade { create table b (); alter table a drop column x; alter table a add y int not null; }
      downgrade { alter table a drop column y; alter table a add x text; }
      """,
      "migrations/3_c.migration.schema": """
      upgrade { create table c (); }
      downgrade {
        drop table nope;
      }
      """,
      "migrations/4_d.migration.schema": "upgrade { create table d (); }",
      "migrations/5_e.migration.schema": """
      upgrade without transaction { create index concurrently i on a (id); }
      downgrade without transaction { drop index concurrently i; create table rest (); }
      """,
      "migrations/6_f.migration.schema": """
      upgrade { create table f (); }
      downgrade { drop table f; }
      """,
    ])
    let found = try lines(shell)
    #expect(
      found == [
        "Validation failed",
        "  version 2: the downgrade does not lead back",
        "    column public.a.x: 'type' is 'text' and was 'integer'",
        "    table public.b is left behind",
        "  version 3: the downgrade fails",
        "    migrations/3_c.migration.schema:3:3: table \"nope\" does not exist",
        "  version 5: the downgrade does not lead back",
        "    table public.rest is left behind",
      ])
    shell.session.console.isMachine = true
    _ = shell.failure("validate")
    let json = try #require(shell.takeOutput().last)
    #expect(json.contains("{\"version\": 3, \"verdict\": \"fails\", \"why\": ["))
    #expect(json.contains("\"models\": [], "))
  }

  @Test func `rows of seeds neither run nor stand in the way`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema": """
      upgrade { create table a (id int); }
      seed { insert into a values (1); select 1/0; }
      downgrade { drop table a; }
      """
    ])
    try shell.run("validate")
  }

  @Test func `the live database is what the migrations up to its version make`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema": "upgrade { create table a (id int, x int); }",
      "migrations/2_b.migration.schema": "upgrade { create table b (); }",
    ])
    try shell.run("connect scratch\nupgrade to 1\nvalidate")
    try shell.run("alter table a drop column x;\ncreate table mine ();")
    #expect(
      try lines(shell) == [
        "Validation failed", "  the database, at version 1", "    column public.a.x is missing",
        "    table public.mine is there, and no migration makes it",
      ])
    try shell.run("drop table mine;\nalter table a add x int;\nvalidate")
    try shell.write(
      "upgrade { create table a (id int, x bigint); }", to: "migrations/1_a.migration.schema")
    #expect(
      try lines(shell).contains {
        $0.hasPrefix("    1_a.migration.schema was changed after it was applied")
      })
  }
}
