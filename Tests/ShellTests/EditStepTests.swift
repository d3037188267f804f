import Lang
import SchemaShell
import Testing

/// A step that fails is given another text and tried again; the file says afterwards what ran.
@Suite struct EditStepTests {
  private let file = "migrations/1_a.migration.schema"

  private func shell() throws -> ShellHarness {
    let shell = try ShellHarness(files: [
      file: """
      # a comment that stays
      upgrade {
        create table a (id int);
        let n = 7
        insert into b values (${n});   -- b is not there
        insert into a values (${n} + 1);
      }
      seed { insert into a values (100); }
      """
    ])
    try shell.run("connect scratch\nplan upgrade\nstep 2")
    _ = shell.takeOutput()
    return shell
  }

  @Test func `a failed step is edited, tried again, and written back`() throws {
    let shell = try shell()
    let failure = try #require(shell.failure("step"))
    #expect(
      failure.diagnostics[0].hint == "`edit step` gives it another text, `step` tries it again")
    try shell.run("edit step as \"insert into a values (\\${n});\"")
    #expect(shell.takeOutput().contains { $0.contains("→ 3. insert into a values (${n});") })
    try shell.run("step all")
    #expect(try shell.read(file).contains("insert into b"))
    try shell.run("keep")
    #expect(shell.takeMessages().contains("wrote \(file)"))
    #expect(
      try shell.read(file) == """
        # a comment that stays
        upgrade {
          create table a (id int);
          let n = 7
          insert into a values (${n});   -- b is not there
          insert into a values (${n} + 1);
        }
        seed { insert into a values (100); }
        """)
    #expect(try shell.run("(select sum(id) from a).value").intValue == 115)
    try shell.run("upgrade\nvalidate")
    #expect(shell.takeMessages().contains("already current (version: 1)"))
  }

  @Test func `an edited step may become several, or none`() throws {
    let shell = try shell()
    try shell.run("edit step as \"create table b (id int); insert into b values (\\${n})\"")
    try shell.run("step 2\nstep back\nstep back\nstep 2")
    #expect(try shell.run("(select id from b).value").intValue == 7)
    try shell.run("edit step as \"\"\nstep all\nkeep")
    #expect(try shell.run("version").intValue == 1)
    #expect(try shell.run("(select sum(id) from a).value").intValue == 100)
    try shell.run("validate")
  }

  @Test func `the last step may be taken out`() throws {
    let shell = try ShellHarness(files: [
      file: "upgrade {\n  create table a ();\n  select nope;\n}"
    ])
    try shell.run("connect scratch\nplan upgrade\nstep")
    #expect(shell.failure("step") != nil)
    try shell.run("edit step as \"\"\nstep\nkeep\nupgrade")
    #expect(shell.takeMessages().last == "already current (version: 1)")
  }

  @Test func `what is no statement is refused, and the step stays`() throws {
    let shell = try shell()
    let failure = try #require(shell.failure("edit step as \"} nonsense\""))
    #expect(failure.reason == .syntax)
    #expect(shell.failure("step")?.details["sqlstate"] == "42P01")
  }

  @Test func `edits are forgotten with the plan, unless they are kept`() throws {
    let shell = try shell()
    let before = try shell.read(file)
    try shell.run("edit step as \"select 1\"\ndiscard")
    #expect(try shell.read(file) == before)
    try shell.run("plan upgrade\nstep 2\nedit step as \"select 1\"\ndiscard keeping edits")
    #expect(try shell.read(file).contains("  select 1;   -- b is not there"))
    #expect(try shell.run("(tables).count").intValue == 0)
  }

  @Test func `a file that somebody else changed is not written over`() throws {
    let shell = try shell()
    try shell.run("edit step as \"select 1\"\nstep all")
    try shell.write("upgrade { }", to: file)
    #expect(shell.failure("keep")?.message.contains("changed by somebody else") == true)
    #expect(try shell.read(file) == "upgrade { }")
    try shell.run("discard")
    #expect(try shell.run("(tables).count").intValue == 0)
  }

  @Test func `steps of a plan are edited, too`() throws {
    let shell = try ShellHarness(files: ["a.sql": "create table a (id int); create table b ();"])
    try shell.run("connect scratch\nload a.sql\nplan\nstep")
    try shell.run("edit step as \"create table b (id int)\"\nstep all\nkeep")
    #expect(try shell.run("(diff).isEmpty").boolValue == false)
    #expect(shell.failure("edit step")?.message == "there is no plan to walk through")
  }
}
