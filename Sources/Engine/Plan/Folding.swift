import Postgres

/// Sorts a planner's actions and joins those that one statement can do together: a column stands
/// inside its table's `create`, a column's drop inside its table's drop.
///
/// Folding comes after sorting: an action may join its parent's statement only if nothing that has
/// to happen before it comes later than the parent. So folding can never make a circle.
struct Folding {
  private let planner: Planner
  private let order: [Int]
  private let position: [Int]
  private let before: [[Int]]
  private let after: [[Int]]
  private var root: [Int]
  private var parts: [Int: [Int]] = [:]
  private var carried: [Int: [any SchemaObject]] = [:]
  private let nodes: [Action: Int]
  /// See `Arrivals`.
  private let arriving: Set<Int>

  init(_ planner: Planner, in order: [Int]) {
    self.planner = planner
    let actions = planner.graph.actions
    self.order = order
    var position = [Int](repeating: 0, count: actions.count)
    for (place, node) in order.enumerated() { position[node] = place }
    self.position = position
    (before, after) = planner.graph.neighbours()
    root = Array(actions.indices)
    nodes = Dictionary(uniqueKeysWithValues: actions.enumerated().map { ($1, $0) })
    arriving = Arrivals(planner, nodes, position, before).nodes
    foldRemovals()
    foldCreations()
  }

  func steps() -> [Step] {
    var steps: [Step] = []
    var done: Set<Action> = []
    let members = Dictionary(grouping: order) { root[$0] }
    for node in order where root[node] == node {
      let action = planner.graph.actions[node]
      let statements = planner.statements(
        for: action, parts: rendered(node), carried: carried[node] ?? [])
      steps += statements.enumerated().map { place, statement in
        let parts = place == 0 ? inside(node) : []
        let isLast = place == statements.count - 1
        return Step(
          id: action.id,
          statement: planner.promised(
            statement, for: action, parts: parts, isLast: isLast, after: done),
          parts: parts, phase: action.phase)
      }
      for member in members[node] ?? [] { done.insert(planner.graph.actions[member]) }
    }
    return steps
  }

  /// What was folded into the node's creation, at any depth, and has words there.
  private func inside(_ node: Int) -> [ObjectID] {
    (parts[node] ?? []).filter { !arriving.contains($0) }
      .flatMap { [planner.graph.actions[$0].id] + inside($0) }
  }

  private func rendered(_ node: Int) -> [Part] {
    let children = (parts[node] ?? []).sorted {
      planner.precedes(planner.graph.actions[$0], planner.graph.actions[$1])
    }
    return children.compactMap { child in
      guard let object = planner.diff.new[planner.graph.actions[child].id],
        let sql = object.clause(rendered(child))
      else { return nil }
      return Part(object: object, sql: sql)
    }
  }

  private mutating func foldCreations() {
    for node in order {
      let action = planner.graph.actions[node]
      guard action.phase == .create, let object = planner.diff.new[action.id],
        let parent = object.parent, let above = nodes[Action(phase: .create, id: parent)],
        object.clause([]) != nil || arriving.contains(node),
        nodes[Action(phase: .announce, id: parent)] == nil
      else { continue }
      let target = root[above]
      let fits = before[node].allSatisfy {
        root[$0] == target || position[root[$0]] < position[target]
      }
      // What comes without a word has none for what belongs to it.
      guard fits, !arriving.contains(above) || comesAlong(object, before: target) else { continue }
      root[node] = target
      parts[above, default: []].append(node)
    }
  }

  /// True for what an arriving object brings from the one that it follows, which has the same by
  /// then.
  private func comesAlong(_ object: any SchemaObject, before target: Int) -> Bool {
    guard let leader = object.parent.flatMap({ planner.diff.new[$0]?.leader }),
      let original = planner.diff.new[leader.id.namesake(object.id.kind)],
      object.hasAttributes(like: original)
    else { return false }
    return [Action.Phase.create, .alter].allSatisfy {
      nodes[Action(phase: $0, id: original.id)].map { position[root[$0]] < position[target] }
        ?? true
    }
  }

