import Testing

@testable import SchemaShell

/// What the editor does with text, without a terminal.
@Suite struct EntryTests {
  private func entry(_ marked: String) -> EntryText {
    let scalars = Array(marked.unicodeScalars)
    let cursor = scalars.firstIndex(of: "|") ?? scalars.count
    return EntryText(scalars.filter { $0 != "|" }, cursor: cursor)
  }

  private func place(_ marked: String) -> Int? { entry(marked).cursor }

  @Test func `up and down keep the column as far as there is one`() {
    #expect(entry("abc\nde|f").placeAbove == place("ab|c\ndef"))
    #expect(entry("a\nde|f").placeAbove == place("a|\ndef"))
    #expect(entry("ab|c\ndef").placeAbove == nil)
    #expect(entry("ab|c\ndef").placeBelow == place("abc\nde|f"))
    #expect(entry("abc|\nd\nef").placeBelow == place("abc\nd|\nef"))
    #expect(entry("abc\n|").placeAbove == place("|abc\n"))
    #expect(entry("abc\nd|").placeBelow == nil)
  }

  @Test func `home and end belong to the line`() {
    #expect(entry("abc\nde|f\ng").lineStart == 4)
    #expect(entry("abc\nde|f\ng").lineEnd == 7)
  }

  @Test func `a paste keeps its lines and tabs and loses other control characters`() {
    #expect(EntryText.pasted("a\r\nb\rc\n\td\u{1B}[0m\0é".unicodeScalars) == "a\nb\nc\n\td[0mé")
  }

  @Test func `completions share what they all begin with`() {
    let found = Completions(
      start: 0, candidates: [.init("select"), .init("selbst"), .init("self")])
    #expect(found.commonPrefix == "sel")
    #expect(Completions.none.commonPrefix == "")
  }

  @Test func `names are listed in columns, read downwards`() {
    #expect(Columns.lines(["a", "bb", "c", "d", "e"], width: 12) == ["a   c   e", "bb  d"])
    #expect(Columns.lines([], width: 10) == [])
    #expect(Columns.lines(["too long"], width: 3) == ["too long"])
  }
}
