import Lang
import SchemaShell
import Testing

/// Databases that were there before: taken over as they are, from another tool, or made anew.
@Suite struct AdoptionTests {
  private func shell(_ files: [String: String], _ sql: String) throws -> ShellHarness {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch\n" + sql)
    return shell
  }

  /// Version, name and state of each migration.
  private func states(_ shell: ShellHarness) throws -> [String] {
    try shell.run("list")
    return shell.takeOutput().filter { $0.contains("|") }.dropFirst().map { line in
      line.split(separator: "|").prefix(3).map { $0.trimmed }.joined(separator: " ")
    }
  }

  // MARK: - Baseline

  @Test func `a database without a history is taken to be at a version`() throws {
    let shell = try shell(
      [
        "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
        "migrations/2_b.migration.schema": "upgrade { create table b (); }",
      ], "create table a (id int);")
    let failure = try #require(shell.failure("baseline"))
    #expect(
      failure.message == """
        the database is not what the migrations up to version 2 make
          table public.b is missing
        """)
    try shell.run("baseline 1")
    #expect(try states(shell) == ["1 a adopted", "2 b pending"])
    #expect(shell.failure("baseline 1")?.message == "the database is at version 1 already")
    try shell.run("upgrade\nvalidate")
    #expect(try states(shell) == ["1 a adopted", "2 b applied"])
  }

  @Test func `as it is, it is not looked at`() throws {
    let shell = try shell(
      ["migrations/1_a.migration.schema": "upgrade { create table a (id int); }"], "")
    try shell.run("baseline as it is")
    #expect(try shell.run("version").intValue == 1)
    #expect(shell.failure("baseline 7")?.message == "there is no version 7")
  }

  @Test func `pull, generate and baseline adopt any database`() throws {
    let shell = try shell(
      [:], "create table a (id int primary key, name text);\ninsert into a values (1);")
    try shell.run("pull to models\nload models\ngenerate\nbaseline\nvalidate")
    #expect(try shell.run("version").intValue == 1)
    #expect(try shell.run("(select count(*) from a).value").intValue == 1)
  }

  // MARK: - Other tools

  private let tables = "create table a (id int);\ncreate table b (id int);\n"

  @Test func `golang-migrate`() throws {
    let files = [
      "db/1_a.up.sql": "create table a (id int)", "db/1_a.down.sql": "drop table a;",
      "db/000020_b.up.sql": "-- two\ncreate table b (id int); -- end", "db/000020_b.down.sql": "",
      "db/30_c.up.sql": "create index concurrently i on a (id);", "db/README.md": "no migration",
    ]
    let table = "create table schema_migrations (version bigint primary key, dirty boolean);\n"
    let shell = try shell(
      files, tables + table + "insert into schema_migrations values (20, false);")
    try shell.run("adopt from db dropping the old table")
    #expect(try states(shell) == ["1 a adopted", "20 b adopted", "30 c pending"])
    #expect(
      try shell.read("migrations/00000001_a.migration.schema") == """
        upgrade {
        create table a (id int)
        ;
        }
        downgrade {
        drop table a;
        }

        """)
    try shell.run("upgrade")
    #expect(try shell.run("version").intValue == 30)
    #expect(try shell.run("(tables).count").intValue == 2)

    let dirty = try self.shell(files, table + "insert into schema_migrations values (20, true);")
    #expect(
      dirty.failure("adopt from db")?.message == "golang-migrate left version 20 half done")
  }

  @Test func `dbmate`() throws {
    let shell = try shell(
      [
        "db/20240101000000_a.sql": """
        -- migrate:up
        create table a (id int);

        -- migrate:down
        drop table a;
        """,
        "db/20240102000000_b.sql": """
        -- migrate:up transaction:false
        create table b (id int);
        """,
      ],
      tables + """
        create table schema_migrations (version varchar(128) primary key);
        insert into schema_migrations values ('20240101000000'), ('20240102000000');
        """)
    try shell.run("adopt from db")
    #expect(try states(shell) == ["20240101000000 a adopted", "20240102000000 b adopted"])
    #expect(
      try shell.read("migrations/20240102000000_b.migration.schema")
        .hasPrefix("upgrade without transaction {\ncreate table b"))
    try shell.run("drop table schema_migrations;\nvalidate")
    try shell.run("upgrade")
    #expect(shell.takeMessages().last == "already current (version: 20240102000000)")
  }

  @Test func `sqlx`() throws {
    let shell = try shell(
      [
        "db/1_a.up.sql": "create table a (id int);", "db/1_a.down.sql": "drop table a;",
        "db/2_b.up.sql": "-- no-transaction\ncreate table b (id int);",
        "db/3_c.up.sql": "create table c ();",
      ],
      tables + """
        create table _sqlx_migrations (version bigint primary key, description text not null,
          installed_on timestamptz not null, success boolean not null, checksum bytea not null,
          execution_time bigint not null);
        insert into _sqlx_migrations values (1, 'a', '2024-01-02 03:04:05Z', true, '', 5000000),
          (2, 'b', '2024-01-03 03:04:05Z', true, '', 7000);
        """)
    try shell.run("adopt from db")
    #expect(try states(shell) == ["1 a adopted", "2 b adopted", "3 c pending"])
    #expect(
      try shell.run(
        """
        (select string_agg(duration || ' ' || (applied_at at time zone 'utc')::date, ', ')
          from schemashell.migration).value
        """
      ).textValue == "00:00:00.005 2024-01-02, 00:00:00.000007 2024-01-03")
    try shell.run("upgrade")
  }

  @Test func `Prisma`() throws {
    let shell = try shell(
      [
        "prisma/20240101000000_init/migration.sql": "CREATE TABLE a (id int);",
        "prisma/20240102000000_more/migration.sql": "CREATE TABLE b (id int);",
        "prisma/migration_lock.toml": "provider = \"postgresql\"",
      ],
      tables + """
        create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64) not null,
          finished_at timestamptz, migration_name varchar(255) not null, logs text,
          rolled_back_at timestamptz, started_at timestamptz not null default now(),
          applied_steps_count int not null default 0);
        insert into _prisma_migrations values
          ('x', '', null, '20240102000000_more', 'failed', now(), now(), 0),
          ('y', '', now(), '20240101000000_init', null, null, now() - interval '1 s', 1),
          ('z', '', now(), '20240102000000_more', null, null, now(), 1);
        """)
    try shell.run("adopt from prisma")
    #expect(try states(shell) == ["20240101000000 init adopted", "20240102000000 more adopted"])
  }

  @Test func `Flyway`() throws {
    let shell = try shell(
      [
        "db/V1__a.sql": "create table a (id int);", "db/V1.10__last.sql": "create table c ();",
        "db/V1_2__b_too.sql": "create table b (id int);", "db/U1.2__b_too.sql": "drop table b;",
        "db/R__views.sql": "create or replace view v as select id from a;",
      ],
      tables + """
        create view v as select id from a;
        create table flyway_schema_history (installed_rank int primary key, version varchar(50),
          description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null,
          checksum int, installed_by varchar(100) not null, installed_on timestamp default now(),
          execution_time int not null, success boolean not null);
        insert into flyway_schema_history values
          (1, '1', 'a', 'SQL', '', 0, 'fly', now(), 3, true),
          (2, '1.2', 'b', 'SQL', '', 0, 'fly', now(), 3, true),
          (3, '1.10', 'c', 'SQL', '', 0, 'fly', now(), 3, true),
          (4, '1.10', 'c', 'UNDO_SQL', '', 0, 'fly', now(), 3, true),
          (5, null, 'views', 'SQL', '', 0, 'fly', now(), 3, true);
        """)
    // The undone one stands between what is there: it is pending, and comes before.
    try shell.run("adopt from db as it is")
    #expect(
      try states(shell) == [
        "1 v1_a adopted", "2 v1_2_b_too adopted", "3 v1_10_last pending", "4 views adopted",
      ])
    try shell.run("upgrade allowing gaps\ndrop table flyway_schema_history;\nvalidate")
  }

  @Test(arguments: [
    """
    create table _conduit_version_pgsql (versionNumber int not null unique,
      dateOfUpgrade timestamp not null);
    insert into _conduit_version_pgsql values (1, now()), (2, now());
    """,
    """
    create table _aqueduct_version_pgsql (versionNumber int not null unique,
      dateOfUpgrade timestamp not null);
    insert into _aqueduct_version_pgsql values (1, now());
    """,
    """
    create table alembic_version (version_num varchar(32) primary key);
    insert into alembic_version values ('1975ea83b712');
    """,
    """
    create table schema_migrations (version varchar primary key);
    create table ar_internal_metadata (key varchar primary key, value varchar);
    insert into schema_migrations values ('20240101000000');
    """,
  ])
  func `tools whose migrations are no SQL are taken over with what was generated`(
    sql: String
  ) throws {
    let shell = try shell(["models/a.sql": tables], tables)
    try shell.run("load models\ngenerate")
    let alone = shell.failure("adopt")
    #expect(alone?.message == "the database has no version table of any tool that is known")
    try shell.run(sql)
    #expect(
      shell.failure("adopt from models")?.message == "there are migrations in migrations already")
    if sql.contains("ar_internal") {
      // What belongs to the other tool besides its version table is no table of ours.
      #expect(
        shell.failure("adopt")?.message.contains("ar_internal_metadata is there") == true)
      try shell.run("drop table ar_internal_metadata;\nadopt dropping the old table as it is")
    } else {
      try shell.run("adopt dropping the old table")
    }
    #expect(try shell.run("version").intValue == 1)
    try shell.run("upgrade\nvalidate")
    #expect(
      shell.failure("adopt")?.message == "the database has a history of ours already: version 1")
  }

  // MARK: - Anew

  @Test func `rebuild is refused unless told, and makes everything anew`() throws {
    let shell = try shell(["models/a.sql": "create table a (id int);"], "create table theirs ();")
    try shell.run("generate\nupgrade\ninsert into a values (1);")
    try shell.write(
      "create table a (id bigint primary key); create view v as select * from a;",
      to: "models/a.sql")
    try shell.write("upgrade { create table b (); }", to: "migrations/2_b.migration.schema")
    try shell.run("upgrade\nload models")
    let failure = try #require(shell.failure("rebuild"))
    #expect(failure.message.hasPrefix("Aborted"))
    #expect(failure.exitStatus == 1)
    #expect(try shell.run("(select count(*) from a).value").intValue == 1)
    #expect(try states(shell).count == 2)

    shell.session.console.ask = { _ in "another" }
    #expect(shell.failure("rebuild")?.message.hasPrefix("Aborted") == true)
    try shell.run("rebuild anew allowing data loss")
    #expect(try states(shell) == ["1 anew applied"])
    #expect(try shell.run("(select count(*) from v).value").intValue == 0)
    #expect(try shell.run("(tables).count").intValue == 3)
    try shell.run("drop table theirs;\nvalidate")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
  }

  @Test func `the name of the database is typed in a terminal, or yes is said before`() throws {
    let shell = try shell(["models/a.sql": "create table a (id int);"], "")
    try shell.run("generate\nupgrade")
    let name = try shell.run("(select current_database()).value").textValue ?? ""
    shell.session.console.ask = { _ in name }
    try shell.run("rebuild")
    shell.session.console.ask = nil
    shell.session.assumesYes = true
    try shell.run("rebuild")
    #expect(try shell.run("version").intValue == 1)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