  private mutating func foldRemovals() {
    let ties = ties()
    for node in order.reversed() {
      let action = planner.graph.actions[node]
      guard action.phase == .remove, let object = planner.diff.old[action.id],
        type(of: object).dropsWithParent
      else { continue }
      let cut = ties[action.id].flatMap { nodes[Action(phase: .remove, id: $0)] }
      let leader = object.isLocal ? nil : planner.leaving(object)
      for carrier in [object.parent, planner.diff.old.carriers[action.id], leader] {
        guard let carrier, let above = nodes[Action(phase: .remove, id: carrier)] else { continue }
        let target = root[above]
        if carrier != object.parent, let cut, position[root[cut]] < position[target] { continue }
        let fits = after[node].allSatisfy {
          root[$0] == target || position[root[$0]] > position[target]
        }
        if fits, !isTied(action.id, steppingAsideWith: target) {
          root[node] = target
          carried[target, default: []].append(object)
          break
        }
      }
    }
  }

  /// What makes an object go with its carrier, for those where that can be cut beforehand.
  private func ties() -> [ObjectID: ObjectID] {
    var ties: [ObjectID: ObjectID] = [:]
    for (id, object) in planner.diff.old.objects {
      if let leader = object.leader { ties[id] = leader.through }
      if let bond = object.bond, let parent = object.parent { ties[parent] = bond.through }
    }
    return ties
  }

  /// A table that steps aside keeps what hangs on it, so what ties it to other objects that go
  /// must go first.
  private func isTied(_ id: ObjectID, steppingAsideWith target: Int) -> Bool {
    guard planner.fates.stepsAside(planner.graph.actions[target].id),
      let object = planner.diff.old[id]
    else { return false }
    if !type(of: object).movesWithParent { return true }
    if type(of: object).precedesRows {
      // It steps aside as well, unless it ties the table to what stays.
      return object.needs.contains { !planner.fates.stepsAside($0) }
    }
    let carrier = planner.diff.old.carriers[id]
    return planner.diff.old.needs(of: id).contains { needed in
      needed != carrier
        && nodes[Action(phase: .remove, id: needed)].map { root[$0] != target } ?? false
    }
  }
}

extension Planner {
  /// The statements that lead to the diff's new state.
  static func steps(for diff: Diff, isOnline: Bool) throws(PlanError) -> [Step] {
    var planner = Planner(diff, isOnline: isOnline)
    while true {
      var sorted = planner.graph.sorted(by: planner.precedes)
      if sorted.circle.isEmpty { return planner.steps(in: sorted.order) }
      planner.breakCircles()
      sorted = planner.graph.sorted(by: planner.precedes)
      if sorted.circle.isEmpty { return planner.steps(in: sorted.order) }
      // What changes from one need to another in one go keeps the first until the second is there.
      let circle = planner.graph.shortestCircle()
      let loose = planner.fates.loose
      let held = Set(circle.filter { $0.phase == .alter }.map(\.id)).subtracting(loose)
      if held.isEmpty {
        let names = circle.map { "\($0.phase) \($0.id)" }
        throw PlanError(
          description: "no order of statements is possible: each of these must come before the "
            + "next, and the last before the first: \(names.joined(separator: ", "))")
      }
      planner = Planner(diff, isOnline: isOnline, loose: loose.union(held))
    }
  }

  private func steps(in order: [Int]) -> [Step] {
    var steps = OnePass.join(Folding(self, in: order).steps(), in: diff)
    // The schemas where replaced objects wait exist only while the plan runs.
    let taking = fates.intakes.filter { !$0.value.refill.isEmpty }.keys
    let waiting = Set((fates.steppingAside + taking).map(Retirement.schema(of:))).sorted()
    func each(_ verb: SQL) -> [Step] {
      waiting.map {
        Step(
          id: ObjectID("schema", [$0]),
          statement: Statement("\(verb) schema \(name: $0)", lock: .none))
      }
    }
    steps = each("create") + steps + each("drop")
    return settingSteps { "set \(name: $0.name) to \(literal: $0.value)" } + steps
      + settingSteps { "reset \(name: $0.name)" }
  }

  /// One statement for each setting that an object wants which the plan makes or changes.
  private func settingSteps(_ say: (Setting) -> SQL) -> [Step] {
    let made = graph.actions.filter { $0.phase == .create || $0.phase == .alter }
    let settings = Set(made.flatMap { diff.new[$0.id]?.settings ?? [] })
    return settings.sorted().map {
      Step(id: ObjectID("setting", [$0.name]), statement: Statement(say($0), lock: .none))
    }
  }
}
