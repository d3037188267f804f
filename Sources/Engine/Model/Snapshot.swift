/// One database's schema at one moment: its objects by id, and which needs which.
///
/// A value: two of them are compared without a server.
package struct Snapshot: Sendable {
  package let version: ServerVersion
  package private(set) var objects: Objects
  /// What each object needs: `pg_depend` told in places, plus `needs` and `parent`.
  private var needs: Needs
  /// Objects that go by themselves when another does, without belonging to it: a serial column's
  /// sequence.
  package private(set) var carriers: [ObjectID: ObjectID]
  /// For each object whose rows are values of a type: what computes with such values, or keeps some.
  package private(set) var rowUsers: [ObjectID: [ObjectID]]
  /// Kinds of objects that exist there and are not modelled, with their counts.
  package private(set) var notCompared: [String: Int]
  /// The cluster's roles and tablespaces: seen, so that a plan can say which ones it lacks.
  package private(set) var cluster: Set<ObjectID>
  /// The role that read it. What belongs to it says nothing of its owner.
  package private(set) var user: String
  /// True for what a person has written down: what is not compared unasked is compared as far as
  /// it stands here.
  package var isSaid = false
  /// Kinds that there may be objects of: what is there of none is not looked for.
  private var kinds: Set<KindName>
  /// Objects in whose texts there is more than ASCII.
  private var beyondASCII: Set<ObjectID>

  init(
    version: ServerVersion, objects: Objects, needs: Needs, carriers: [ObjectID: ObjectID],
    rowUsers: [ObjectID: [ObjectID]], notCompared: [String: Int], cluster: Set<ObjectID>,
    user: String, kinds: Set<KindName>, beyondASCII: Set<ObjectID>
  ) {
    self.version = version
    self.objects = objects
    self.needs = needs
    self.carriers = carriers
    self.rowUsers = rowUsers
    self.user = user
    self.notCompared = notCompared
    self.cluster = cluster
    self.kinds = kinds
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

  package func needs(of id: ObjectID) -> [ObjectID] {
    objects.place(of: id).map { needs[$0].map { objects.keys[Int($0)] } } ?? []
  }

  /// The objects that live and die with `id`, in the order of their ids.
  package func children(of id: ObjectID) -> [any SchemaObject] {
    objects.values.filter { $0.parent == id }.sorted { $0.id < $1.id }
  }

  /// For each object, those that need it.
  package func dependants() -> Dependants { Dependants(objects, needs) }

  /// This schema as it would be in the place of `original`, of which it is a copy.
  package func standing(for original: Snapshot) -> Snapshot {
    var copy = Snapshot(
      version: original.version, objects: objects, needs: needs, carriers: carriers,
      rowUsers: rowUsers, notCompared: original.notCompared, cluster: original.cluster,
      user: original.user, kinds: kinds, beyondASCII: beyondASCII)
    copy.beyondASCII.formUnion(original.beyondASCII)
    return copy
  }

  /// This state on a server of another version: what is written down for none in particular.
  package func onServer(of version: ServerVersion) -> Snapshot {
    Snapshot(
      version: version, objects: objects, needs: needs, carriers: carriers, rowUsers: rowUsers,
      notCompared: notCompared, cluster: cluster, user: user, kinds: kinds,
      beyondASCII: beyondASCII)
  }

  /// This state as a server of another version has it, where that knows less and does without.
  func known(to version: ServerVersion) -> Snapshot {
    guard version.major < self.version.major else { return self }
    var copy = self
    copy.objects.restate { $0.known(to: version) }
    return copy
  }

  /// These objects instead, each needing what `needs` says of those that are there.
  private func holding(
    _ objects: Objects, _ needs: (ObjectID) -> [ObjectID]
  ) -> Snapshot {
    var links: [(from: Int32, to: Int32)] = []
    for (place, id) in objects.keys.enumerated() {
      for needed in needs(id).compactMap(objects.place) {
        links.append((Int32(truncatingIfNeeded: place), Int32(truncatingIfNeeded: needed)))
      }
    }
    var copy = self
    copy.objects = objects
    copy.needs = Needs(objects.count, links)
    copy.kinds.formUnion(objects.keys.map(\.kind))
    return copy
  }

  /// This state, with what is not compared taken from `old`: what nobody asked about stays as it
  /// is there, wherever its target is still wanted. What is new there is told in full, as far as
  /// `old`'s cluster has what that needs. What one of the two says on purpose is compared.
  package func settled(on old: Snapshot, comparing asked: Set<KindName> = []) -> Snapshot {
    let leftAlone = Set(ObjectKinds.all.filter { !$0.isComparedUnasked }.map { $0.kind })
      .subtracting(asked)
    var copy = self
    // Whose what is without an owner becomes: nothing is said of that where somebody wrote it down.
    if !old.isSaid { copy.user = old.user }
    if leftAlone.isDisjoint(with: kinds), leftAlone.isDisjoint(with: old.kinds) {
      return user == copy.user ? self : copy.restated()
    }
    func isLeftAlone(_ object: any SchemaObject) -> Bool { leftAlone.contains(object.id.kind) }
    let kept = Objects(
      old.objects.values.filter { object in
        guard isLeftAlone(object), object.parent.map({ objects[$0] != nil }) ?? true else {
          return false
        }
        if isSaid { return objects[object.id] == nil }
        return !old.isSaid || objects[object.id] == nil && object.goesUnsaid(to: user)
      })
    let staying = objects.values.filter { object in
      guard isLeftAlone(object) else { return true }
      if isSaid { return old.objects[object.id] != nil || !object.goesUnsaid(to: old.user) }
      if old.isSaid, old.objects[object.id] != nil { return true }
      let isNew = object.parent.map { old.objects[$0] == nil } ?? false
      return isNew && old.cluster.isSuperset(of: object.clusterNeeds)
    }
    guard kept.count > 0 || staying.count < objects.count || copy.user != user else { return self }
    var all = Objects(staying)
    for object in kept.values where all.place(of: object.id) == nil { all.add(object) }
    return copy.connected(all, with: kept) { old.needs(of: $0) }
  }

  /// With these objects of a kind instead of its own.
  package func with<Object: SchemaObject>(only objects: [Object]) -> Snapshot {
    let added = Objects(objects.map { $0 })
    let others = self.objects.values.filter { $0.id.kind != Object.kind }
    return connected(Objects(others + added.values), with: added) { id in
      added[id].map { [$0.parent].compactMap { $0 } + $0.needs } ?? []
    }
  }

  /// Holds `all`, of which `others` come from elsewhere, where they needed what `needed` says. What
  /// needs them finds them, and each knows how it is told beside them.
  private func connected(
    _ all: Objects, with others: Objects, _ needed: (ObjectID) -> [ObjectID]
  ) -> Snapshot {
    holding(all) { id in
      let own = others.place(of: id) == nil ? needs(of: id) : needed(id)
      return own + (all[id]?.needs ?? []).filter { others.place(of: $0) != nil }
    }.restated()
  }

  /// Each object as it has to be told beside the others.
  private func restated() -> Snapshot {
    let concerned = ObjectKinds.all.filter { $0.isToldBesideOthers }.map { $0.kind }
    if kinds.isDisjoint(with: concerned) { return self }
    var told = Objects()
    told.reserve(objects.count)
    // What goes by another id, or by none.
    var origins: [ObjectID: [ObjectID]] = [:]
    var names: [ObjectID: ObjectID] = [:]
    for (id, object) in objects {
      guard let next = object.restated(in: self) else { continue }
      if next.id != id {
        origins[next.id, default: [next.id]].append(id)
        names[id] = next.id
      }
      told.add(told[next.id].map(next.united(withAny:)) ?? next)
    }
    var copy = self
    copy.objects = told
    if told.count == objects.count, names.isEmpty { return copy }
    return copy.holding(told) { id in
      (origins[id] ?? [id]).flatMap(needs).map { names[$0] ?? $0 }
    }
  }

  /// This state with some objects as another state has them, in whole or in part; nil takes one away.
  package func replacing(
    _ replaced: [ObjectID: (any SchemaObject)?], from other: Snapshot
  ) -> Snapshot {
    var all = Objects()
    for (id, object) in objects {
      if let change = replaced[id] { change.map { _ = all.add($0) } } else { all.add(object) }
    }
    for (id, object) in replaced.sorted(by: { $0.key < $1.key }) where objects.place(of: id) == nil
    {
      if let object { all.add(object) }
    }
    var copy = holding(all) { id in
      needs(of: id) + (replaced.keys.contains(id) ? other.needs(of: id) : [])
    }
    copy.carriers.merge(other.carriers) { own, _ in own }
    copy.rowUsers.merge(other.rowUsers) { own, others in
      own + others.filter { !own.contains($0) }
    }
    copy.beyondASCII.formUnion(other.beyondASCII)
    return copy
  }

  /// What the object belongs to in the end: itself, or what holds it.
  func root(of id: ObjectID) -> ObjectID {
    var id = id
    // A comment on a column of a table is three levels deep.
    for _ in 0..<8 {
      guard let parent = self[id]?.parent else { break }
      id = parent
    }
    return id
  }

  /// This state without the objects `gone`, and with these of another state, which stand there on
  /// what is the same here.
  func exchanging(
    _ gone: Set<ObjectID>, for taken: [any SchemaObject], of other: Snapshot
  ) -> Snapshot {
    let fresh = Objects(taken)
    var all = Objects()
    for (id, object) in objects {
      if let change = fresh[id] { all.add(change) } else if !gone.contains(id) { all.add(object) }
    }
    for object in taken where objects.place(of: object.id) == nil { all.add(object) }
    func isFresh(_ id: ObjectID) -> Bool { fresh.place(of: id) != nil }
    func isKept(_ id: ObjectID) -> Bool { !isFresh(id) && !gone.contains(id) }
    var copy = holding(all) { isFresh($0) ? other.needs(of: $0) : needs(of: $0) }
    copy.carriers = carriers.filter { isKept($0.key) }
      .merging(other.carriers.filter { isFresh($0.key) }) { own, _ in own }
    copy.rowUsers = rowUsers.mapValues { $0.filter(isKept) }
    for (type, users) in other.rowUsers {
      copy.rowUsers[type, default: []] += users.filter(isFresh)
    }
    copy.rowUsers = copy.rowUsers.filter { !$0.value.isEmpty && all.place(of: $0.key) != nil }
    copy.cluster.formUnion(other.cluster)
    copy.beyondASCII = beyondASCII.filter(isKept).union(other.beyondASCII.filter(isFresh))
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
    return holding(Objects(objects.values.filter(keeps))) { needs(of: $0) }
  }
}
