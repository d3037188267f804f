/// What the parts of a state's wholes are made of: which of a partition's indexes is a part of
/// which of its parent's.
///
/// PostgreSQL decides that when a table joins a whole, by taking what fits or making what is
/// missing. A plan has to know it before, so that it comes out as it shall.
struct Joining {
  /// What each part completes.
  let wholes: [ObjectID: ObjectID]
  /// What can be taken over, by what it belongs to.
  let siblings: [ObjectID: [any SchemaObject]]
  /// What has joined each.
  private let members: [ObjectID: [ObjectID]]
  /// The part of a whole, the first, that belongs to the second.
  private let parts: [[ObjectID]: ObjectID]

  init(_ state: Snapshot) {
    var wholes: [ObjectID: ObjectID] = [:]
    var siblings: [ObjectID: [any SchemaObject]] = [:]
    var members: [ObjectID: [ObjectID]] = [:]
    for object in state.objects.values {
      guard let parent = object.parent else { continue }
      if let whole = object.completes { wholes[parent] = whole }
      if object.isTakenOver { siblings[parent, default: []].append(object) }
      if object.takesOverSiblings {
        for above in object.needs { members[above, default: []].append(parent) }
      }
    }
    self.wholes = wholes
    self.siblings = siblings
    self.members = members
    parts = Dictionary(
      wholes.compactMap { part, whole in state[part]?.parent.map { ([whole, $0], part) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// True where PostgreSQL finds what the whole is to have as a part in `table`: there is one, and
  /// it lacks none itself.
  func finds(_ whole: ObjectID, in table: ObjectID) -> Bool {
    guard let part = parts[[whole, table]] else { return false }
    return members[table, default: []].allSatisfy { finds(part, in: $0) }
  }

  /// What belongs to `table` and would get a part in whatever joins it.
  func wholes(of table: ObjectID) -> [ObjectID] {
    (siblings[table] ?? []).filter { $0.isRival(of: $0) }.map(\.id)
  }
}

extension Planner {
  /// What becomes of a leader reaches all that still follows it. Tables that step aside together
  /// stay tied: the rows of one are seen through the other until they are taken over.
  mutating func orderCutTies(of leader: ObjectID, before phase: Action.Phase) {
    for tie in fates.following.cutTies[leader] ?? [] {
      if let place = diff.old[tie], let follower = place.parent, fates.stepsAside(follower),
        place.needs.contains(where: fates.stepsAside)
      {
        continue
      }
      graph.order((.remove, tie), before: (phase, leader))
      if fates.following.loosened.contains(tie) {
        graph.order((phase, leader), before: (.create, tie))
      }
    }
  }

  /// What takes the object along when it goes, because that follows it.
  func leaving(_ object: any SchemaObject) -> ObjectID? {
    guard let leader = object.leader else { return nil }
    let id = doer(of: .remove, leader.id, in: diff.old)
    return fates.stepsAside(id) || fates.following.leadersLeft.contains(id) ? nil : id
  }

  mutating func orderTaken(of parent: ObjectID, by joining: ObjectID) {
    for sibling in siblings[parent] ?? [] where isTakenAtOnce(sibling) {
      orderTaken(sibling, by: joining)
    }
  }

  /// What is taken over is there before, and whole: PostgreSQL passes over an index that lacks
  /// parts.
  mutating func orderTaken(_ sibling: ObjectID, by joining: ObjectID) {
    let isNeeded = isTakenAtOnce(sibling)
    graph.order((.create, sibling), before: (.create, joining), soft: !isNeeded)
    for part in newDependants[sibling] where diff.new[part]?.completes == sibling {
      graph.order((.create, part), before: (.create, joining), soft: !isNeeded)
      graph.order((.alter, part), before: (.create, joining), soft: !isNeeded)
    }
  }

  /// True for what others follow that join: they have to have it before, and it has to be there
  /// before rows go into them.
  mutating func isLeading(_ id: ObjectID) -> Bool {
    guard let object = diff.new[id], !object.followsItsHeirs else { return false }
    return followers[id]?.contains { tie in
      graph.contains(.create, tie) && diff.new[tie]?.takesOverSiblings == true
    } ?? false
  }

  /// True for what a tie that is made finds there, and takes for what it brings.
  func isLed(_ id: ObjectID) -> Bool {
    guard let object = diff.new[id], !object.comesWithParent, !object.staysBehind,
      let leader = object.leader
    else { return false }
    return graph.contains(.create, leader.through)
  }

  /// For each leader the ties of those that follow it and are made.
  func findFollowers() -> [ObjectID: [ObjectID]] {
    var found: [ObjectID: [ObjectID]] = [:]
    for action in graph.actions where action.phase == .create || action.phase == .alter {
      guard let follower = diff.new[action.id], !follower.staysBehind, let leader = follower.leader
      else { continue }
      found[leader.id, default: []].append(leader.through)
    }
    return found
  }

  /// True for a part of what stays: PostgreSQL would make one itself as soon as the parent joins,
  /// before there are rows.
  func isTakenAtOnce(_ id: ObjectID) -> Bool {
    guard diff.new[id]?.isTakenOver == true, let whole = fates.joining?.wholes[id] else {
      return false
    }
    return fates[whole] == nil || fates[whole] == .alter || isTakenAtOnce(whole)
  }
}
