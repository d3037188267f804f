/// The first words of a statement: enough to guess what is best run first.
///
/// Nothing is understood by them and nothing depends on the guess but time: a statement that came
/// too early is tried again.
package struct LeadingWords: Sendable {
  /// Lower case; at most eight, up to the first character that belongs to none.
  package let words: [String]
  private let alteration: Alteration?

  /// What an `alter` does that others wait for, or that waits for others.
  private enum Alteration {
    case attachment
    /// Adds what a partition must have before it joins: a check, a key.
    case condition
    /// Ties a sequence to a column, which both must have one owner for, as they have at first.
    case tie
    /// Gives a sequence its owner, which it can have only from its column once it is tied to one.
    case owning
  }

  package init(_ sql: String) {
    var words: [String] = []
    var rest = sql.utf8[...]
    while words.count < 8, let word = Self.nextWord(&rest) { words.append(word) }
    self.words = words
    let isSequence = words.starts(with: ["alter", "sequence"])
    alteration =
      isSequence || words.starts(with: ["alter", "table"])
      ? Self.alteration(
        of: isSequence, sql.prefix(400).lowercased().split(whereSeparator: \.isWhitespace))
      : nil
  }

  private static func alteration(of isSequence: Bool, _ words: [Substring]) -> Alteration? {
    if isSequence {
      return words.contains("owner") ? .owning : words.contains("owned") ? .tie : nil
    }
    if words.contains("attach") { return .attachment }
    let isCondition =
      words.contains("add") && !words.contains("only")
      && words.contains {
        $0.hasPrefix("check") || $0.hasPrefix("unique") || $0.hasPrefix("primary")
      }
    return isCondition ? .condition : nil
  }

  /// Right before what is created by this word.
  private static func place(_ word: String) -> Int { order.firstIndex(of: "before \(word)") ?? 0 }

  private static func nextWord(_ rest: inout Substring.UTF8View) -> String? {
    skipBlanks(&rest)
    let word = rest.prefix {
      ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F || ($0 >= 0x30 && $0 <= 0x39)
        || $0 >= 0x80
    }
    guard !word.isEmpty else { return nil }
    rest = rest.dropFirst(word.count)
    return String(decoding: word, as: UTF8.self).lowercased()
  }

  package var first: String { words.first ?? "" }

  package func starts(with phrase: String) -> Bool {
    words.starts(with: phrase.split(separator: " ").map(String.init))
  }

  /// When it is best run: what makes names that others use comes first.
  var rank: Int {
    guard first == "create" else {
      // Before a table uses the type, and before the parent has indexes to look for.
      if starts(with: "alter domain") || starts(with: "alter type") { return Self.place("table") }
      switch alteration {
      case .owning: return Self.place("table")
      case .attachment, .tie: return Self.place("index")
      // What a partition is checked for must be there before it joins those that hand it down.
      case .condition: return Self.place("index") - 1
      case nil: return Self.order.count
      }
    }
    for word in words.dropFirst() {
      if let place = Self.order.firstIndex(of: word) { return place }
      if !Self.adjectives.contains(word) { break }
    }
    return Self.order.count - 1
  }

  /// What a `create` statement makes, without its schema; nil when that takes more than a look.
  static func createdName(_ sql: String) -> String? {
    var rest = sql.utf8[...]
    guard nextWord(&rest) == "create" else { return nil }
    var kind: String?
    while true {
      let before = rest
      skipBlanks(&rest)
      if rest.first == UInt8(ascii: "\"") {
        rest = before
        break
      }
      guard let word = nextWord(&rest) else { return nil }
      if order.contains(word) || ["trigger", "policy", "rule", "server"].contains(word) {
        kind = word
      } else if kind != nil, !["if", "not", "exists", "concurrently"].contains(word) {
        rest = before
        break
      }
    }
    guard kind != nil, var name = nextName(&rest) else { return nil }
    while rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard let next = nextName(&rest) else { return nil }
      name = next
    }
    return name == "on" ? nil : name
  }

  private static func nextName(_ rest: inout Substring.UTF8View) -> String? {
    skipBlanks(&rest)
    guard rest.first == UInt8(ascii: "\"") else { return nextWord(&rest) }
    rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") {
        guard rest.first == byte else { break }
        rest.removeFirst()
      }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let order = [
    "role", "schema", "extension", "collation", "type", "domain", "sequence", "function",
    "procedure", "aggregate", "operator", "cast", "before table", "table", "view", "checks",
    "before index",
    "index",
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
