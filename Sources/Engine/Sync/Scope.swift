/// Which objects of a database are ours to compare and change; the others belong to somebody else.
///
/// A rule is said in words: a kind, a pattern for the name, or both.
///
/// ```
/// audit.*                 everything in the schema audit
/// table public.tmp_*      tables by their names
/// publication             a kind, whatever it is called
/// partitions of event     what a job attaches while the system runs
/// ```
/// Where there are rules of what is managed, nothing else is; what is ignored is not managed in any
/// case. Whatever belongs to an object goes with it.
package struct Scope: Sendable {
  package struct Rule: Sendable {
    private let kind: String?
    /// Of names without a schema, any schema's; nil for all of the kind.
    private let pattern: [String]?
    private let isOfPartitions: Bool

    /// Nil when the words are no rule.
    package init?(_ text: String) {
      guard let read = Rule.read(text) else { return nil }
      self = read
    }

    private init(kind: String?, pattern: [String]?, isOfPartitions: Bool) {
      self.kind = kind
      self.pattern = pattern
      self.isOfPartitions = isOfPartitions
    }

    private static func read(_ text: String) -> Rule? {
      var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      let isOfPartitions = words.prefix(2) == ["partitions", "of"]
      if isOfPartitions { words.removeFirst(2) }
      let kinds = Set(ObjectKinds.all.map { $0.kind.rawValue })
      let all = words.joined(separator: " ")
      if kinds.contains(all), !isOfPartitions {
        return Rule(kind: all, pattern: nil, isOfPartitions: false)
      }
      guard let last = words.popLast() else { return nil }
      let said = words.joined(separator: " ")
      guard said.isEmpty || kinds.contains(said) && !isOfPartitions else { return nil }
      let names = last.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard names.count <= 2, names.allSatisfy({ !$0.isEmpty }) else { return nil }
      return Rule(
        kind: said.isEmpty ? nil : said, pattern: names, isOfPartitions: isOfPartitions)
    }

    fileprivate func matches(_ id: ObjectID, partitionOf parents: [ObjectID]) -> Bool {
      if isOfPartitions { return parents.contains { matches($0.names) } }
      // A schema goes with what is in it.
      if kind == Schema.kind.rawValue, let pattern {
        return id.kind == Schema.kind
          ? Self.fits(id.name, pattern[0])
          : id.names.count > 1 && Self.fits(id.names[0], pattern[0])
      }
      if let kind, kind != id.kind.rawValue { return false }
      if id.kind == Schema.kind, let pattern, pattern.count == 2, pattern[1] == "*" {
        return Self.fits(id.name, pattern[0])
      }
      return pattern == nil || matches(id.path)
    }

    private func matches(_ names: [String]) -> Bool {
      guard let pattern, let name = names.last else { return true }
      if pattern.count == 1 { return Self.fits(name, pattern[0]) }
      return names.count > 1 && Self.fits(names[0], pattern[0]) && Self.fits(name, pattern[1])
    }

    /// `*` stands for any letters.
    private static func fits(_ name: String, _ pattern: String) -> Bool {
      let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
      var (place, index) = (0, 0)
      var star: (index: Int, place: Int)?
      while place < name.count {
        if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
          star = (index, place)
          index += 1
        } else if index < pattern.count, pattern[index] == name[place] {
          index += 1
          place += 1
        } else if let last = star {
          star = (last.index, last.place + 1)
          (index, place) = (last.index + 1, last.place + 1)
        } else {
          return false
        }
      }
      return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
  }

  private let managed: [Rule]
  private let ignored: [Rule]

  /// All is ours.
  package init() { (managed, ignored) = ([], []) }

  package init(managing managed: [Rule], ignoring ignored: [Rule]) {
    (self.managed, self.ignored) = (managed, ignored)
  }

  private var isEverything: Bool { managed.isEmpty && ignored.isEmpty }

  /// What of a schema is ours.
  package func applied(to snapshot: Snapshot) -> Snapshot {
    if isEverything { return snapshot }
    var parents: [ObjectID: [ObjectID]] = [:]
    for place in snapshot.all(Inheritance.self) where place.bound != nil {
      parents[place.child, default: []].append(place.above)
    }
    func isOurs(_ id: ObjectID) -> Bool {
      let above = parents[id] ?? []
      let isManaged = managed.isEmpty || managed.contains { $0.matches(id, partitionOf: above) }
      return isManaged && !ignored.contains { $0.matches(id, partitionOf: above) }
    }
    return snapshot.filtered { object in
      if let parent = object.parent, snapshot[parent] != nil { return true }
      // A serial column's sequence goes with the column.
      guard let carrier = snapshot.carriers[object.id] else { return isOurs(object.id) }
      return isOurs(object.id) && isOurs(Self.root(of: carrier, in: snapshot))
    }
  }

  private static func root(of id: ObjectID, in snapshot: Snapshot) -> ObjectID {
    var id = id
    while let parent = snapshot[id]?.parent, snapshot[parent] != nil { id = parent }
    return id
  }

  /// How many objects that stand for themselves are left alone.
  package func countOutside(in snapshot: Snapshot) -> Int {
    if isEverything { return 0 }
    let kept = applied(to: snapshot)
    return snapshot.objects.values.count { object in
      kept[object.id] == nil && object.parent.map { snapshot[$0] == nil } ?? true
    }
  }
}
