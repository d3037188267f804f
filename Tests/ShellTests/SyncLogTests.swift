import Foundation
import Lang
import SchemaShell
import TestSupport
import Testing

/// The log of a project: what was done, and the way back.
@Suite struct SyncLogTests {
  private func project(_ model: String = StatusTests.blog) throws -> ShellHarness {
    let shell = try ShellHarness(files: ["m.schema": model])
    try shell.run("init\nconnect scratch\nload m.schema")
    return shell
  }

  private func entries(_ shell: ShellHarness) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: shell.folder.appendingPathComponent("migrations/log").path
    ).sorted()
  }

  @Test func `every pull, sync and merge is logged`() throws {
    let shell = try project()
    try shell.run(
      """
      sync commented "the \\\\ first\\nof all"
      alter table author add born date;
      pull
      create table tag (id int);
      merge commented "tags"
      """)
    try shell.run("sync\npull")
    try shell.run("var done = []\nfor row in (log) { done.append(row.what) }")
    try shell.run("assert done == [\"sync\", \"pull\", \"merge\"]")
    #expect(try shell.run("(log)[0].comment").textValue == "the \\ first\nof all")
    shell.clear()
    try shell.run("log 2")
    let told = shell.takeOutput()
    #expect(
      Array(told[told.count - 5..<told.count]) == [
        "~ table public.author", "    +   born   date", "", "sql",
        "    alter table public.author add column born date;",
      ], "\(told)")
    #expect(try shell.run("(log 3).comment").textValue == "tags")
    // What is another than before is all that an entry holds.
    let names = try entries(shell)
    #expect(names.count == 3 && names[1].hasPrefix("00000002_pull_"))
    let text = try shell.read("migrations/log/\(names[2])")
    #expect(text.contains("+ table public.tag") && !text.contains("table public.author"))
  }

  @Test func `the first sync of a database makes the log, and says so`() throws {
    try withDatabaseSettings { settings in
      let shell = try ShellHarness(files: ["m.schema": "table tag { id int }\n"])
      try shell.run("connect \"\(settings.keywords)\"\nload m.schema")
      shell.clear()
      try shell.run("sync")
      #expect(shell.takeMessages().contains("made migrations/log, where this is logged"))
      try shell.run("alter table tag add name text;\npull\nassert (log).count == 2")
      #expect(!shell.takeMessages().contains { $0.contains("made migrations/log") })
      try shell.run("disconnect")
    }
  }

  @Test func `where the log may not be written it is said, and what was done is done`() throws {
    try withDatabaseSettings { settings in
      let shell = try ShellHarness(files: ["m.schema": "table tag { id int }\n"])
      shell.interpreter.capabilities = [.connect, .read(shell.folder.path)]
      try shell.run("connect \"\(settings.keywords)\"\nload m.schema\nsync")
      #expect(shell.takeMessages().contains { $0.contains("this is not in the log: ") })
      try shell.run("select * from tag;\ndisconnect")
    }
  }

  @Test func `what is done to a scratch database alone makes no log`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("log")
    #expect(shell.takeMessages().last?.contains("makes migrations/log") == true)
    #expect(shell.failure("log 1")?.message == "the log has no entry 1")
  }

  @Test func `restore brings the models back, and plans for the database`() throws {
    let shell = try project()
    try shell.run(
      """
      sync
      drop view live;
      drop table post;
      alter table author drop column name, add born date;
      pull
      """)
    shell.clear()
    try shell.run("restore 1")
    #expect(try shell.read("m.schema").contains("table post {"))
    #expect(
      try shell.read("m.schema").hasPrefix("# Ours.\ntable author {\n  id    int primary key"))
    let messages = shell.takeMessages()
    #expect(messages.contains { $0.contains("table public.post comes back without its rows") })
    #expect(messages.contains { $0.contains("column public.author.name comes back") })
    #expect(shell.takeOutput().contains { $0.contains("create table public.post") })
    try shell.run("sync allowing data loss\nselect name from author;\nselect * from live;")
    #expect(try shell.run("(log)[3].what").textValue == "sync")
    try shell.run("restore 2\nsync allowing data loss\nassert (diff).isEmpty")
  }

  @Test func `restore does not write over what was changed since`() throws {
    let shell = try project()
    try shell.run("sync\nalter table author add born date;\npull")
    let text = try shell.read("m.schema").replacing("name  text", with: "name  text not null")
    try shell.write(text, to: "m.schema")
    let failure = try #require(shell.failure("restore 1"))
    #expect(failure.message.contains("have changed since"))
    #expect(failure.diagnostics.first?.hint?.contains("restore overwriting models") == true)
    #expect(try shell.read("m.schema") == text)
    try shell.run("restore 1 overwriting models")
    #expect(try shell.read("m.schema") == StatusTests.blog)
  }

  @Test func `hostile names and texts come back to the byte`() throws {
    let shell = try project("table a { id int }\n")
    try shell.run(
      """
      sync
      create table "a ""b\\\\n
      + c" ("select" text default E'+ x\\n- y\\nsql\\nnow\\n', "é" int);
      comment on column "a ""b\\\\n
      + c"."é" is E'sql\\r\\nbefore\\n';
      create function f() returns text language sql as $$
      select '
      before
      now
      sql
      - x
      + y'
      $$;
      pull
      let all = (export ddl)
      drop function f();
      """)
    try shell.run(
      """
      pull
      restore 2
      sync
      assert (export ddl) == all
      """)
  }

  @Test func `two shells at once have an entry each`() async throws {
    let shell = try project("table a { id int }\n")
    let folder = shell.folder
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let other = try ShellHarness(files: ["m\(number).schema": "table t\(number) { id int }\n"]
          )
          other.session.folder = folder.path
          other.interpreter.files = other.session.files
          try other.write("table t\(number) { id int }\n", to: "m\(number).schema")
          try other.run("connect scratch\nload \"\(other.folder.path)/m\(number).schema\"\nsync")
        }
      }
      try await group.waitForAll()
    }
    let names = try entries(shell)
    #expect(names.map { $0.prefix(8) } == (1...4).map { "0000000\($0)" })
    for number in 1...4 {
      let after = try shell.run("(log \(number)).after").textValue ?? ""
      #expect(after.contains("table t"))
    }
  }

  @Test func `entries of two branches stay what they were`() throws {
    let shell = try project("table a { id int }\n")
    try shell.run("sync\nalter table a add b int;\npull")
    let ours = try entries(shell)[1]
    let saved = try shell.read("migrations/log/\(ours)")
    try FileManager.default.removeItem(
      at: shell.folder.appendingPathComponent("migrations/log/\(ours)"))
    try shell.run("alter table a add c int;\npull")
    try shell.write(saved, to: "migrations/log/\(ours)")
    let failure = try #require(shell.failure("log 2"))
    #expect(failure.message == "the log has 2 entries 2")
    #expect(try shell.run("(log \"\(ours)\").after").textValue?.contains("c  integer") == false)
    try shell.run("alter table a add d int;\npull")
    #expect(try shell.run("(log 3).after").textValue?.contains("d   integer") == true)
  }

  @Test func `a damaged entry is named`() throws {
    let shell = try project("table a { id int }\n")
    try shell.run("sync")
    let name = try entries(shell)[0]
    let text = try shell.read("migrations/log/\(name)")
    try shell.write(text.replacing("now\n", with: "then\n"), to: "migrations/log/\(name)")
    let failure = try #require(shell.failure("log 1"))
    #expect(failure.message.hasPrefix("migrations/log/\(name) is damaged in line "))
    // What was done is not undone because it cannot be logged.
    try shell.run("alter table a add b int;\npull")
    #expect(shell.takeMessages().contains { $0.contains("this is not in the log") })
    #expect(try shell.read("m.schema").contains("b "))
  }

  @Test func `sync fills what becomes not null`() throws {
    let shell = try StatusTests.agreed()
    try shell.run(
      "insert into author values (1, 'A@b', null);\ninsert into post values (1, 'One');")
    try shell.write(
      StatusTests.blog.replacing("name  text", with: "name  text not null")
        .replacing("title text }", with: "title text; slug text not null }"), to: "m.schema")
    let failure = try #require(shell.failure("sync"))
    #expect(failure.message.contains("is not null"))
    try shell.run(
      "sync filling author.name with \"lower(email)\" filling slug with \"lower(title)\"")
    #expect(try shell.run("(select name from author).value").textValue == "a@b")
    #expect(try shell.run("(select slug from post).value").textValue == "one")
  }

  @Test func `sync asks a person for the value, where there are rows`() throws {
    let shell = try StatusTests.agreed()
    try shell.run("insert into post values (1, 'One');")
    try shell.write(
      StatusTests.blog.replacing("name  text", with: "name  text not null")
        .replacing("title text }", with: "title text; slug text not null }"), to: "m.schema")
    shell.session.isInteractive = true
    var questions: [String] = []
    shell.session.console.ask = { question in
      questions.append(question)
      return question.hasPrefix("SQL") ? "title" : "y"
    }
    try shell.run("sync")
    #expect(questions.count == 2 && questions[0].contains("post.slug"), "\(questions)")
    #expect(try shell.run("(select slug from post).value").textValue == "One")
  }
}
