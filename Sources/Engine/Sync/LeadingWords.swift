/// The first words of a statement: enough to guess what is best run first.
///
/// Nothing is understood by them and nothing depends on the guess but time: a statement that came
/// too early is tried again.
package struct LeadingWords: Sendable {
  /// Lower case; at most eight, up to the first character that belongs to none.
  package let words: [String]

  package init(_ sql: String) {
    var words: [String] = []
    var rest = sql.utf8[...]
    while words.count < 8 {
      Self.skipBlanks(&rest)
      let word = rest.prefix {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F || ($0 >= 0x30 && $0 <= 0x39)
          || $0 >= 0x80
      }
      guard !word.isEmpty else { break }
      words.append(String(decoding: word, as: UTF8.self).lowercased())
      rest = rest.dropFirst(word.count)
    }
    self.words = words
  }

  package var first: String { words.first ?? "" }

  package func starts(with phrase: String) -> Bool {
    words.starts(with: phrase.split(separator: " ").map(String.init))
  }

  /// When it is best run: what makes names that others use comes first.
  var rank: Int {
    guard first == "create" else { return Self.order.count }
    for word in words.dropFirst() {
      if let place = Self.order.firstIndex(of: word) { return place }
      if !Self.adjectives.contains(word) { break }
    }
    return Self.order.count - 1
  }

  private static let order = [
    "role", "schema", "extension", "collation", "type", "domain", "sequence", "function",
    "procedure", "aggregate", "operator", "cast", "table", "view", "index",
  ]

  private static let adjectives: Set<String> = [
    "or", "replace", "unlogged", "foreign", "trusted", "default", "materialized", "recursive",
    "unique",
  ]

  private static func skipBlanks(_ rest: inout Substring.UTF8View) {
    while let byte = rest.first {
      if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
        rest.removeFirst()
      } else if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != 0x0A }
      } else if rest.starts(with: "/*".utf8) {
        skipComment(&rest)
      } else {
        return
      }
    }
  }

  private static func skipComment(_ rest: inout Substring.UTF8View) {
    var depth = 0
    while !rest.isEmpty {
      if rest.starts(with: "/*".utf8) {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.starts(with: "*/".utf8) {
        depth -= 1
        rest = rest.dropFirst(2)
        if depth == 0 { return }
      } else {
        rest.removeFirst()
      }
    }
  }
}
