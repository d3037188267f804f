/// One database's schema at one moment: its objects by id, and which needs which.
///
/// A value: two of them are compared without a server.
package struct Snapshot: Sendable {
  package let version: ServerVersion
  package private(set) var objects: [ObjectID: any SchemaObject]
  /// For each object, what it needs: `pg_depend` told in ids, plus `needs` and `parent`.
  package private(set) var dependencies: [ObjectID: [ObjectID]]
  /// Objects that go by themselves when another does, without belonging to it: a serial column's
  /// sequence.
  package let carriers: [ObjectID: ObjectID]
  /// For each object whose rows are values of a type: what computes with such values, or keeps some.
  package let rowUsers: [ObjectID: [ObjectID]]
  /// Kinds of objects that exist there and are not modelled, with their counts.
  package let notCompared: [String: Int]
  /// The cluster's roles and tablespaces: seen, so that a plan can say which ones it lacks.
  package let cluster: Set<ObjectID>
  /// The role that read it. What belongs to it says nothing of its owner.
  package let user: String
  /// True for what a person has written down: what is not compared unasked is compared as far as
  /// it stands here.
  package var isSaid = false
  /// Kinds that there may be objects of: what is there of none is not looked for.
  private var kinds: Set<KindName>
  /// Objects in whose texts there is more than ASCII.
  private let beyondASCII: Set<ObjectID>

  package init(
    version: ServerVersion, objects: [ObjectID: any SchemaObject] = [:],
    dependencies: [ObjectID: [ObjectID]] = [:], carriers: [ObjectID: ObjectID] = [:],
    rowUsers: [ObjectID: [ObjectID]] = [:], notCompared: [String: Int] = [:],
    cluster: Set<ObjectID> = [], user: String = "", kinds: Set<KindName>? = nil,
    beyondASCII: Set<ObjectID> = []
  ) {
    self.version = version
    self.objects = objects
    self.dependencies = dependencies
    self.carriers = carriers
    self.rowUsers = rowUsers
    self.user = user
    self.notCompared = notCompared
    self.cluster = cluster
    self.kinds = kinds ?? Set(objects.keys.map(\.kind))
    self.beyondASCII = beyondASCII
  }

  package subscript(_ id: ObjectID) -> (any SchemaObject)? { objects[id] }

  /// The objects of one kind, in the order of their ids.
  package func all<Object: SchemaObject>(_ type: Object.Type) -> [Object] {
    guard kinds.contains(type.kind) else { return [] }
    return objects.values.compactMap { $0 as? Object }.sorted { $0.id < $1.id }
  }

  /// True when nothing that is said of the object, by itself or by the names of what it needs, goes
  /// beyond ASCII. All else has to be compared byte by byte: Swift takes two spellings of one
  /// character as equal, PostgreSQL does not.
  func isASCII(_ id: ObjectID) -> Bool {
    beyondASCII.isEmpty
      || !beyondASCII.contains(id) && needs(of: id).allSatisfy { !beyondASCII.contains($0) }
  }

  package func needs(of id: ObjectID) -> [ObjectID] { dependencies[id] ?? [] }

  /// The objects that live and die with `id`, in the order of their ids.
  package func children(of id: ObjectID) -> [any SchemaObject] {
    objects.values.filter { $0.parent == id }.sorted { $0.id < $1.id }
  }

  /// For each object, those that need it.
  package func dependants() -> [ObjectID: [ObjectID]] {
    var result: [ObjectID: [ObjectID]] = [:]
    for (id, needed) in dependencies {
      for other in needed { result[other, default: []].append(id) }
    }
    return result
  }

  /// This state, with what is not compared taken from `old`: what nobody asked about stays as it
  /// is there, wherever its target is still wanted. What is new there is told in full, as far as
  /// `old`'s cluster has what that needs. What one of the two says on purpose is compared.
  package func settled(on old: Snapshot, comparing asked: Set<KindName> = []) -> Snapshot {
    let leftAlone = Set(ObjectKinds.all.filter { !$0.isComparedUnasked }.map { $0.kind })
      .subtracting(asked)
    if leftAlone.isDisjoint(with: kinds), leftAlone.isDisjoint(with: old.kinds) { return self }
    func isLeftAlone(_ object: any SchemaObject) -> Bool { leftAlone.contains(object.id.kind) }
    let kept = old.objects.filter { id, object in
      guard isLeftAlone(object), object.parent.map({ objects[$0] != nil }) ?? true else {
        return false
      }
      if isSaid { return objects[id] == nil }
      return !old.isSaid || objects[id] == nil && object.goesUnsaid(to: user)
    }
    let dropped = objects.filter { id, object in
      guard isLeftAlone(object) else { return false }
      if isSaid { return old.objects[id] == nil && object.goesUnsaid(to: old.user) }
      if old.isSaid, old.objects[id] != nil { return false }
      let isNew = object.parent.map { old.objects[$0] == nil } ?? false
      return !isNew || !old.cluster.isSuperset(of: object.clusterNeeds)
    }
    guard !kept.isEmpty || !dropped.isEmpty else { return self }
    var copy = self
    for id in dropped.keys {
      copy.objects[id] = nil
      copy.dependencies[id] = nil
    }
    copy.objects.merge(kept) { _, own in own }
    copy.kinds.formUnion(kept.keys.map(\.kind))
    return copy.connected(kept, in: old)
  }

  /// With these objects of a kind instead of its own.
  package func with<Object: SchemaObject>(only all: [Object]) -> Snapshot {
    var copy = self
    for id in objects.keys where id.kind == Object.kind {
      copy.objects[id] = nil
      copy.dependencies[id] = nil
    }
    let added = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0 as any SchemaObject) })
    copy.objects.merge(added) { _, new in new }
    if !added.isEmpty { copy.kinds.insert(Object.kind) }
    for object in all {
      copy.dependencies[object.id] = ([object.parent].compactMap { $0 } + object.needs)
        .filter { copy.objects[$0] != nil }
    }
    return copy.connected(added, in: copy)
  }

  /// Lets what needs `others` find them, and knows how it is told beside them.
  private func connected(_ others: [ObjectID: any SchemaObject], in old: Snapshot) -> Snapshot {
    var copy = self
    for id in others.keys {
      let needs = old.needs(of: id).filter { copy.objects[$0] != nil }
      copy.dependencies[id] = needs.isEmpty ? nil : needs
    }
    for (id, object) in copy.objects {
      for needed in object.needs where others[needed] != nil && !copy.needs(of: id).contains(needed)
      {
        copy.dependencies[id, default: []].append(needed)
      }
    }
    let settled = copy
    copy.objects = settled.objects.mapValues { $0.restated(in: settled) }
    return copy
  }

  /// This state with some objects as another state has them, in whole or in part; nil takes one away.
  package func replacing(
    _ replaced: [ObjectID: (any SchemaObject)?], from other: Snapshot
  ) -> Snapshot {
    var objects = objects
    var dependencies = dependencies
    for (id, object) in replaced {
      objects[id] = object
      let own = object == nil || self.objects[id] == nil ? [] : needs(of: id)
      dependencies[id] = own + other.needs(of: id).filter { !own.contains($0) }
    }
    var copy = Snapshot(
      version: version, objects: objects,
      dependencies: dependencies.filter { objects[$0.key] != nil }
        .mapValues { $0.filter { objects[$0] != nil } },
      carriers: carriers.merging(other.carriers) { own, _ in own },
      rowUsers: rowUsers.merging(other.rowUsers) { own, others in
        own + others.filter { !own.contains($0) }
      }, notCompared: notCompared, cluster: cluster, user: user,
      beyondASCII: beyondASCII.union(other.beyondASCII))
    copy.isSaid = isSaid
    return copy
  }

  /// Without the objects that `isKept` refuses, nor anything that belongs to them.
  package func filtered(_ isKept: (any SchemaObject) -> Bool) -> Snapshot {
    var verdicts: [ObjectID: Bool] = [:]
    func keeps(_ object: any SchemaObject) -> Bool {
      if let known = verdicts[object.id] { return known }
      let parent = object.parent.flatMap { objects[$0] }
      let verdict = isKept(object) && (parent.map(keeps) ?? true)
      verdicts[object.id] = verdict
      return verdict
    }
    var copy = self
    copy.objects = objects.filter { keeps($0.value) }
    copy.dependencies = dependencies.filter { copy.objects[$0.key] != nil }
      .mapValues { $0.filter { copy.objects[$0] != nil } }
    return copy
  }
}
