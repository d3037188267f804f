/// Turns a diff into ordered steps: fates, then one graph, then one order, then statements.
struct Planner {
  let diff: Diff
  let fates: Fates
  var graph = Graph()
  /// Removals that another one brings about, and those that do so.
  var joined: Set<Action> = []
  var joiners: Set<Action> = []
  /// Objects that PostgreSQL makes by itself beside those that the plan creates.
  private(set) var born: [ObjectID: any SchemaObject] = [:]
  /// What is created below each parent.
  var siblings: [ObjectID: [ObjectID]] = [:]
  lazy var followers = findFollowers()
  lazy var newDependants = diff.new.dependants()
  /// What is done to what belongs to each object.
  lazy var changingParts = findChangingParts()
  /// What is done to the parts of each type of rows.
  lazy var rowParts = findRowParts()
  /// For each object, what changes the shape of rows that it computes with or keeps.
  lazy var reshapings = findReshapings()
  /// What is created, by its name.
  lazy var creationsByName = findCreationsByName()
  /// What is dropped and could be taken for an object, which has to wait for that.
  lazy var mistakable = findMistakable()
  /// For each function what is created that its body may speak of, where that was asked.
  var spokenOf: [ObjectID: [ObjectID]] = [:]
  private(set) var partings = Partings()
  let companions: Companions
  private let ranks: [KindName: Int]
  /// What can be done while others work, if that is left to the end.
  private(set) var late: Set<Action> = []
  /// What is done before anything is gone that comes back.
  private var early: Set<Action> = []

  init(_ diff: Diff, isOnline: Bool = false, loose: Set<ObjectID> = []) {
    self.diff = diff
    fates = Fates(diff, loose: loose)
    ranks = Dictionary(
      uniqueKeysWithValues: ObjectKinds.all.enumerated().map { ($1.kind, $0) })
    companions = Companions(fates)
    collectBorn()
    addActions()
    addEdges()
    partings = Partings(self)
    guard isOnline else { return }
    late = Set(graph.actions.filter(canBeLate))
    early = findEarly()
  }

  /// What the actions of one object do. Empty where they have no statement of their own.
  func statements(
    for action: Action, parts: [Part] = [], carried: [any SchemaObject] = []
  ) -> [Statement] {
    let statements = bareStatements(for: action, parts: parts, carried: carried)
    let old = diff.old[action.id]
    let object = action.phase == .remove ? old : diff.new[action.id] ?? old
    guard !statements.isEmpty, let admission = object?.admission(in: diff) else {
      return statements
    }
    return admission.before + statements + admission.after
  }

  private func bareStatements(
    for action: Action, parts: [Part], carried: [any SchemaObject]
  ) -> [Statement] {
    let old = diff.old[action.id]
    let new = diff.new[action.id]
    switch action.phase {
    case .letGo: return fates.lettingGo[action.id] ?? []
    case .retract:
      guard case .afterRetraction(let statements)? = old?.standIn?.dropping else { return [] }
      return statements
    case .remove:
      guard let old else { return [] }
      if fates.stepsAside(action.id), let aside = fates.retirement(of: old, to: new ?? old) {
        return aside.stepAside
      }
      if joined.contains(action) { return [] }
      if joiners.contains(action), case .together(let statements)? = old.standIn?.dropping {
        return statements
      }
      return fates.following.leadersLeft.contains(action.id)
        ? old.dropAlone() : old.drop(with: carried)
    case .alter:
      return (fates.changes[action.id]?.statements(late: false) ?? [])
        + (fates.reattachments[action.id] ?? [])
    case .announce: return new?.standIn?.announcement ?? []
    case .create:
      if graph.contains(.announce, action.id) { return new?.standIn?.completion ?? [] }
      if let born = born[action.id] {
        guard let new else { return born.drop() }
        return Diff.changeStatements(from: born, to: new)
      }
      if fates[action.id] == .retire, let old, let new,
        let creation = fates.retirement(of: old, to: new)?.creation
      {
        return creation
      }
      if let new, let statements = makingDifferent(new) { return statements }
      return fates.intakes[action.id]?.creation ?? new?.create(parts) ?? []
    case .refill:
      if let intake = fates.intakes[action.id] { return intake.refill }
      guard let old, let new else { return [] }
      return fates.retirement(of: old, to: new)?.refill ?? []
    case .finish:
      if fates[action.id] == .alter {
        return (fates.changes[action.id]?.statements(late: true) ?? [])
          + (fates.lateReattachments[action.id] ?? [])
      }
      return new?.finish() ?? []
    case .discard:
      if let intake = fates.intakes[action.id] { return intake.discard }
      guard let old else { return [] }
      return fates.retirement(of: old, to: new ?? old)?.discard ?? []
    }
  }

  /// What makes of a copy that comes with its parent's leader what it shall be; nil where it is no
  /// copy, or is to be one.
  private func makingDifferent(_ object: any SchemaObject) -> [Statement]? {
    guard object.comesWithParent, fates[object.id] == .replace, goesWithLeader(object.id),
      let leader = object.leader.flatMap({ diff.new[$0.id] }), leader.followsItsHeirs,
      !object.isCopy(of: leader)
    else { return nil }
    return Diff.changeStatements(from: leader, to: object)
  }

