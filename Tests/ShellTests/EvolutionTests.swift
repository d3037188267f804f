import Lang
import SchemaShell
import Testing

/// From one model to another, with rows in the tables: what is generated does it, and leads back.
///
/// The numbers are those of the list of what Conduit's and DenoGres's tests asserted.
@Suite struct EvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var file = "models/m.sql"
    var old = ""
    let new: String
    /// Run between the two.
    var rows = "select 1;"
    /// Pieces of the migration that leads from old to new, in their order.
    var expects: [String] = []
    /// A query on the new database, and its value.
    var asks: (String, String)?
  }

  private static let parent = "create table p (id int primary key);"

  static let cases: [Case] = [
    Case(
      testDescription: "1 tables come first, foreign keys afterwards",
      new: "create table c (id int primary key, p_id int references p);" + parent,
      expects: ["create table public.c", "create table public.p", "c_p_id_fkey"]),
    Case(
      testDescription: "2 the order of declarations does not matter",
      new: "create table c (p_id int references b);create table b (id int primary key);"),
    Case(
      testDescription: "3 tables that refer to each other, to themselves, in a circle",
      file: "models/m.schema",
      new: """
        table a {
          id int primary key
          b_id int references b
          a_id int references a
        }
        table b {
          id int primary key
          c_id int references c
          a_id int references a
        }
        table c {
          id int primary key
          a_id int references a
        }
        """),
    Case(
      testDescription: "4 a new table refers to an old one, an old one to a new one",
      old: parent,
      new: """
        create table p (id int primary key, n_id int);
        create table n (id int primary key, p_id int references p);
        alter table p add foreign key (n_id) references n;
        """, rows: "insert into p values (1);"),
    Case(
      testDescription: "5 a new foreign key column with its index and its action",
      old: parent + "create table c (id int);",
      new: parent + """
        create table c (id int, p_id int references p on delete set null);
        create index on c (p_id);
        """, rows: "insert into c values (1);",
      expects: ["add column p_id integer", "on delete set null"]),
    Case(
      testDescription: "6 a foreign key that is unique, too",
      old: parent + "create table c (id int);",
      new: parent + "create table c (id int, p_id int unique references p);"),
    Case(
      testDescription: "7 columns go although rows and foreign keys use them",
      old: parent + "create table c (id int, p_id int references p, plain int);",
      new: parent + "create table c (id int);",
      rows: "insert into p values (1); insert into c values (1, 1, 1);",
      asks: ("select count(*) from c", "1")),
    Case(
      testDescription: "8 another action on delete is another constraint",
      old: parent + "create table c (p_id int references p on delete set null);",
      new: parent + "create table c (p_id int references p on delete cascade);",
      rows: "insert into p values (1); insert into c values (1);",
      expects: ["drop constraint c_p_id_fkey", "on delete cascade"]),
    Case(
      testDescription: "9 not null and the action change together",
      old: parent + "create table c (p_id int references p on delete set null);",
      new: parent + "create table c (p_id int not null references p on delete restrict);",
      rows: "insert into p values (1); insert into c values (1);"),
    Case(
      testDescription: "10 tables that refer to each other go",
      old: parent + "create table c (p_id int references p);"
        + "create table x (id int primary key, y int); create table y (id int primary key"
        + " references x); alter table x add foreign key (y) references y;",
      new: "create table stays ();",
      rows: "insert into p values (1); insert into c values (1);"),
    Case(
      testDescription: "11 what is gone from the models is dropped",
      old: parent + "create table t (a int, b int);", new: "create table t (a int);",
      expects: ["drop column b", "drop table public.p"]),
    Case(
      testDescription: "12 several columns, and numbers for rows that exist",
      old: "create table t (a int);",
      new: "create table t (a int, b int, c text default 'x', d serial,"
        + " e int generated always as identity);",
      rows: "insert into t values (1), (2);",
      asks: ("select string_agg(d || c || e, ',' order by d) from t", "1x1,2x2")),
    Case(
      testDescription: "13 indexes, uniqueness, defaults and nulls, on and off",
      old: "create table t (a int, b int unique, c int default 1, d int not null, e int default 1);"
        + "create index i on t (c);",
      new: "create table t (a int unique, b int, c int default 2, d int, e int not null);"
        + "create index i on t (d);",
      rows: "insert into t values (1, 1, 1, 1, 1);"),
    Case(
      testDescription: "14 several changes of one column",
      old: "create table t (a int);",
      new: "create table t (a bigint not null default 7 unique);",
      rows: "insert into t values (1);", asks: ("select a from t", "1")),
    Case(
      testDescription: "15 a unique set comes, changes and goes",
      old: "create table t (a int, b int, c int, unique (a, b), constraint u unique (b, c));",
      new: "create table t (a int, b int, c int, unique (a, c), constraint u unique (a, b, c));"),
    Case(
      testDescription: "16 unique sets with foreign keys in them",
      old: parent + "create table t (a int, b int, constraint u unique (a, b));",
      new: parent + """
        create table t (a int, b int, p_id int references p, constraint u unique (a, b, p_id));
        create table n (p_id int references p, x int, unique (x, p_id));
        """),
    Case(
      testDescription: "17 names in any case, and names that have one",
      old: "CREATE TABLE Author (ID int, \"Name\" text);",
      new: "create table author (id int, \"Name\" text, \"name\" text);",
      expects: ["add column name text"]),
    Case(
      testDescription: "21 types, keys and their targets change where others give up",
      old: parent + "create table q (id int primary key);"
        + "create table t (id int primary key, a int, f int references p);",
      new: parent + "create table q (id int primary key);"
        + "create table t (id bigint generated by default as identity, a text primary key,"
        + " f int references q);",
      rows: "insert into p values (1); insert into q values (1); insert into t values (5, 6, 1);",
      asks: ("select id || a || f from t", "561")),
    Case(
      testDescription: "25 defaults keep their words",
      new:
        "create table t (a text default $$it's$$, b timestamp default (now() at time zone 'utc'),"
        + " c date default current_date);",
      expects: ["default 'it''s'::text", "default (now() at time zone 'utc'::text)"]),
    Case(
      testDescription: "47 labels of an enum keep their order",
      old: "create type w as enum ('sunny', 'rainy'); create table d (w w);",
      new: "create type w as enum ('sunny', 'cloudy', 'rainy'); create table d (w w);",
      rows: "insert into d values ('rainy');",
      asks: (
        "select string_agg(x::text, ' ') from unnest(enum_range(null::w)) x",
        "sunny cloudy rainy"
      )),
    Case(
      testDescription: "50 lengths, composite keys, checks, enums, all of it at once",
      new: """
        create type mood as enum ('a b', 'c,d');
        create table m (a int, b varchar(16), c timestamp default now(), primary key (a, b),
          check (char_length(b) > 3), check (a > 0 or b is not null));
        create table n (a int, b varchar(16), x mood, y mood[], unique (a, x),
          unique nulls not distinct (x),
          foreign key (a, b) references m on delete cascade on update cascade);
        """),
    Case(
      testDescription: "51 a foreign key that is there is left alone",
      old: parent + "create table c (id int, p_id int references p);",
      new: parent + "create table c (id int, p_id int references p, q_id int references p);",
      expects: ["c_q_id_fkey"]),
  ]

  @Test(arguments: cases)
  func `what is generated does it, and leads back`(evolution: Case) throws {
    let shell = try ShellHarness(files: [evolution.file: evolution.old])
    try shell.run("connect scratch\nload models\ngenerate\nupgrade\n")
    try shell.run("sql ${do};".replacing("${do}", with: "(\"\"\"\n\(evolution.rows)\n\"\"\")"))
    try shell.write(evolution.new, to: evolution.file)
    try shell.run("load models\ngenerate next\nupgrade\nvalidate")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    if let (query, value) = evolution.asks {
      let found = try shell.run("(\(query)).value")
      #expect(shell.interpreter.display(found) == value)
    }
    let number = evolution.old.isEmpty ? "00000001" : "00000002"
    let text = try shell.read("migrations/\(number)_next.migration.schema")
    var rest = Substring(text)
    for piece in evolution.expects {
      guard let place = rest.firstRange(of: piece) else {
        Issue.record("\(piece) is missing behind what comes before:\n\(text)")
        break
      }
      rest = rest[place.upperBound...]
    }
    let isFirst = evolution.old.isEmpty
    try shell.run("downgrade\nupgrade\ndowngrade to \(isFirst ? 0 : 1)")
  }
}
