import Foundation
import Lang
import SchemaShell
import Testing

/// docs/language.md: every example runs and prints what it says, and the tables are those of the
/// declarations. `SCHEMASHELL_RECORD=1` writes the tables anew.
@Suite struct LanguageDocTests {
  private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/language.md")

  static let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""

  static let examples: [String] = text.components(separatedBy: "```schemashell\n").dropFirst()
    .compactMap { $0.components(separatedBy: "\n```").first }

  @Test(arguments: examples)
  func `an example prints what it says`(example: String) throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch\noutput csv")
    _ = shell.takeOutput()
    let wanted = example.split(separator: "\n").compactMap { line -> String? in
      guard let mark = line.range(of: "# → ") else { return nil }
      return String(line[mark.upperBound...])
    }
    try shell.run(example)
    let printed = shell.takeOutput().flatMap { $0.components(separatedBy: "\n") }
    // What a command shows is its own; examples say what they print themselves.
    let shows = ["describe", "sync"].contains(where: example.contains)
    #expect(printed == wanted || shows && wanted.allSatisfy(printed.contains), "\(example)")
  }

  @Test func `there are many examples`() { #expect(Self.examples.count > 15) }

  @Test func `the tables say what there is`() throws {
    var wanted = Self.text
    for (name, table) in [("functions", Reference.functions), ("methods", Reference.methods)] {
      let start = try #require(wanted.range(of: "<!-- \(name) -->\n"))
      let end = try #require(
        wanted.range(of: "<!-- end -->", range: start.upperBound..<wanted.endIndex))
      wanted.replaceSubrange(start.upperBound..<end.lowerBound, with: table + "\n")
    }
    if ProcessInfo.processInfo.environment["SCHEMASHELL_RECORD"] != nil {
      try wanted.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    #expect(wanted == Self.text)
  }
}
