import Engine

/// How many of what a schema has, in words: "3 tables, 2 views".
enum ObjectCounts {
  static func text(_ snapshot: Snapshot) -> String {
    let tops = snapshot.objects.values.filter { $0.parent == nil || snapshot[$0.id]?.parent == nil }
    var counts: [KindName: Int] = [:]
    // The schema that every database has says nothing.
    for object in tops where object.id.names != ["public"] {
      counts[object.id.kind, default: 0] += 1
    }
    let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { kind, count in
      "\(count) \(plural(kind.rawValue, count))"
    }
    return words.isEmpty ? "nothing" : words.joined(separator: ", ")
  }

  /// A kind of objects that PostgreSQL has and we do not read.
  struct Unread {
    let name: String
    let count: Int
    var words: String { ObjectCounts.plural(name, count) }
  }

  static func unread(_ counts: [String: Int]) -> [Unread] {
    counts.sorted { $0.key < $1.key }.map { Unread(name: $0.key, count: $0.value) }
  }

  static func plural(_ word: String, _ count: Int) -> String {
    guard count != 1 else { return word }
    if word.hasSuffix("y"), !word.hasSuffix("ey") { return word.dropLast() + "ies" }
    return word.hasSuffix("x") || word.hasSuffix("s") ? word + "es" : word + "s"
  }
}
