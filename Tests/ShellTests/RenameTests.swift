import Lang
import SchemaShell
import Testing

/// `was` and `renaming`: what only gets another name keeps its rows.
@Suite struct RenameTests {
  private static let before = """
    enum mood { happy, sad }
    domain mail as text constraint has_at check (value like '%@%');
    type address as (street text, town text);
    table author {
      id         bigint generated always as identity primary key
      number     serial
      full_name  text not null unique check (full_name <> '')
      mail       mail
      home       address
      mood       mood not null default 'happy'
      short      text generated always as (left(full_name, 3)) stored
      index on (lower(full_name))
      statistics author_pair (ndistinct) on full_name, mail
      policy own using (full_name = current_user)
    }
    table post {
      id         bigint primary key
      author_id  bigint not null references author
    }
    view writer_names as select id, full_name from author where full_name <> 'x';
    materialized view names as select full_name as n from author;
    """

  @Test func `plain definitions have old names, too, and names with their schemas`() throws {
    let old = """
      create schema s;
      create type s.mood as enum ('happy', 'sad');
      create table s.t (id int primary key, a int, b int);
      create function s.old_one(n int) returns int language sql as 'select n';
      create aggregate s.total(int) (sfunc = int4pl, stype = int);
      create statistics s.pair on a, b from s.t;
      create statistics s.twin (ndistinct) on a, b from s.t;
      create publication news for table s.t;
      """
    let new = """
      schema s;
      enum s.feeling was s.mood { happy, sad }
      table s.t {
        id int primary key
        a int
        b int
        statistics s.other was twin (ndistinct) on a, b
      }
      /// Says what it is told.
      create function s.one was old_one(n int) returns int language sql as 'select n';
      create aggregate s.sum was s.total(int) (sfunc = int4pl, stype = int);
      create statistics s.couple was pair on a, b from s.t;
      create publication papers was news for table s.t;
      """
    let shell = try ShellHarness(files: ["old.sql": old, "new.schema": new])
    let sql = try shell.run("(plan old.sql to new.schema proving).sql").textValue ?? ""
    #expect(!sql.contains("drop "), "\(sql)")
    for name in ["feeling", "other", "one", "sum", "couple", "papers"] {
      #expect(sql.contains("rename to \(name);"), "\(sql)")
    }
    #expect(sql.contains("comment on function s.one(integer) is 'Says what it is told.'"))
  }

