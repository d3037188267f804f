import Lang
import Postgres

/// Plain DDL in a model, as far as its first words tell: enough for `///` above it.
enum PlainStatement {
  /// What `comment on` calls what the statement creates; nil when a name is not enough to find it.
  static func reference(_ text: String) -> String? {
    let tokens = SQLTokens(text)
    guard tokens.word(0) == "create" else { return nil }
    var index = tokens.hasPhrase("or replace", at: 1) ? 3 : 1
    while let word = tokens.word(index), adjectives.contains(word) { index += 1 }
    guard let kind = kinds.first(where: { tokens.hasPhrase($0, at: index) }) else { return nil }
    index += kind.split(separator: " ").count
    if tokens.hasPhrase("concurrently", at: index) { index += 1 }
    if tokens.hasPhrase("if not exists", at: index) { index += 3 }
    guard let name = tokens.qualifiedName(at: index), name.names != ["on"] else { return nil }
    let reference = tokens.text(index..<index + name.length)
    guard relative.contains(kind) else { return "\(kind) \(reference)" }
    guard let on = tokens.first(of: ["on"], from: index),
      let table = tokens.qualifiedName(at: on + 1)
    else { return nil }
    return "\(kind) \(reference) on \(tokens.text(on + 1..<on + 1 + table.length))"
  }

  static func literal(_ text: String) -> String { ("\(literal: text)" as SQL).text }

  private static let adjectives: Set<String> = [
    "unlogged", "recursive", "unique", "trusted", "procedural", "constraint", "default",
  ]

  /// Those of several words first.
  private static let kinds = [
    "materialized view", "foreign table", "event trigger", "foreign data wrapper",
    "text search configuration", "text search dictionary", "text search parser",
    "text search template", "access method", "function", "procedure", "view", "table", "index",
    "sequence", "type", "domain", "schema", "extension", "collation", "conversion", "language",
    "publication", "subscription", "server", "statistics", "policy", "trigger",
  ]

  private static let relative: Set<String> = ["policy", "trigger"]
}

extension Source {
  /// The `///` lines right above a place: what they say, and where they stand.
  func documentation(above span: Span) -> (text: String, span: Span)? {
    var number = position(at: span.start).line - 1
    var lines: [String] = []
    var first: Span?
    while number >= 1 {
      let line = lineSpan(number)
      let text = self[line].trimmed
      guard text.hasPrefix("///") else { break }
      var words = text.dropFirst(3)
      if words.first == " " { words.removeFirst() }
      lines.append(String(words))
      first = line
      number -= 1
    }
    guard let first else { return nil }
    return (lines.reversed().joined(separator: "\n"), first)
  }
}

extension String {
  fileprivate var trimmed: String {
    var view = unicodeScalars[...]
    func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
      scalar == " " || scalar == "\t" || scalar == "\r"
    }
    while isBlank(view.first) { view.removeFirst() }
    while isBlank(view.last) { view.removeLast() }
    return String(view)
  }
}
