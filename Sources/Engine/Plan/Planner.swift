/// Turns a diff into ordered steps: fates, then one graph, then one order, then statements.
struct Planner {
  let diff: Diff
  let fates: Fates
  var graph = Graph()
  /// Removals that another one brings about, and those that do so.
  var joined: Set<Action> = []
  var joiners: Set<Action> = []
  /// Objects that PostgreSQL makes by itself beside those that the plan creates.
  private var born: [ObjectID: any SchemaObject] = [:]
  /// What is created below each parent.
  private(set) var siblings: [ObjectID: [ObjectID]] = [:]
  lazy var followers = findFollowers()
  lazy var newDependants = diff.new.dependants()
  /// What is done to what belongs to each object.
  private lazy var changingParts = findChangingParts()
  /// What is done to the parts of each type of rows.
  lazy var rowParts = findRowParts()
  /// For each object, what changes the shape of rows that it computes with or keeps.
  lazy var reshapings = findReshapings()
  /// What is created, by its name.
  lazy var creationsByName = findCreationsByName()
  /// For each function what is created that its body may speak of, where that was asked.
  var spokenOf: [ObjectID: [ObjectID]] = [:]
  private(set) var partings = Partings()
  private let companions: Companions
  private let ranks: [KindName: Int]
  /// What can be done while others work, if that is left to the end.
  private(set) var late: Set<Action> = []
  /// What is done before anything is gone that comes back.
  private var early: Set<Action> = []

  init(_ diff: Diff, isOnline: Bool = false) {
    self.diff = diff
    fates = Fates(diff)
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
      return new?.create(parts) ?? []
    case .refill:
      guard let old, let new else { return [] }
      return fates.retirement(of: old, to: new)?.refill ?? []
    case .finish:
      if fates[action.id] == .alter {
        return (fates.changes[action.id]?.statements(late: true) ?? [])
          + (fates.lateReattachments[action.id] ?? [])
      }
      return new?.finish() ?? []
    case .discard:
      guard let old else { return [] }
      return fates.retirement(of: old, to: new ?? old)?.discard ?? []
    }
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
      case .create: add(id, .create, .finish)
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

  private mutating func addEdges() {
    for action in graph.actions where action.phase == .create {
      if let parent = diff.new[action.id]?.parent {
        siblings[parent, default: []].append(action.id)
      }
    }
    var holders: [ObjectID: [Action]] = [:]
    for action in graph.actions where action.phase == .remove || action.phase == .alter {
      // What stays may let go of a name, too.
      let kept = action.phase == .alter ? diff.new[action.id]?.claims ?? [] : []
      for claim in diff.old[action.id]?.claims ?? [] where !kept.contains(claim) {
        holders[claim, default: []].append(action)
      }
    }
    for (id, leader) in companions.leading {
      graph.order((.remove, leader), before: (.create, id))
      for claim in diff.old[id]?.claims ?? [] {
        holders[claim, default: []].append(Action(phase: .remove, id: leader))
      }
      for other in fates.dependants[id] {
        graph.order((.remove, other), before: (.discard, leader))
        graph.order((.alter, other), before: (.discard, leader))
      }
    }
    orderLast()
    orderUnblocking()
    for action in graph.actions {
      let id = action.id
      switch action.phase {
      case .letGo: addEdgesOfLettingGo(id)
      case .remove: addEdgesOfRemoval(id)
      case .alter, .create:
        addEdgesOfMaking(id, action.phase)
        for claim in diff.new[id]?.claims ?? [] {
          for holder in holders[claim] ?? [] {
            graph.order((holder.phase, holder.id), before: (action.phase, id))
          }
        }
      case .refill: addEdgesOfRefill(id)
      case .finish:
        for phase in [Action.Phase.create, .alter, .refill] {
          graph.order((phase, id), before: (.finish, id))
        }
        let leader = diff.new[id]?.leader.map { [$0.id] } ?? []
        for needed in diff.new.needs(of: id) + leader {
          graph.order((.create, needed), before: (.finish, id))
        }
      case .discard: addEdgesOfDiscard(id)
      case .announce, .retract: break
      }
    }
  }

