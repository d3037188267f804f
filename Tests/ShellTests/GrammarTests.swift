import Foundation
import Lang
import SchemaShell
import Testing

/// The TextMate grammar knows the words that the language knows: no more, no less.
@Suite struct GrammarTests {
  private let repository: [String: Any]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("editors/schemashell.tmLanguage.json")
    let grammar = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    repository = try #require(grammar?["repository"] as? [String: Any])
  }

  /// The words in the first group of alternatives of a rule's expression.
  private func words(_ rule: String, _ key: String, from opening: String) throws -> [String] {
    let pattern = try #require((repository[rule] as? [String: Any])?[key] as? String)
    let start = try #require(pattern.range(of: opening)).upperBound
    let end = try #require(pattern.range(of: ")", range: start..<pattern.endIndex)).lowerBound
    return pattern[start..<end].split(separator: "|").map(String.init)
  }

  @Test func `keywords are the language's`() throws {
    #expect(try words("keywords", "match", from: "\\b(?:") == Reference.keywords)
  }

  @Test func `verbs are PostgreSQL's`() throws {
    let wanted = Set(PostgreSQL.verbs.map(\.word) + [PostgreSQL.forcingWord]).sorted()
    #expect(try words("sql", "begin", from: "\\s*(") == wanted)
  }

  @Test func `declarations are the models'`() throws {
    let wanted = ModelDeclarations.all.map { $0.form.title }.sorted()
    #expect(try words("declarations", "begin", from: "\\s*(") == wanted)
  }

  @Test func `every expression compiles`() throws {
    func check(_ value: Any) throws {
      if let map = value as? [String: Any] {
        for (key, inner) in map {
          if ["match", "begin", "end"].contains(key), let text = inner as? String {
            // `\1` in an `end` means what `begin` found.
            _ = try NSRegularExpression(pattern: text.replacingOccurrences(of: "\\1", with: "x"))
          } else {
            try check(inner)
          }
        }
      } else if let list = value as? [Any] {
        try list.forEach(check)
      }
    }
    try check(repository)
  }
}
