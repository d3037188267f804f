/// What separates two snapshots, object by object.
package struct Diff: Sendable {
  package let old: Snapshot
  package let new: Snapshot
  /// Sorted by id.
  package let changes: [Change]
  private let places: [ObjectID: Int]
  /// Roles and tablespaces that the changes name and the old state's cluster lacks. No plan makes
  /// them.
  package let missing: [ObjectID]
  /// What the changes bring that the old state's server does not know. No plan leads there.
  package let lacking: [Lack]
  /// The same of what it does without.
  package let leftOut: [Lack]
  /// What belongs together in each of the two, where anything is to be done.
  let families: (old: Families, new: Families)

  package var isEmpty: Bool { changes.isEmpty }

  /// `asked` names the kinds to compare of those that are not compared unasked.
  package init(from old: Snapshot, to new: Snapshot, comparing asked: Set<KindName> = []) {
    let asked = new.settled(on: old, comparing: asked)
    let new = asked.known(to: old.version)
    self.old = old
    self.new = new
    let changes = Self.changes(from: old, to: new)
    self.changes = changes.sorted { $0.id < $1.id }
    places = Dictionary(
      uniqueKeysWithValues: self.changes.enumerated().map { ($1.id, $0) })
    let needed = Set(changes.flatMap { $0.new?.clusterNeeds ?? [] })
    missing = needed.subtracting(old.cluster).sorted()
    let news = old.version.major < asked.version.major ? self.changes.compactMap(\.new) : []
    let lacks = news.flatMap { object in
      (asked[object.id]?.novelties ?? []).filter { $0.version > old.version.major }
        .map { Lack(id: object.id, novelty: $0) }
    }
    lacking = lacks.filter(\.novelty.isNeeded)
    leftOut = lacks.filter { !$0.novelty.isNeeded }
    families = changes.isEmpty ? (Families(), Families()) : (Families(old), Families(new))
  }

  private static func changes(from old: Snapshot, to new: Snapshot) -> [Change] {
    // One database on both sides.
    if old.objects.isSame(as: new.objects) { return [] }
    var changes: [Change] = []
    var kept = 0
    var next = 0
    for (place, id) in old.objects.keys.enumerated() {
      let object = old.objects.values[place]
      guard let found = new.objects.place(of: id, near: next) else {
        changes.append(Change(sort: .drop, old: object, new: nil))
        continue
      }
      (kept, next) = (kept + 1, found + 1)
      let other = new.objects.values[found]
      let isASCII = old.isASCII(id) && new.isASCII(id)
      if let change = compare(object, other, isASCII: isASCII) { changes.append(change) }
    }
    guard kept < new.objects.count else { return changes }
    for (id, object) in new.objects where old.objects.place(of: id) == nil {
      changes.append(Change(sort: .create, old: nil, new: object))
    }
    return changes
  }

  /// What becomes of one object; nil when it stays as it is.
  package func change(_ id: ObjectID) -> Change? { places[id].map { changes[$0] } }

  static func compare<Object: SchemaObject>(
    _ old: Object, _ other: any SchemaObject, isASCII: Bool = false
  ) -> Change? {
    // The same id and another type: PostgreSQL would not confuse them, so they are replaced.
    guard let new = other as? Object else {
      return Change(sort: .alter, old: old, new: other, remedies: [.replace])
    }
    if isASCII, old == new { return nil }
    let differing = Object.rules.filter { $0.differs(old, new) }
    if differing.isEmpty { return nil }
    let ruled = differing.map {
      AttributeChange(attribute: $0.attribute, old: $0.show(old), new: $0.show(new))
    }
    let told = differing.indices.filter { index in
      !differing[..<index].contains { $0.property == differing[index].property }
    }
    return Change(
      sort: .alter, old: old, new: new, attributes: told.map { ruled[$0] }, ruled: ruled,
      remedies: differing.map { $0.remedy(old, new) },
      inherited: Set(differing.filter(\.isInherited).map(\.attribute)))
  }
}
