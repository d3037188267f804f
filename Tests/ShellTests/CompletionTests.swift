import Testing

@testable import SchemaShell

/// What Tab offers with a live database behind it. `|` marks the cursor.
@Suite struct CompletionTests {
  private func offers(_ marked: String) throws -> [String] {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      create table author (id int, name text, email text);
      create table post (id int, title text);
      """)
    let completer = Completer(shell.interpreter)
    let scalars = Array(marked.unicodeScalars)
    let cursor = scalars.firstIndex(of: "|") ?? scalars.count
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.filter { $0 != "|" })
    return completer.completions(for: String(text), at: cursor).candidates.map(\.text)
  }

  @Test func `tables and columns of the database`() throws {
    #expect(try offers("select * from aut|") == ["author"])
    #expect(try offers("select a.na| from author a;").contains("a.name"))
    #expect(try offers("select ema| from author;") == ["email"])
    #expect(try offers("describe po|") == ["post"])
  }

  @Test func `columns of the tables that the whole text names, or of all while it names none`()
    throws
  {
    #expect(try offers("select tit| from author;") == [])
    #expect(try offers("select tit| from post;") == ["title"])
    #expect(try offers("select tit|") == ["title"])
  }
}
