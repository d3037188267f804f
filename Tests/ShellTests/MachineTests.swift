import Foundation
import Lang
import SchemaShell
import Testing

/// With `--machine`, every command's result is JSON of a shape that docs/machine.md tells.
@Suite struct MachineTests {
  private func shell(_ files: [String: String] = [:]) throws -> ShellHarness {
    let shell = try ShellHarness(files: files)
    try shell.run("connect scratch")
    shell.session.console.isMachine = true
    _ = (shell.takeOutput(), shell.takeMessages())
    return shell
  }

  private func json(_ shell: ShellHarness, _ text: String) throws -> Any {
    try shell.run(text)
    let output = shell.takeOutput().joined(separator: "\n")
    return try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
  }

  @Test(arguments: Commands.all.flatMap { $0.signature.examples })
  func `every example prints JSON or what it was asked to print`(example: String) throws {
    let shell = try ShellHarness(files: [
      "schema.sql": "create table author (id int primary key, name text not null);",
      "old.sql": "create table author (id int primary key);",
      "new.sql": "create table author (id int primary key, born date);",
      "models/author.sql": "create table author (id int primary key, name text, born date);",
    ])
    try shell.run("connect scratch\nload schema.sql\nsync\nload models")
    shell.session.console.isMachine = true
    _ = (shell.takeOutput(), shell.takeMessages())
    // These ask for SQL or for text by name.
    let isText = [
      "as sql", "completions", "help", "export ddl", "export mermaid", "manual", "print",
    ].contains {
      example.contains($0)
    }
    for line in example.split(separator: "\n") where !line.hasPrefix("quit") {
      try shell.run(String(line))
      let output = shell.takeOutput().joined(separator: "\n")
      guard !isText, !output.isEmpty else { continue }
      #expect(throws: Never.self, "\(line): \(output)") {
        try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
      }
    }
    for message in shell.takeMessages() {
      #expect(throws: Never.self, "\(message)") {
        try JSONSerialization.jsonObject(with: Data(message.utf8))
      }
    }
  }

  @Test func `tables have the same keys in JSON and in a script`() throws {
    let shell = try shell()
    try shell.run("create table author (id int);")
    let rows = try #require(json(shell, "tables") as? [[String: String]])
    #expect(rows.count == 1)
    #expect(rows[0]["schema"] == "public" && rows[0]["name"] == "author")
    #expect(rows[0]["type"] == "table")
    #expect(try shell.run("(tables)[0].name").textValue == "author")
  }

  @Test func `diff and plan tell what changes, what is lost and what is missing`() throws {
    let shell = try shell([
      "a.sql": "create table author (id int, born date);",
      "b.sql": "create table author (id int);",
    ])
    let diff = try #require(json(shell, "diff a.sql to b.sql") as? [String: Any])
    let changes = try #require(diff["changes"] as? [[String: Any]])
    #expect(changes.count == 1)
    #expect(changes[0]["sort"] as? String == "drop")
    #expect(changes[0]["kind"] as? String == "column")
    #expect(changes[0]["name"] as? [String] == ["public", "author", "born"])
    #expect((changes[0]["destroys"] as? [String])?.count == 1)
    #expect(diff["missing"] as? [String] == [])
    #expect(diff["not_compared"] as? [String: Int] == [:])
    let plan = try #require(json(shell, "plan a.sql to b.sql") as? [String: Any])
    let steps = try #require(plan["steps"] as? [[String: Any]])
    #expect(steps.count == 1)
    #expect(steps[0]["lock"] as? String == "ACCESS EXCLUSIVE")
    #expect(steps[0]["transactional"] as? Bool == true)
  }

  @Test func `describe groups what stands below the columns`() throws {
    let shell = try shell()
    try shell.run("create table author (id int primary key, name text);")
    let all = try #require(json(shell, "describe author") as? [[String: Any]])
    #expect(all.first?["title"] as? String == "Table \"public.author\"")
    let columns = try #require(all.first?["columns"] as? [[String: Any]])
    #expect(columns.map { $0["column"] as? String } == ["id", "name"])
    let sections = try #require(all.first?["sections"] as? [String: [String]])
    #expect(sections["Indexes"] == ["\"author_pkey\" PRIMARY KEY, btree (id)"])
  }

  @Test func `a failure is an object with its place and what the server said`() throws {
    let shell = try shell()
    let failure = try #require(shell.failure("select 1;\nselect nope from pg_class;"))
    shell.session.show(failure)
    let line = try #require(shell.takeMessages().last)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["severity"] as? String == "error")
    #expect(object?["line"] as? Int == 2)
    #expect(object?["column"] as? Int == 8)
    #expect(object?["sqlstate"] as? String == "42703")
    #expect((object?["file"] as? String)?.hasSuffix("test.schema") == true)
  }

  @Test func `notices and warnings are objects, too`() throws {
    let shell = try shell()
    try shell.run("do $$ begin raise warning 'look \"here\"'; end $$;")
    let line = try #require(shell.takeMessages().last)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["severity"] as? String == "warning")
    #expect(object?["message"] as? String == "look \"here\"")
  }
}
