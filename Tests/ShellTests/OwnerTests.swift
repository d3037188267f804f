import Lang
import SchemaShell
import Testing

/// Models say who owns what where that is not the usual owner, and say nothing else about owners.
@Suite struct OwnerTests {
  /// Roles outlive a test: they belong to the server.
  private static let roles = """
    try { create role owner_keeper superuser; } catch error { }
    try { create role owner_guest superuser; } catch error { }
    """

  private func owner(_ relation: String, _ shell: ShellHarness) throws -> String {
    try shell.interpreter.display(
      shell.run(
        "(select pg_get_userbyid(relowner) as o from pg_class where relname = '\(relation)')[0].o"))
  }

  @Test func `pull tells the owners that are not the usual one`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      \(Self.roles)
      create table a (id int primary key);
      create table b (id int);
      alter table b owner to owner_keeper;
      grant select on b to owner_guest;
      revoke delete on b from owner_keeper;
      create view v as select 1 as one;
      alter view v owner to owner_guest;
      create table c (id int);
      create table d (id int);
      pull to m.schema
      """)
    let text = try shell.read("m.schema")
    #expect(text.contains("table a {\n  id  integer  primary key\n}"))
    #expect(text.contains("  owner to owner_keeper\n"))
    #expect(text.contains("alter view v owner to owner_guest;"))
    #expect(!text.contains("owner to postgres"))
    try shell.run("load m.schema\nassert (diff).isEmpty\nassert (diff models to database).isEmpty")
    try shell.run("connect scratch as copy\nsync")
    #expect(try owner("b", shell) == "owner_keeper")
    #expect(try owner("v", shell) == "owner_guest")
    #expect(try owner("a", shell) == "postgres")
    try shell.run("assert (diff).isEmpty")
  }

  @Test func `where another role owns most, its name is not told`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      \(Self.roles)
      create table a (id int);
      create table b (id int);
      create table guests (id int);
      alter table a owner to owner_keeper;
      alter table b owner to owner_keeper;
      alter table guests owner to owner_guest;
      pull to m.schema
      """)
    let text = try shell.read("m.schema")
    #expect(text.components(separatedBy: "owner to").count == 2)
    #expect(text.contains("table guests {\n  id  integer\n  owner to owner_guest\n}"))
    try shell.run("load m.schema\nassert (diff).isEmpty")
  }

  @Test func `a model that says no owner leaves owners alone, one that does is followed`() throws {
    let shell = try ShellHarness(files: [
      "silent.schema": "table a { id int }\ntable b { id int }\ntable c { id int }\n",
      "told.schema":
        "table a { id int; owner to owner_guest }\ntable b { id int }\ntable c { id int }\n",
    ])
    try shell.run(
      """
      connect scratch
      \(Self.roles)
      load silent.schema
      sync
      alter table a owner to owner_keeper;
      assert (diff).isEmpty
      load told.schema
      assert (diff).count == 1
      sync
      assert (diff).isEmpty
      """)
    #expect(try owner("a", shell) == "owner_guest")
    try shell.run(
      "alter table a owner to current_user;\nassert (diff).count == 1\npull overwriting models")
    #expect(try !shell.read("told.schema").contains("owner"))
  }
}
