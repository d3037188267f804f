/// What belongs to what in a snapshot, and what depends on what, for slices of the model behind it.
struct SliceGraph {
  let known: Snapshot
  let names: SpokenNames
  /// What each object belongs to in the end, by its place.
  let roots: [ObjectID]
  private var members: [ObjectID: [ObjectID]] = [:]
  private let dependants: Dependants
  /// What goes or is made with each object, without depending on it.
  private var carried: [ObjectID: [ObjectID]] = [:]
  /// Relations of which one inherits from the other, or has it in its rows.
  private var families: [ObjectID: Set<ObjectID>] = [:]
  /// Relations that the parts of each relation need.
  private var references: [ObjectID: Set<ObjectID>] = [:]

  init(_ known: Snapshot) {
    self.known = known
    names = SpokenNames(known, known.isFoundByName)
    roots = known.objects.keys.map(known.root)
    dependants = known.dependants()
    for (place, id) in known.objects.keys.enumerated() {
      members[roots[place], default: []].append(id)
    }
    for (id, carrier) in known.carriers { carried[carrier, default: []].append(id) }
    for (place, object) in known.objects.values.enumerated() {
      if let leader = object.leader {
        carried[leader.id, default: []].append(object.id)
        join(roots[place], root(leader.id))
      }
      guard object.parent != nil else { continue }
      for needed in known.needs(of: object.id) {
        let other = root(needed)
        guard other != roots[place], known[other]?.isRelation ?? false else { continue }
        references[roots[place], default: []].insert(other)
        if type(of: object).precedesRows { join(roots[place], other) }
      }
    }
  }

  func references(of root: ObjectID) -> Set<ObjectID> { references[root] ?? [] }

  private mutating func join(_ one: ObjectID, _ other: ObjectID) {
    guard one != other else { return }
    families[one, default: []].insert(other)
    families[other, default: []].insert(one)
  }

  func root(_ id: ObjectID) -> ObjectID {
    known.objects.place(of: id).map { roots[$0] } ?? id
  }

  func members(of root: ObjectID) -> [ObjectID] { members[root] ?? [] }

  func isInFamily(_ root: ObjectID) -> Bool { families[root] != nil }

  /// An object is remade by itself, but where relations belong together, with all of them.
  func unit(_ id: ObjectID) -> ObjectID {
    let root = root(id)
    return families[root] == nil ? id : root
  }

  /// What the subjects have, and all that depends on that.
  func reached(by subjects: Set<ObjectID>) -> Set<ObjectID> {
    var open = subjects.flatMap { members[$0] ?? (known[$0] == nil ? [] : [$0]) }
    var affected = Set(open)
    while let id = open.popLast() {
      for other in dependants[id] + (carried[id] ?? []) + (known.rowUsers[id] ?? [])
      where affected.insert(other).inserted {
        open.append(other)
      }
    }
    return affected
  }

  /// What is remade with these as a whole: what has rows of other parts now, and what inherits from
  /// each other.
  func companions(of subjects: Set<ObjectID>, _ affected: Set<ObjectID>) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    for id in affected {
      guard let object = known[id], object.parent != nil else { continue }
      if type(of: object).precedesRows || object.leader != nil { found.insert(root(id)) }
    }
    for root in subjects { found.formUnion(families[root] ?? []) }
    return found
  }
}

/// The relations that a slice stands on.
struct SliceStand {
  private let graph: SliceGraph
  /// Relations that may be left out.
  private let told: Set<ObjectID>
  private(set) var relations: Set<ObjectID> = []
  private var seen: Set<ObjectID>
  private var open: [ObjectID]

  /// Whatever is no relation is there, and all that it needs.
  init(_ graph: SliceGraph, told: Set<ObjectID>, affected: Set<ObjectID>) {
    self.graph = graph
    self.told = told
    seen = affected
    open = Array(affected)
    for (place, id) in graph.known.objects.keys.enumerated()
    where !told.contains(graph.roots[place]) && seen.insert(id).inserted {
      open.append(id)
    }
    settle()
  }

  mutating func add(_ roots: some Swift.Sequence<ObjectID>) {
    for root in roots { stand(on: root) }
    settle()
  }

  private mutating func settle() {
    while let id = open.popLast() {
      if let place = graph.known.objects.place(of: id) { stand(on: graph.roots[place]) }
      for needed in graph.known.needs(of: id) where seen.insert(needed).inserted {
        open.append(needed)
      }
    }
  }

  /// A relation is there with its columns, and what they need.
  private mutating func stand(on root: ObjectID) {
    guard told.contains(root), relations.insert(root).inserted else { return }
    for id in graph.members(of: root) {
      guard let object = graph.known[id], type(of: object).precedesRows || object.parent == nil
      else { continue }
      if seen.insert(id).inserted { open.append(id) }
    }
  }
}

extension Snapshot {
  /// True where statements can only mean this by its name.
  func isFoundByName(_ root: ObjectID) -> Bool {
    self[root].map { type(of: $0).isFoundByName } ?? false
  }
}