  private mutating func collectBorn() {
    let births = ObjectKinds.all.compactMap { $0.births(in: diff.old) }
    if births.isEmpty { return }
    for (id, fate) in fates.fates where fate != .drop {
      guard let object = diff.new[id] else { continue }
      // What is only changed brings what it would bring now and did not before.
      let before = fate == .alter ? diff.old[id] : nil
      for birth in births {
        let known = Set(before.map { birth($0).map(\.id) } ?? [])
        for child in birth(object) where !known.contains(child.id) { born[child.id] = child }
      }
    }
  }

  private mutating func addActions() {
    for (id, fate) in fates.fates {
      if isImplied(id) {
        // What its leader's creation has no words for is still to be said.
        if fate == .create || fate == .replace { add(id, .finish) }
        continue
      }
      switch fate {
      case .create: add(id, .create, .refill, .finish, .discard)
      case .drop:
        add(id, .remove)
        if fates.makingWay.contains(id) { add(id, .discard) }
      case .alter: add(id, .letGo, .alter, .finish)
      case .replace where goesWithLeader(id): add(id, .create, .finish)
      case .replace: add(id, .remove, .create, .finish)
      case .retire: add(id, .remove, .create, .refill, .finish, .discard)
      }
    }
    for (id, object) in born {
      if let new = diff.new[id], new.equals(object) { continue }
      add(id, .create)
    }
  }

  private mutating func add(_ id: ObjectID, _ phases: Action.Phase...) {
    for phase in phases {
      let action = Action(phase: phase, id: id)
      // These say nothing for most objects, and a node without words only costs time.
      if phase == .letGo || phase == .finish || phase == .refill || phase == .discard,
        statements(for: action).isEmpty
      {
        continue
      }
      if phase == .remove, companions[id] != nil { continue }
      if phase == .create, let born = born[id], let new = diff.new[id], new.equals(born) {
        continue
      }
      graph.add(action)
    }
  }

  /// True when the object's leader brings the same about.
  private func isImplied(_ id: ObjectID) -> Bool {
    guard let fate = fates[id] else { return true }
    let object = fate == .drop ? diff.old[id] : diff.new[id]
    guard let object, let leader = object.leader, fates[leader.through] == nil,
      let leading = fates[leader.id]
    else { return false }
    switch fate {
    case .create:
      return leading == .create && !object.isLocal
        && diff.new[leader.id].map(object.isCopy) ?? false
    case .drop:
      return (leading == .drop || leading == .replace) && !object.isLocal
        && !fates.following.leadersLeft.contains(leader.id)
    case .replace, .retire:
      // One leader goes and another comes, or the same one is made anew.
      let before = diff.old[id]?.leader.flatMap { fates[$0.id] }
      return (leading == .replace || leading == .create && before == .drop)
        && !object.isLocal && diff.old[id]?.isLocal != true
        && diff.new[leader.id].map(object.isCopy) ?? false
    // The leader's new type reaches it, and so does its being attached to one.
    case .alter: return fates.changes[id] == nil && leading == .alter
    }
  }

  /// The object itself, or the one that it follows in what is done.
  func doer(of phase: Action.Phase, _ id: ObjectID, in state: Snapshot) -> ObjectID {
    var id = id
    while !graph.contains(phase, id), fates[id] != nil, let leader = state[id]?.leader {
      id = leader.id
    }
    return id
  }

  /// True when the leader's replacement drops the object and makes something else of it.
  private func goesWithLeader(_ id: ObjectID) -> Bool {
    guard let leader = diff.new[id]?.leader else { return false }
    return fates[leader.through] == nil && fates[leader.id] == .replace
      && diff.old[id]?.isLocal != true
  }

  /// Drops first and backwards, then kind by kind as `ObjectKinds` lists them, then by name.
  func precedes(_ a: Action, _ b: Action) -> Bool {
    func stage(_ phase: Action.Phase) -> Int {
      switch phase {
      case .letGo, .retract, .remove: 0
      case .alter, .announce, .create: 1
      case .refill: 2
      case .finish: 3
      case .discard: 4
      }
    }
    func place(_ action: Action) -> Int {
      if early.contains(action) { return -1 }
      return late.contains(action) ? 5 : stage(action.phase)
    }
    let (stageA, stageB) = (place(a), place(b))
    if stageA != stageB { return stageA < stageB }
    let (rankA, rankB) = (ranks[a.id.kind] ?? 0, ranks[b.id.kind] ?? 0)
    if rankA != rankB { return (rankA < rankB) != (stageA == 0) }
    if a.id != b.id {
      if let first = diff.new[a.id], let second = diff.new[b.id], first.parent == second.parent,
        first.position != second.position
      {
        return first.position < second.position
      }
      return a.id < b.id
    }
    return a.phase < b.phase
  }
}
