import Postgres

/// What a model and a database both said when they last agreed: after a pull or a sync.
///
/// Against it one can tell which of the two has moved since, as a merge does with two branches.
package struct CommonState: Sendable {
  private let objects: [ObjectID: [String: String]]

  package init(_ snapshot: Snapshot) {
    objects = Dictionary(
      uniqueKeysWithValues: snapshot.objects.map { ($0.key, $0.value.comparedAttributes) })
  }

  private init(objects: [ObjectID: [String: String]]) { self.objects = objects }

  package var ids: Dictionary<ObjectID, [String: String]>.Keys { objects.keys }

  /// The same state in the names that renames give it. What they make of an attribute's words is
  /// known from the database that they were tried on, as far as it still says what was said here.
  package func renamed(by renaming: Renaming, from database: Snapshot) -> CommonState {
    let moves = Dictionary(
      renaming.moves.map { ($0.old, $0.new) }, uniquingKeysWith: { first, _ in first })
    func place(of id: ObjectID) -> ObjectID {
      if let new = moves[id] { return new }
      guard let parent = database[id]?.parent else { return id }
      let above = place(of: parent)
      guard above != parent else { return id }
      // A remark's names start with the kind of what it is about.
      let start = id.names.starts(with: parent.names) ? 0 : 1
      let moved = ObjectID(
        id.kind,
        Array(id.names.prefix(start)) + above.names
          + id.names.dropFirst(start + parent.names.count))
      // What belongs to an object is renamed after it.
      return moves[moved] ?? moved
    }
    var renamed: [ObjectID: [String: String]] = [:]
    for (id, attributes) in objects {
      let new = place(of: id)
      let before = database[id]?.comparedAttributes ?? [:]
      let after = renaming.snapshot[new]?.comparedAttributes ?? [:]
      renamed[new] = Dictionary(
        uniqueKeysWithValues: attributes.map { name, value in
          (name, before[name] == value ? after[name] ?? value : value)
        })
    }
    return CommonState(objects: renamed)
  }

  /// What was said of an object; nil when it was not there.
  package func attributes(_ id: ObjectID) -> [String: String]? { objects[id] }

  // MARK: - As bytes

  private static let form = "schemashell common state 1"

  package var bytes: [UInt8] {
    var packed = PackedWriter()
    packed.add(objects.count)
    for (id, attributes) in objects.sorted(by: { $0.key < $1.key }) {
      packed.add(id.kind.rawValue)
      packed.add(id.names)
      packed.add(attributes.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    }
    return packed.sealed(Self.form)
  }

  package init?(bytes: [UInt8]) {
    guard var packed = PackedReader(bytes, form: Self.form), let count = packed.number() else {
      return nil
    }
    var objects: [ObjectID: [String: String]] = [:]
    for _ in 0..<max(0, count) {
      guard let kind = packed.text(), let names = packed.list(), let pairs = packed.list(),
        pairs.count.isMultiple(of: 2)
      else { return nil }
      var attributes: [String: String] = [:]
      for index in stride(from: 0, to: pairs.count, by: 2) {
        attributes[pairs[index]] = pairs[index + 1]
      }
      objects[ObjectID(KindName(kind), names)] = attributes
    }
    self.objects = objects
  }
}

extension SchemaObject {
  /// Each attribute that a change could be planned for, alike where nothing is to be changed.
  package var comparedAttributes: [String: String] { attributes { $0.sense(self) } }

  /// The same in the words that it is told in.
  package var toldAttributes: [String: String] { attributes { $0.show(self) } }

  private func attributes(_ words: (Rule<Self>) -> String) -> [String: String] {
    let rules = Self.rules.filter { !$0.isDerived }
    var seen: Set<AnyKeyPath> = []
    // A stored property may have two rules, and is said once.
    let told = rules.filter { seen.insert($0.property).inserted }
    return Dictionary(
      told.map { ($0.attribute, words($0)) }, uniquingKeysWith: { first, _ in first })
  }
}
