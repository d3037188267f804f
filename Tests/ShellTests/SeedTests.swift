import Foundation
import Lang
import SchemaShell
import Testing

/// `seed`: rows from files, in the order that their keys ask for, as often as one likes.
@Suite struct SeedTests {
  private static let schema = """
    create table author (id int generated always as identity primary key, name text not null,
      born date, role text default 'reader', boss int references author);
    create table post (id int primary key, author_id int not null references author, tags text[],
      price numeric(10, 2), body jsonb);
    """

  private func shell(_ files: [String: String], _ schema: String = schema) throws -> ShellHarness {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch\n" + schema)
    return shell
  }

  private static let rows = #"""
    {"post": [{"id": 1, "author_id": 2, "tags": ["a'b", null, "\"c\\"], "price": 12345678.90,
               "body": {"x": [1, null]}}],
     "author": [{"id": 1, "name": "Ada'); drop table post; --", "boss": 2},
                {"id": 2, "name": "Bob", "born": "1990-02-03", "role": null}]}
    """#

  @Test func `values are bound, keys are followed, and twice is as good as once`() throws {
    let shell = try shell(["rows.json": SeedTests.rows])
    try shell.run("seed rows.json")
    #expect(shell.takeMessages().last == "wrote 3 rows")
    try shell.run("seed rows.json")
    #expect(shell.takeMessages().last == "3 rows: all there already")
    try shell.run("update author set name = 'other' where id = 2;\nlet count = (seed rows.json)")
    try shell.run(
      """
      assert count.rows == 3 and count.written == 1
      assert (select name from author where id = 1).value == "Ada'); drop table post; --"
      assert (select role from author where id = 1).value == "reader"
      assert (select role is null and name = 'Bob' from author where id = 2).value
      assert (select tags = array['a''b', null, '"c\\'] and price = 12345678.90 from post).value
      assert (select count(*) from author).value == 2
      """)
  }

  @Test func `the next row gets a number behind those that were seeded`() throws {
    let shell = try shell(["rows.json": SeedTests.rows])
    try shell.run(
      "seed rows.json\ninsert into author (name) values ('Eve');\n"
        + "assert (select id from author where name = 'Eve').value == 3")
  }

  @Test func `rows that refer to each other come at once`() throws {
    let shell = try shell(
      [
        "rows.json": #"""
        {"town": [{"id": 1, "mayor": 7}, {"id": 2, "mayor": 8, "near": 1}],
         "person": [{"id": 8, "home": 2}, {"id": 7, "home": 1}]}
        """#
      ],
      """
      create table town (id int primary key, mayor int not null, near int references town);
      create table person (id int primary key, home int not null references town);
      alter table town add foreign key (mayor) references person;
      """)
    try shell.run("seed rows.json\nseed rows.json\nassert (select count(*) from person).value == 2")
  }

  @Test func `CSV is what PostgreSQL takes it for`() throws {
    let shell = try shell([
      "seeds/post.csv":
        "id,author_id,tags,price,body\r\n1,1,\"{a,\"\"b c\"\"}\",1.5,\"{\"\"x\"\": 1}\"\r\n",
      "seeds/author.csv": "id,name,role\n1,\"Ada, the\n\"\"first\"\"\",\n2,\"\",\"\"\n",
      "seeds/notes.txt": "no seed",
    ])
    try shell.run(
      #"""
      seed seeds
      seed seeds
      assert (select name from author where id = 1).value == "Ada, the\n\"first\""
      assert (select role is null from author where id = 1).value
      assert (select name = '' and role = '' from author where id = 2).value
      assert (select body -> 'x' = '1' and tags[2] = 'b c' and price = 1.50 from post).value
      """#)
    #expect(shell.takeMessages().last == "3 rows: all there already")
  }

  @Test func `where no key tells it, an equal row is not there twice`() throws {
    let shell = try shell(
      [
        "tag.json": #"[{"name": "a", "data": {"x": 1}}, {"name": null, "data": null}]"#,
        "label.csv": "name,rank\nx,1\n,2\n",
      ],
      """
      create table tag (name text, data json);
      create table label (id serial primary key, name text unique, rank int);
      """)
    try shell.run("seed tag.json label.csv\nseed tag.json label.csv")
    try shell.write("name,rank\nx,5\n,2\n", to: "label.csv")
    try shell.run(
      """
      seed tag.json label.csv
      assert (select count(*) from tag).value == 2
      let all = (select string_agg(coalesce(name, '-') || rank, ' ' order by rank) from label).value
      assert all == "-2 x5"
      """)
  }

  @Test func `all of it or nothing, and the row that is to blame is shown`() throws {
    let shell = try shell([
      "a.json":
        "{\"author\": [{\"id\": 1, \"name\": \"Ada\"},\n  {\"id\": 2, \"name\": null}]}",
      "b.json":
        "{\"author\": [\n {\"id\": 1, \"name\": \"Ada\", \"boss\": 2},\n"
        + " {\"id\": 2, \"name\": \"B\", \"boss\": 1},\n {\"id\": 3, \"name\": \"C\", \"boss\": 9}]}",
      "author.csv": "id,name,born\n1,Ada,\n2,Bob,1990-13-01\n",
      "post.csv": "id,author_id\n1,1\n",
      "bad.sql": "insert into author (name) values ('x');\ninsert into nope values (1);",
      "ends.sql": "insert into author (name) values ('x');\ncommit;",
    ])
    func place(_ text: String) -> String {
      let found = shell.failure(text)?.diagnostics.first?.location
      return found.map { "\($0.source.name):\($0.position.line)" } ?? "none"
    }
    #expect(shell.failure("seed a.json")?.details["sqlstate"] == "23502")
    #expect(place("seed a.json") == "a.json:2")
    #expect(shell.failure("seed b.json")?.details["sqlstate"] == "23503")
    #expect(place("seed author.csv") == "author.csv:3")
    #expect(place("seed post.csv") == "post.csv:2")
    #expect(place("seed bad.sql") == "bad.sql:2")
    #expect(place("seed ends.sql") == "ends.sql:2")
    try shell.run("assert (select count(*) from author).value == 0")
  }

  @Test func `statements run behind the rows, in the same transaction`() throws {
    let shell = try shell([
      "seeds/a.schema":
        "for name in [\"x;y\", \"z\"] { insert into author (name) values (${name}); }",
      "seeds/author.json": #"[{"id": 1, "name": "Ada"}]"#,
    ])
    try shell.run("seed seeds\nassert (select max(id) from author).value == 3")
    try shell.run("begin;\ndelete from author;\nseed seeds\nrollback;")
    try shell.run("assert (select count(*) from author).value == 3")
  }

  @Test func `what is no table, no column, no rows or no file is said with its place`() throws {
    let shell = try shell([
      "a.json": #"{"autor": [{"id": 1}]}"#, "b.json": "[1, 2", "c.txt": "",
      "e.json": #"{"author": [{"nam": 1}]}"#, "f.json": #"{"author": {"name": 1}}"#,
      "author.json": #"[{"id": 1, "name": nope}]"#, "g.json": #"{"author": [{"id": 1}]} x"#,
      "post.csv": "id,id\n", "h.json": "{\"author\": [{\"name\": \"x}]}", "i.json": "",
    ])
    func failure(_ name: String) throws -> (message: String, hint: String?, column: Int?) {
      let found = try #require(shell.failure("seed \(name)")?.diagnostics.first)
      return (found.message, found.hint, found.location?.position.column)
    }
    #expect(try failure("a.json") == ("there is no table \"autor\"", "did you mean \"author\"?", 2))
    #expect(
      try failure("e.json")
        == ("the table author has no column \"nam\"", "did you mean \"name\"?", 14))
    #expect(try failure("f.json").column == 12)
    #expect(try failure("g.json").message == "there is more behind the end")
    #expect(try failure("author.json").column == 2)
    #expect(try failure("post.csv").message == "the column \"id\" is there twice")
    #expect(try failure("h.json").message == "this text has no end")
    for name in ["b.json", "c.txt", "d.json", "i.json"] { _ = try failure(name) }
    try shell.run("select 1;")
  }
}
