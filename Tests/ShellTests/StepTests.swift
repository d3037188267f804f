import Lang
import SchemaShell
import Testing

/// Walking through a plan: forwards, back, and to one of two ends.
@Suite struct StepTests {
  private let shell: ShellHarness

  init() throws {
    shell = try ShellHarness(files: [
      "old.sql": "create table author (id int primary key, email varchar(20));",
      "new.sql": """
      create table author (id int primary key, email text, born date);
      create table post (id int primary key, author_id int references author);
      """,
    ])
    try shell.run("connect scratch\nload old.sql\nsync\ninsert into author values (1, 'a');")
    try shell.run("load new.sql\nplan")
    _ = shell.takeOutput()
  }

  private func differs() throws -> Bool {
    try shell.run("(diff).isEmpty").boolValue == false
  }

  @Test func `a step shows what it changed, and going back undoes it`() throws {
    let first = try shell.run("(step)")
    #expect(!shell.interpreter.display(first).isEmpty)
    try shell.run("step all\nstep back\nstep back")
    #expect(shell.takeMessages().last?.contains("in an open transaction") == true)
    try shell.run("discard")
    #expect(shell.takeMessages() == ["the database is as it was"])
    #expect(try differs())
  }

  @Test func `what is kept is there, also for others`() throws {
    try shell.run("step all\nkeep")
    #expect(try !differs())
    #expect(shell.failure("step")?.message == "there is no plan to walk through")
  }

  @Test func `SQL may run in between, and its failure costs nothing`() throws {
    try shell.run("step\ninsert into author (id, email) values (2, 'b');")
    #expect(shell.failure("select nope;")?.details["sqlstate"] == "42703")
    try shell.run("step all\nkeep")
    #expect(try shell.run("(select count(*) from author).value").intValue == 2)
  }

  @Test func `a step that fails leaves the session before it`() throws {
    try shell.run("create table post (id int);")
    let failure = try #require(shell.failure("step all"))
    #expect(failure.message.contains("already exists"))
    #expect(failure.rendered().contains("in this step"))
    try shell.run("drop table post;\nstep all\nkeep")
    #expect(try !differs())
  }

  @Test func `the ends of the walk are said`() throws {
    #expect(shell.failure("step back")?.message == "no step has run")
    #expect(shell.failure("keep")?.message == "no step is waiting to be kept")
    try shell.run("step all")
    #expect(shell.failure("step")?.message == "there is no further step")
    #expect(shell.failure("plan")?.message == "the steps of another plan are under way")
    try shell.run("discard")
  }

  @Test func `a transaction that somebody ended is noticed`() throws {
    try shell.run("step\nrollback;")
    #expect(shell.failure("step back")?.message.contains("ended by something else") == true)
    try shell.run("step all\nkeep")
    #expect(try !differs())
  }

  @Test func `a rename is shown as one, whatever SQL it was`() throws {
    let shell = try ShellHarness(files: [
      "old.sql": "create table author (id int primary key, full_name text, mail text);",
      "new.schema": "table writer was author {\n id int primary key\n name text was full_name\n}",
    ])
    try shell.run("connect scratch\nload old.sql\nsync\nload new.schema\nplan")
    _ = shell.takeOutput()
    try shell.run("step all")
    let said = shell.takeOutput()
    #expect(said.contains("→ table public.author is now writer"), "\(said)")
    #expect(said.contains { $0.hasPrefix("→ column public.") && $0.hasSuffix("is now name") })
    #expect(
      said.contains("  - column mail  destroys every value of column public.writer.mail"), "\(said)"
    )
    #expect(!said.contains { $0.contains("table public.author") && !$0.hasPrefix("→") })
    let edited = "edit step as \"alter table author rename mail to post\""
    try shell.run("discard\nplan\n\(edited)")
    shell.clear()
    try shell.run("step")
    #expect(shell.takeOutput() == ["→ column public.author.mail is now post"])
    try shell.run("step back")
    #expect(shell.takeOutput() == ["→ column public.author.post is now mail"])
    try shell.run("discard")
  }
}