  @Test func `a rename stays where it is`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create schema s; create table s.a (id int); create table t (id int);",
      "later.sql": "create schema s; create table s.b (id int); create table t (id int);",
      "new.schema": "schema s;\ntable t was s.a { id int }",
      "enum.schema": "schema s;\nenum s.e was other.e { a }",
    ])
    #expect(
      shell.failure("plan old.sql to new.schema")?.message
        == "`was` names what had another name in the same place")
    #expect(
      shell.failure("load enum.schema")?.diagnostics.first?.location?.description
        == "enum.schema:2:10")
    #expect(
      shell.failure("diff old.sql to old.sql renaming table s.a to t.b")?.message
        == "a new name is one in the same place")
    #expect(
      try shell.run("(plan old.sql to later.sql renaming table s.a to s.b).sql").textValue
        == "alter table s.a rename to b;\n")
  }

  private static let after = """
    enum feeling was mood { glad was happy, sad }
    domain email was mail as text constraint has_at check (value like '%@%');
    type place was address as (street text, town text);
    /// People.
    table writer was author {
      id      bigint generated always as identity primary key
      number  serial
      name    text not null unique check (name <> '')      was full_name
      mail    email
      home    place
      mood    feeling not null default 'glad'
      short   text generated always as (left(name, 3)) stored
      index on (lower(name))
      statistics writer_pair was author_pair (ndistinct) on name, mail
      policy only_own was own using (name = current_user)
    }
    table post {
      id         bigint primary key
      writer_id  bigint not null references writer   was author_id
    }
    view names_of_writers was writer_names as select id, name from writer where name <> 'x';
    materialized view names as select name as n from writer;
    """

  private static let rows = """
    insert into author (full_name, mail, home, mood) values
      ('Ada', 'a@b', ('Main', 'X'), 'happy'), ('Bob', 'b@b', null, 'sad');
    insert into post values (1, 1), (2, 2);
    """

  @Test func `everything that can be renamed is, and keeps what it holds`() throws {
    let shell = try ShellHarness(files: [
      "old.schema": RenameTests.before, "new.schema": RenameTests.after,
    ])
    try shell.run("connect scratch\nload old.schema\nsync\n\(RenameTests.rows)\nload new.schema")
    shell.clear()
    try shell.run("let c = diff\nprint c.destroysData\nprint c.plan.sql")
    let script = shell.takeOutput().flatMap { $0.split(separator: "\n").map(String.init) }
    #expect(script.first == "false")
    #expect(!script.contains { $0.contains("drop ") && !$0.contains("drop default") })
    #expect(script.contains("alter table public.author rename to writer;"))
    #expect(script.contains("alter table public.writer rename column full_name to name;"))
    #expect(script.contains("alter type public.feeling rename value 'happy' to 'glad';"))
    #expect(
      script.contains("alter table public.writer rename constraint author_pkey to writer_pkey;"))
    try shell.run(
      """
      sync
      assert (diff).isEmpty
      let r = select w.name, w.mood::text, w.short, p.id from writer w join post p on p.writer_id = w.id
        order by 1;
      for row in r { print "${row.name} ${row.mood} ${row.short} ${row.id}" }
      insert into writer (name, mail) values ('Cy', 'c@d');
      print (select count(*) from names_of_writers where name is not null).value
      """)
    #expect(shell.takeOutput().suffix(3) == ["Ada glad Ada 1", "Bob sad Bob 2", "3"])
    // Done once, the words stay without an effect.
    shell.clear()
    try shell.run("sync")
    #expect(shell.takeMessages() == ["nothing to do: the database matches its models"])
  }

  @Test func `the text of a diff says what is called otherwise`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table author (id int primary key, full_name text);",
      "new.schema":
        "table author {\n  id int primary key\n  name text was full_name\n  born date\n}",
    ])
    try shell.run("diff old.sql to new.schema")
    #expect(
      shell.takeOutput() == [
        "→ column public.author.full_name is now name", "~ table public.author", "  + column born",
      ])
    try shell.run("diff old.sql to new.schema as json\nplan old.sql to new.schema")
    let output = shell.takeOutput()
    #expect(
      output[1].contains(
        "\"sort\":\"rename\",\"kind\":\"column\",\"name\":[\"public\",\"author\",\"name\"],\"was\":"
      ))
    #expect(output.contains("1. alter table public.author rename column full_name to name;"))
    #expect(output.contains("   access exclusive"))
    // And back: what a model says of its past holds for the other direction, too.
    try shell.run("diff new.schema to old.sql as sql")
    #expect(
      shell.takeOutput() == [
        "alter table public.author rename column name to full_name;",
        "alter table public.author drop column born;",
      ])
  }

  @Test func `chains are done in order, circles are refused where they stand`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table t (b int, c text);",
      "chain.schema": "table t {\n  a int was b\n  b text was c\n}",
      "circle.schema": "table t {\n  c int was b\n  b text was c\n}",
      "beside.schema": "table t {\n  c text was b\n}",
      "again.schema": "table t {\n  a int was b\n  b int\n  c text was nothing\n}",
    ])
    try shell.run("diff old.sql to chain.schema as sql")
    #expect(
      shell.takeOutput() == [
        "alter table public.t rename column b to a;", "alter table public.t rename column c to b;",
      ])
    let circle = try #require(shell.failure("diff old.sql to circle.schema"))
    #expect(circle.message.contains("in a circle"))
    #expect(circle.diagnostics.first?.location?.description == "circle.schema:3:10")
    let beside = try #require(shell.failure("diff old.sql to beside.schema"))
    #expect(beside.message == "column public.t.c was b, but both are there")
    #expect(beside.diagnostics.first?.location?.description == "beside.schema:2:10")
    try shell.run("diff old.sql to again.schema as sql")
    #expect(
      shell.takeOutput() == [
        "alter table public.t rename column b to a;", "alter table public.t add column b integer;",
      ])
  }

  @Test func `a command says what is renamed, and is told when nothing is`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": """
      create schema billing; create table billing.bill (id int primary key, sum int);
      create function half(int) returns int language sql return $1 / 2;
      create function half(numeric) returns numeric language sql return $1 / 2;
      """,
      "new.sql": """
      create schema billing; create table billing.invoice (id int primary key, total int);
      create function by_two(int) returns int language sql return $1 / 2;
      create function by_two(numeric) returns numeric language sql return $1 / 2;
      """,
    ])
    try shell.run(
      """
      diff old.sql to new.sql as sql renaming table billing.bill to invoice \
      renaming billing.invoice.sum to total renaming function half to by_two
      """)
    #expect(
      shell.takeOutput() == [
        "alter table billing.bill rename to invoice;",
        "alter function public.half(integer) rename to by_two;",
        "alter function public.half(numeric) rename to by_two;",
        "alter table billing.invoice rename column sum to total;",
        "alter table billing.invoice rename constraint bill_pkey to invoice_pkey;",
      ])
    let unknown = try #require(shell.failure("diff old.sql to new.sql renaming half to by_two"))
    #expect(unknown.message == "table public.half is not there to be renamed")
    #expect(
      shell.failure("diff old.sql to new.sql renaming a.b.c.d to c")?.message
        == "expected an old name, `to` and a new name")
    #expect(shell.failure("diff old.sql to new.sql renaming a.b")?.reason == .syntax)
  }

  @Test func `a person is asked about what looks like a rename`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": """
      create table author (id int primary key, full_name text, born date);
      create table unlike (x int, y text);
      """,
      "new.sql": """
      create table writer (id int primary key, name text, born date);
      create table other (p int, q text);
      """,
    ])
    var questions: [String] = []
    shell.session.console.ask = { question in
      questions.append(question)
      return question.contains("author") || question.contains("full_name") ? "y" : "n"
    }
    try shell.run("diff old.sql to new.sql as sql\ndiff old.sql to new.sql as sql")
    #expect(
      questions == [
        "table public.author goes and writer comes: is it renamed? [y/n] ",
        "column public.writer.full_name goes and name comes: is it renamed? [y/n] ",
      ])
    let half = [
      "alter table public.author rename to writer;",
      "alter table public.writer rename column full_name to name;",
      "alter table public.writer rename constraint author_pkey to writer_pkey;",
      "drop table public.unlike;", "create table public.other (", "  p integer,", "  q text", ");",
    ]
    #expect(shell.takeOutput() == half + half)
  }

  @Test func `generate writes renames up and down`() throws {
    let shell = try ShellHarness(files: ["models/blog.schema": RenameTests.before])
    try shell.run("generate")
    try shell.write(RenameTests.after, to: "models/blog.schema")
    try shell.run("load models\ngenerate renamed")
    let text = try shell.read("migrations/00000002_renamed.migration.schema")
    #expect(text.contains("alter table public.author rename to writer;"))
    #expect(text.contains("alter table public.author rename column name to full_name;"))
    #expect(!text.contains("drop table"))
    #expect(!text.contains("drop column"))
    try shell.run(
      """
      connect scratch
      upgrade to 1
      \(RenameTests.rows)
      upgrade
      validate
      downgrade to 1
      print (select count(*) from author join post on author_id = author.id).value
      """)
    #expect(shell.takeOutput().last == "2")
  }
}
