import Lang
import SchemaShell
import Testing

/// `plan proving`: the plan has run on a copy before it is shown.
@Suite struct ProvingTests {
  @Test func `a plan is proved without touching the database`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create type mood as enum ('sad', 'glad'); create table t (m mood);",
      "new.sql": "create type mood as enum ('glad'); create table t (m mood, n int);",
    ])
    try shell.run("connect scratch\nload old.sql\nsync\nload new.sql\nplan proving")
    #expect(try shell.run("(diff).isEmpty").boolValue == false)
    try shell.run("plan old.sql to new.sql proving\nplan new.sql to old.sql proving")
  }
}
