import Lang
import SchemaShell
import Testing

/// Columns that become not null while their table has rows.
@Suite struct FillTests {
  private let old = "create table post (id int primary key, title text, rank int);"
  private let new = """
    create table post (id int primary key, title text, rank int not null, slug text not null,
      "Long Name" text not null);
    """

  /// A database with a row, at the version before the columns came.
  private func shell() throws -> ShellHarness {
    let shell = try ShellHarness(files: ["models/post.sql": old])
    try shell.run("connect scratch\ngenerate\nupgrade\ninsert into post values (1, 'A b');")
    try shell.write(new, to: "models/post.sql")
    try shell.run("load models")
    return shell
  }

  @Test func `rows get the values that are named`() throws {
    let shell = try shell()
    try shell.run(
      [
        #"generate add_slug filling rank with 7 filling public.post."Long Name" with "title -- as is""#,
        #"filling post.slug with (lower("Long Name"))"#,
      ].joined(separator: " "))
    #expect(
      try shell.read("migrations/00000002_add_slug.migration.schema").hasPrefix(
        """
        upgrade {
          update public.post set rank = 7 where rank is null;
          alter table public.post alter column rank set not null;
          alter table public.post add column slug text;
          alter table public.post add column "Long Name" text;
          update public.post set "Long Name" = title;
          update public.post set slug = lower("Long Name");
          alter table public.post alter column "Long Name" set not null;
          alter table public.post alter column slug set not null;
        }
        """))
    #expect(!shell.takeMessages().contains { $0.contains("may fail") })
    try shell.run("upgrade\nvalidate")
    #expect(
      try shell.run("(select rank || slug || \"Long Name\" from post).value").textValue == "7a bA b"
    )
  }

  @Test func `a script that names no value is refused where rows are known`() throws {
    let shell = try shell()
    let failure = try #require(shell.failure("generate"))
    #expect(
      failure.message
        == "post.rank is not null, and there are rows of post in which it is")
    try shell.run("update post set rank = 1;")
    #expect(
      shell.failure("generate")?.message
        == "post.slug is not null, and rows of post would have no value for it")
    try shell.run("delete from post;\ngenerate")
    #expect(shell.takeMessages().filter { $0.contains("may fail") }.count == 3)
  }

  @Test func `a person is asked`() throws {
    let shell = try shell()
    shell.session.isInteractive = true
    var answers = ["7; drop table post", "7", "", "title"]
    var asked: [String] = []
    shell.session.console.ask = { question in
      asked.append(question)
      return answers.isEmpty ? nil : answers.removeFirst()
    }
    try shell.run("generate")
    #expect(asked.count == 4)
    #expect(asked[0] == asked[1])
    let text = try shell.read("migrations/00000002_unnamed.migration.schema")
    #expect(text.contains("set \"Long Name\" = title;"))
    #expect(text.contains("add column slug text not null;"))
  }

  @Test func `plan and rehearse take the same words, and refuse the same`() throws {
    let shell = try shell()
    try shell.run("plan")
    #expect(shell.takeOutput().contains { $0.contains("may fail: rows where column") })
    for command in ["plan online", "rehearse online"] {
      #expect(
        shell.failure(command)?.message
          == "post.rank is not null, and there are rows of post in which it is")
    }
    let words = #"filling rank with 7 filling post."Long Name" with "title" filling slug with "''""#
    try shell.run("rehearse \(words) rows 3\nplan \(words) proving\nstep all\nkeep")
    #expect(try shell.run("(diff).isEmpty").boolValue == true)
    #expect(
      try shell.run("(select rank || slug || \"Long Name\" from post).value").textValue == "7A b")
  }

  @Test func `rows of what gets another name are asked for by the old one`() throws {
    let shell = try ShellHarness(files: [
      "models/a.schema": "table entry was post {\n  id int\n  rank int not null was n\n}\n"
    ])
    try shell.run(
      "connect scratch\ncreate table post (id int, n int);\ninsert into post values (1, null);")
    #expect(
      shell.failure("load models\nplan online")?.message
        == "entry.rank is not null, and there are rows of entry in which it is")
    shell.session.isInteractive = true
    shell.session.console.ask = { $0.hasPrefix("SQL for the value of entry.rank") ? "1" : nil }
    try shell.run("plan\nstep all\nkeep")
    #expect(try shell.run("(select rank from entry).value").intValue == 1)
  }

  @Test func `two files have no rows that anybody knows`() throws {
    let shell = try shell()
    try shell.write("create table post (n int);", to: "old.sql")
    try shell.write("create table post (n int not null);", to: "new.sql")
    try shell.run("plan old.sql to new.sql")
    let filled = try shell.run("(plan old.sql to new.sql filling n with 1).sql").textValue
    #expect(filled?.hasPrefix("update public.post set n = 1 where n is null;") == true)
  }

  @Test func `an expression holds values of the script's, and queries`() throws {
    let shell = try shell()
    try shell.run(
      """
      let rank = 3
      let empty = "it's ${rank}"
      plan filling post.rank with (${rank} + 1) filling slug with (lower($["title"]) -- as is
      ) filling post."Long Name" with (select max(title) || ${empty} from post)
      step all
      keep
      """)
    #expect(
      try shell.run("(select rank || slug || \"Long Name\" from post).value").textValue
        == "4a bA bit's 3")
    #expect(
      shell.failure("generate filling post.slug with (lower(title); drop table post)")?.message
        == "expected `)`, not `;`")
  }

  @Test func `what is no such column, or no expression, is said`() throws {
    let shell = try shell()
    #expect(
      shell.failure("generate filling post.title with 1")?.diagnostics.first?.hint
        == "these are: post.rank, post.slug, post.\"Long Name\"")
    #expect(
      shell.failure("generate filling post.slug with \"\"")?.message
        == "this must be one SQL expression")
    #expect(
      shell.failure("generate filling post.slug")?.message == "each `filling` needs a `with`")
  }
}