  private mutating func addEdgesOfLettingGo(_ id: ObjectID) {
    graph.order((.letGo, id), before: (.alter, id))
    for needed in diff.old.needs(of: id) {
      graph.order((.letGo, id), before: (.letGo, needed))
      graph.order((.letGo, id), before: (.remove, needed))
    }
    for part in reshapedParts(under: id) {
      graph.order((.letGo, id), before: part)
      graph.order(part, before: (.alter, id))
    }
    // What is only out of the way itself lets its own parts change before.
    if fates.isAlone(id) { return }
    // What it is made of, and what it lets go of is made of, changes while it is let go of.
    let parent = diff.old[id]?.parent
    for whole in diff.old.needs(of: id) + [id] where whole != parent {
      for part in changingParts[whole] ?? [] {
        graph.order((.letGo, id), before: part)
        graph.order(part, before: (.finish, id))
      }
    }
  }

  private mutating func addEdgesOfRemoval(_ id: ObjectID) {
    graph.order((.remove, id), before: (.create, id))
    graph.order((.remove, id), before: (.alter, id))
    let goesWithParent = diff.old[id]?.parent.map { graph.contains(.remove, $0) } ?? false
    if let carrier = diff.old.carriers[id], !goesWithParent {
      graph.order((.remove, id), before: (.remove, carrier), soft: true)
    }
    orderCutTies(of: id, before: .remove)
    for holder in fates.following.holders[id] ?? [] {
      graph.order((.remove, holder), before: (.remove, id))
    }
    for other in fates.referring[id] ?? [] {
      graph.order((.remove, other), before: (.remove, id))
    }
    for wanted in diff.old[id]?.wants ?? [] {
      for phase in [Action.Phase.letGo, .remove] {
        graph.order((.remove, id), before: (phase, wanted), soft: true)
      }
    }
    if let leader = diff.old[id]?.leader, !goesWithParent {
      if fates[leader.through] == nil {
        graph.order((.remove, leader.id), before: (.remove, id))
      } else {
        graph.order((.remove, leader.through), before: (.remove, id))
        graph.order((.remove, leader.through), before: (.remove, leader.id))
      }
    }
    if let bond = diff.old[id]?.bond, let tied = diff.old[id]?.parent {
      graph.order((.remove, bond.through), before: (.remove, tied))
    }
    let needs = diff.old.needs(of: id)
    // What goes because its leader does is left in peace before that goes.
    let leaders = needs.map { doer(of: .remove, $0, in: diff.old) }
    for needed in needs + leaders.filter({ $0 != id && !needs.contains($0) }) {
      // What holds rows steps aside within its parent, together with what it needs.
      if fates.stepsAside(needed), stepsAside(id), needed != diff.old[id]?.parent { continue }
      // A copy goes with what it belongs to, or with what it is a copy of, whichever goes first.
      if goesWithParent, needed == diff.old[id]?.leader?.id { continue }
      graph.order((.remove, id), before: (.remove, needed))
      // What was handed on goes before it is taken from who did so.
      if needed.kind == id.kind { graph.order((.remove, id), before: (.letGo, needed)) }
      graph.order((.remove, id), before: (.alter, needed), soft: !fates.isAlone(needed))
      if fates.isAlone(needed) { addEdgesOfRemoval(id, from: needed) }
    }
    for part in reshapedParts(under: id) {
      graph.order((.remove, id), before: part)
      graph.order(part, before: (.create, id))
    }
  }

  private func stepsAside(_ id: ObjectID) -> Bool {
    guard let object = diff.old[id], type(of: object).precedesRows, let parent = object.parent
    else { return false }
    return fates[parent] == .retire
  }

