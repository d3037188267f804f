import Engine
import Testing

@Suite struct MigrationFileTests {
  private func versions(_ names: [String]) throws -> [Int] {
    try MigrationFolder(names).files.map(\.version)
  }

  @Test func `files are migrations by their names, in the order of their numbers`() throws {
    let names = [
      "00000001.migration.schema", "2.migration.schema", "03_Foo.migration.schema",
      "10001_.migration.schema", "000001001.migration.schema",
    ]
    #expect(try versions(names.reversed()) == [1, 2, 3, 1001, 10001])
    #expect(MigrationFile("03_Foo.migration.schema")?.name == "Foo")
    #expect(MigrationFile("10001_.migration.schema")?.name == "")
  }

  @Test func `what is no migration is left alone`() throws {
    let names = [
      "a_foo.migration.schema", "foo.schema", "00000001_a.migration.schema.bak",
      "1_a.migration.dart", "log", ".migration.schema", "1 a.migration.schema",
      "1-a.migration.schema", "99999999999999999999.migration.schema", "",
    ]
    #expect(try versions(names).isEmpty)
  }

  @Test func `two files of one version are refused by their names`() throws {
    let error = #expect(throws: DuplicateVersion.self) {
      try MigrationFolder(["2_b.migration.schema", "00000002_a.migration.schema"])
    }
    #expect(
      error?.description
        == "00000002_a.migration.schema and 2_b.migration.schema are both version 2")
  }

  @Test func `the first is initial, later ones are unnamed unless named`() throws {
    let none = try MigrationFolder([])
    #expect(none.next(named: nil).fileName == "00000001_initial.migration.schema")
    #expect(
      none.next(named: "InitializeDatabase").fileName
        == "00000001_initialize_database.migration.schema")
    let some = try MigrationFolder(["7_x.migration.schema"])
    #expect(some.next(named: nil).fileName == "00000008_unnamed.migration.schema")
    #expect(some.next(named: "Add Posts!").fileName == "00000008_add_posts.migration.schema")
  }

  @Test(arguments: [
    ("InitializeDatabase", "initialize_database"), ("addPosts", "add_posts"),
    ("HTTPServer", "http_server"), ("add  posts-now", "add_posts_now"), ("v2Tables", "v2_tables"),
    ("__x__", "x"), ("été", "t"), ("", ""), ("already_snake", "already_snake"),
  ])
  func `names become snake case`(_ name: String, _ expected: String) {
    #expect(MigrationFile.snakeCased(name) == expected)
  }
}
