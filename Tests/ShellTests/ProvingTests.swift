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

  @Test func `what fails on an older server than it is for is remarked upon`() throws {
    let shell = try ShellHarness(files: ["new.sql": "create table t (n int);"])
    #expect(shell.session.scratchRemark(for: 99).isEmpty, "nothing has been tried yet")
    try shell.run("connect scratch\nload new.sql\nplan proving")
    let version = try #require(shell.session.connections.current?.connection.serverVersion)
    let major = version / 10000
    #expect(shell.session.scratchRemark(for: major).isEmpty)
    #expect(shell.session.scratchRemark(for: major - 1).isEmpty)
    #expect(shell.session.scratchRemark(for: nil).isEmpty)
    let remark = try #require(shell.session.scratchRemark(for: major + 1).first)
    #expect(
      remark.message
        == "this was tried on a scratch server of PostgreSQL \(major): for \(major + 1), "
        + "install its programs, or name their folder in SCHEMASHELL_PGBIN")
  }
}