  private mutating func addEdgesOfMaking(_ id: ObjectID, _ phase: Action.Phase) {
    let needs = diff.new.needs(of: id)
    orderWanted(by: id, phase, needs)
    for needed in needs {
      graph.order((.create, doer(of: .create, needed, in: diff.new)), before: (phase, id))
      graph.order((.alter, needed), before: (phase, id), soft: true)
      graph.order((phase, id), before: (.finish, needed), soft: true)
      // A type that something new is made of is first what it shall be.
      if phase == .create, diff.new[id]?.parent != needed {
        for part in rowParts[needed] ?? [] { graph.order(part, before: (phase, id), soft: true) }
      }
      if phase == .alter { orderReshaping(of: needed, before: id) }
    }
    if let object = diff.new[id], !object.staysBehind, let leader = object.leader,
      fates[leader.through] != nil
    {
      let isLate = phase == .create && diff.new[leader.id]?.followsItsHeirs == true
      if isLate, fates[leader.id] == .create || fates[leader.id] == .replace {
        // It comes to those that are there as it is, and to those that are made later as it is not.
        graph.order((.create, leader.through), before: (phase, id))
        graph.order((phase, id), before: (.create, leader.id))
        return addEdgesOfBeingMade(id, phase, needs)
      }
      for making in [Action.Phase.create, .alter] {
        graph.order((making, leader.id), before: (.create, leader.through))
      }
      if !object.comesWithParent {
        graph.order((phase, id), before: (.create, leader.through))
      } else if let parent = object.parent {
        // A column that has lost a default must not hand it down.
        for making in [Action.Phase.create, .alter, .finish] {
          graph.order((making, leader.id), before: (.create, parent), soft: true)
        }
        for part in siblings[leader.id] ?? [] {
          graph.order((.create, part), before: (.create, parent), soft: true)
        }
      }
    }
    if let object = diff.new[id], object.staysBehind, let leader = object.leader {
      // It is there as soon as both are, the leader and the tie.
      graph.order((.create, leader.id), before: (phase, id))
      graph.order((.create, leader.through), before: (phase, id))
    }
    addEdgesOfBeingMade(id, phase, needs)
  }

  private mutating func addEdgesOfBeingMade(
    _ id: ObjectID, _ phase: Action.Phase, _ needs: [ObjectID]
  ) {
    if let object = diff.new[id], phase == .create {
      if let leader = object.leader, fates[leader.through] == nil {
        graph.order((.remove, leader.id), before: (.create, id))
        graph.order((.create, id), before: (.create, leader.id))
      }
      if fates[id] == .retire { orderAmongParts(id) }
      if object.takesOverSiblings, let parent = object.parent {
        for sibling in siblings[parent] ?? [] where diff.new[sibling]?.isTakenOver == true {
          if fates.rivals.contains(sibling) {
            graph.order((.create, id), before: (.create, sibling))
          } else {
            orderTaken(sibling, by: id)
          }
        }
        // Of several that fit it would take any, and make one where none does; what is made
        // afterwards is told which, or that there is none.
        for above in needs where above != parent {
          for whole in fates.joining?.wholes(of: above) ?? [] {
            let isPart = fates.joining?.finds(whole, in: parent) ?? false
            graph.order((.create, id), before: (.create, whole), soft: isPart)
          }
        }
      }
    }
    if phase == .create {
      for senior in (fates.seniors[id] ?? []).sorted() {
        graph.order((.create, senior), before: (.create, id))
      }
    }
    if phase == .create, let whole = diff.new[id]?.completes {
      for other in newDependants[whole]
      where diff.new[other]?.completes != whole && diff.new.carriers[other] != whole {
        graph.order((.create, id), before: (.create, other), soft: true)
        graph.order((.create, id), before: (.alter, other), soft: true)
      }
    }
    // Where it can, a parent waits for what its children need, so that they stand inside it.
    if phase == .create, let object = diff.new[id], let parent = object.parent,
      graph.contains(.create, parent), object.clause([]) != nil
    {
      for needed in needs where needed != parent && !comesWithin(parent, needed) {
        graph.order((.create, needed), before: (.create, parent), soft: true)
        graph.order((.alter, needed), before: (.create, parent), soft: true)
        for part in rowParts[needed] ?? [] {
          graph.order(part, before: (.create, parent), soft: true)
        }
      }
    }
    if diff.new[id] == nil, let parent = born[id]?.parent {
      graph.order((.create, parent), before: (phase, id))
      graph.order((.alter, parent), before: (phase, id))
    }
    guard phase == .alter else { return }
    orderReferrers(to: id)
    orderCutTies(of: id, before: .alter)
    for needed in diff.old.needs(of: id) {
      if let aside = whatStepsAside(with: needed) {
        graph.order((.alter, id), before: (.discard, aside))
      } else if !needs.contains(needed) {
        graph.order((.alter, id), before: (.remove, doer(of: .remove, needed, in: diff.old)))
      }
    }
  }

  /// True for what the parent's own statement makes: there is nothing to wait for.
  private func comesWithin(_ parent: ObjectID, _ id: ObjectID) -> Bool {
    diff.new[id].map { $0.parent == parent && $0.leader == nil } ?? false
  }

  /// The object itself, or the one that it belongs to.
  private func whatStepsAside(with id: ObjectID) -> ObjectID? {
    if fates.stepsAside(id) { return id }
    return diff.old[id]?.parent.flatMap(whatStepsAside)
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
