/// Finds objects that would be dropped, with what they hold, beside others that would be created
/// much like them: a person may have meant a rename. Nobody but the person knows.
package struct LikelyRenames {
  private let old: Snapshot
  private let new: Snapshot
  private let families: (old: [ObjectID: [any SchemaObject]], new: [ObjectID: [any SchemaObject]])

  package static func find(from old: Snapshot, to new: Snapshot) -> [Rename] {
    LikelyRenames(old, new).found()
  }

  private init(_ old: Snapshot, _ new: Snapshot) {
    (self.old, self.new) = (old, new)
    func families(_ snapshot: Snapshot) -> [ObjectID: [any SchemaObject]] {
      Dictionary(grouping: snapshot.objects.values.filter { $0.parent != nil }) {
        $0.parent ?? $0.id
      }
    }
    self.families = (families(old), families(new))
  }

  private func found() -> [Rename] {
    var coming = new.objects.values.filter { old[$0.id] == nil && isTop($0, in: old) }
      .sorted { $0.id < $1.id }
    let going = old.objects.values.filter {
      new[$0.id] == nil && isTop($0, in: new) && holdsData($0) && old.carriers[$0.id] == nil
    }.sorted { $0.id < $1.id }
    var renames: [Rename] = []
    for object in going {
      guard let place = coming.firstIndex(where: { isLikely(object, $0) }) else { continue }
      let other = coming.remove(at: place)
      renames.append(Rename(other.id, was: object.id.name))
    }
    return renames + members()
  }

  /// Its parent stays, if it has one.
  private func isTop(_ object: any SchemaObject, in other: Snapshot) -> Bool {
    object.parent.map { other[$0] != nil } ?? true
  }

  private func holdsData(_ object: any SchemaObject) -> Bool {
    object.drop().contains { $0.hazards.contains(where: \.destroysData) }
  }

  private func isLikely(_ object: any SchemaObject, _ other: any SchemaObject) -> Bool {
    guard object.kind == other.kind, object.parent == other.parent,
      object.id.names.dropLast() == other.id.names.dropLast(), object.resembles(any: other)
    else { return false }
    let (own, others) = (contents(object, families.old), contents(other, families.new))
    if !own.isEmpty || !others.isEmpty {
      return own.intersection(others).count * 5 >= max(own.count, others.count) * 3
    }
    return object.position > 0 && object.position == other.position
      || Likeness.isNear(object.id.name, other.id.name)
  }

  /// What of an object's holds data, by name.
  private func contents(
    _ object: any SchemaObject, _ families: [ObjectID: [any SchemaObject]]
  ) -> Set<String> {
    Set((families[object.id] ?? []).filter(holdsData).map { "\($0.kind) \($0.id.name)" })
  }

  /// Where one member went and another came at the same place.
  private func members() -> [Rename] {
    var renames: [Rename] = []
    for object in old.objects.values.sorted(by: { $0.id < $1.id }) where !object.members.isEmpty {
      guard let other = new[object.id], other.members.count >= object.members.count else {
        continue
      }
      for (before, after) in zip(object.members, other.members)
      where !other.members.contains(before) && !object.members.contains(after) {
        renames.append(Rename(ObjectID("label", object.id.names + [after]), was: before))
      }
    }
    return renames
  }
}

extension SchemaObject {
  fileprivate func resembles(any other: any SchemaObject) -> Bool {
    (other as? Self).map(resembles) ?? false
  }
}

/// Whether two names may be two versions of one.
enum Likeness {
  static func isNear(_ a: String, _ b: String) -> Bool {
    let (first, second) = (
      Array(a.lowercased().unicodeScalars), Array(b.lowercased().unicodeScalars)
    )
    let words = (Set(first.split(separator: "_")), Set(second.split(separator: "_")))
    if !words.0.isDisjoint(with: words.1) { return true }
    return distance(first, second) * 2 <= max(first.count, second.count)
  }

  /// How many letters have to be added, taken away or changed. Names are short.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let cost = min(row[j + 1] + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
}
