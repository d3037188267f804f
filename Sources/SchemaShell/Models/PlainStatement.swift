import Engine
import Lang
import Postgres

/// Plain DDL in a model, as far as its first words tell: enough for `///` above it, and for `was`
/// behind its name.
struct PlainStatement {
  private let tokens: SQLTokens
  private let kind: String
  private let name: Range<Int>
  private let names: [String]

  /// Nil for what creates nothing that has a name.
  init?(_ text: String) {
    tokens = SQLTokens(text)
    guard tokens.word(0) == "create" else { return nil }
    var index = tokens.hasPhrase("or replace", at: 1) ? 3 : 1
    while let word = tokens.word(index), Self.adjectives.contains(word) { index += 1 }
    let (tokens, start) = (tokens, index)
    guard let kind = Self.kinds.first(where: { tokens.hasPhrase($0, at: start) }) else {
      return nil
    }
    self.kind = kind
    index += kind.split(separator: " ").count
    if tokens.hasPhrase("concurrently", at: index) { index += 1 }
    if tokens.hasPhrase("if not exists", at: index) { index += 3 }
    guard let name = tokens.qualifiedName(at: index), name.names != ["on"] else { return nil }
    self.name = index..<index + name.length
    names = name.names
  }

  /// What `comment on` calls what the statement creates; nil when a name is not enough to find it.
  var reference: String? {
    if kind == "aggregate" { return nil }
    let reference = tokens.text(name)
    guard Self.relative.contains(kind) else { return "\(kind) \(reference)" }
    guard let table else { return nil }
    return "\(kind) \(reference) on \(tokens.text(table.range))"
  }

  /// `was OLD` behind the name: what it says of which object, and the bytes where it stands.
  var oldName: (id: ObjectID, names: [String], bytes: Range<Int>)? {
    let place = name.upperBound
    guard tokens.word(place) == "was", let old = tokens.qualifiedName(at: place + 1), let id else {
      return nil
    }
    let last = place + old.length
    return (id, old.names, tokens.tokens[place].start..<tokens.tokens[last].end)
  }

  private var id: ObjectID? {
    let kind = KindName(kind)
    if Self.relative.contains(self.kind) {
      return table.map { ObjectID(kind, $0.names.withSchema + names) }
    }
    if self.kind == "index", names.count == 1 {
      return table.map { ObjectID(kind, $0.names.withSchema.dropLast() + names) }
    }
    return ObjectID(spoken: self.kind, names)
  }

  /// What stands behind `on`.
  private var table: (names: [String], range: Range<Int>)? {
    guard let on = tokens.first(of: ["on"], from: name.upperBound) else { return nil }
    let start = tokens.word(on + 1) == "only" ? on + 2 : on + 1
    return tokens.qualifiedName(at: start).map { ($0.names, start..<start + $0.length) }
  }

  static func literal(_ text: String) -> String { ("\(literal: text)" as SQL).text }

  private static let adjectives: Set<String> = [
    "unlogged", "recursive", "unique", "trusted", "procedural", "constraint", "default",
  ]

  /// Those of several words first.
  private static let kinds = [
    "materialized view", "foreign table", "event trigger", "foreign data wrapper",
    "text search configuration", "text search dictionary", "text search parser",
    "text search template", "access method", "function", "procedure", "aggregate", "view", "table",
    "index",
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
