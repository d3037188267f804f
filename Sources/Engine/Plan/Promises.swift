/// What a statement does to relations besides that of its own object: those that the object needs,
/// or those that use it.
package struct Reach: Sendable, Hashable {
  package let lock: LockMode
  /// It reads, or writes, their rows.
  package let readsRows: Bool
  /// Those are meant that use what the object belongs to, and not those that the object needs.
  package let isToUsers: Bool
  /// The names of those that alone are meant; nil where all are.
  let names: Set<[String]>?

  package init(
    _ lock: LockMode, readsRows: Bool = false, isToUsers: Bool = false,
    to names: Set<[String]>? = nil
  ) {
    self.lock = lock
    self.readsRows = readsRows
    self.isToUsers = isToUsers
    self.names = names
  }
}

/// What of an object is only seen through it, and belongs to others.
package enum Transparency: Sendable {
  case none
  /// It has no rows of its own, and shows those of others.
  case rows
  /// Its shape is that of others.
  case shape
}

/// What a new type of a column makes PostgreSQL look at again, although no row is written anew.
package enum Recheck: Int, Sendable, Comparable {
  case nothing
  /// Conditions on the values.
  case conditions
  /// Their order, too.
  case order

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Makes of what kinds say of their statements what is so in this plan: only what was there before
/// the plan can be in anybody's way.
///
/// A kind knows which lock `create index` takes; that the table is a new one, which nobody else has
/// seen, only the plan knows.
extension Planner {
  /// `done` are the actions that come before; the last statement of several is what makes the object.
  func promised(
    _ statement: Statement, for action: Action, parts: [ObjectID], isLast: Bool = true,
    after done: Set<Action> = []
  ) -> Statement {
    var statement = statement
    let root = relation(of: action.id)
    let own = statement.subject ?? root
    let isThere =
      own.map {
        wasThere($0, at: action.phase) && diff.old[$0]?.isRelation ?? false && !isRemade($0, done)
      } ?? false
    var lock = isThere ? statement.lock : .none
    var readsRows = isThere
    var reached = [(action.id, statement.reach)]
    let brought = isLast && action.phase == .create ? partings.brought[action.id] ?? [] : []
    for part in parts + brought.filter({ isBrought($0, done) }) {
      reached.append((part, diff.new[part]?.reach))
    }
    let hasOldParts = own.map { isOfOldParts($0, done) } ?? false
    if !isThere, hasOldParts, let object = diff.new[action.id],
      object.reachesParts || object.takesOverSiblings
    {
      (lock, readsRows) = (statement.lock, true)
    }
    for case (let id, let reach?) in reached {
      // Whoever goes on to others from a part of a relation passes through that.
      if let root, root != own, wasThere(root, at: action.phase) { lock = max(lock, .accessShare) }
      guard isThereMore(reach, from: id, besides: [own, root], at: action.phase, done) else {
        continue
      }
      lock = max(lock, reach.lock)
      readsRows = readsRows || reach.readsRows
    }
    statement.lock = lock
    if action.phase != .refill, let own, isThere, diff.old[own]?.isDivided ?? false,
      !hasParts(own, done)
    {
      if hasOldParts { statement.mayReadRows() } else { readsRows = false }
    }
    // Rows that are put back are looked up in what they refer to.
    if !readsRows, action.phase == .create, let root, fates[root] == .retire,
      let target = diff.new[action.id]?.refersTo, wasThere(target, at: action.phase)
    {
      readsRows = true
      statement.mayReadRows()
    }
    if !readsRows { statement.hazards.removeAll(where: \.worksOnRows) }
    if !readsRows, !mayHoldRows(own ?? root, of: action) {
      statement.hazards.removeAll(where: \.mayFail)
    }
    let leaving = action.phase == .remove ? leavingHazards(action.id, done) : []
    if !leaving.isEmpty {
      statement.hazards += leaving
      statement.mayReadRows()
    }
    if let condition = statement.unlessChecked, isChecked(condition, of: action.id) {
      statement.hazards = []
      statement.online = nil
    }
    if isThere, statement.recheck > .nothing, isReread(action.id, statement.recheck) {
      statement.hazards.insert(.scans, at: 0)
    }
    return statement
  }

  /// Whether a new whole has parts by now that were there before it.
  private func isOfOldParts(_ whole: ObjectID, _ done: Set<Action>) -> Bool {
    (partings.places[whole] ?? []).contains { place in
      guard done.contains(Action(phase: .create, id: place)), let part = diff.new[place]?.parent
      else { return false }
      return wasThere(part, at: .create) || isOfOldParts(part, done)
    }
  }

  /// Whether what an object would bring by joining another is there to be brought.
  private func isBrought(_ id: ObjectID, _ done: Set<Action>) -> Bool {
    guard let id = diff.new[id]?.leader?.id else { return true }
    let leader = Action(phase: .create, id: doer(of: .create, id, in: diff.new))
    return !graph.contains(leader.phase, leader.id) || done.contains(leader)
  }

  /// Rows leave a whole only when none of what refers to its rows needs them.
  private func leavingHazards(_ id: ObjectID, _ done: Set<Action>) -> [Hazard] {
    guard let place = diff.old[id], place.takesOverSiblings, let part = place.parent else {
      return []
    }
    let left = wholes(of: place, done).flatMap { partings.referring[$0] ?? [] }.filter {
      !done.contains(Action(phase: .remove, id: doer(of: .remove, $0, in: diff.old)))
    }
    guard !left.isEmpty else { return [] }
    let staying = left.filter { fates[$0] == nil }.sorted()
    return [.scans] + staying.map { .mayFail("rows of \(part) that \($0) refers to") }
  }

  /// What the rows of a part are seen through, as long as nothing of that has left another.
  private func wholes(of place: any SchemaObject, _ done: Set<Action>) -> [ObjectID] {
    place.needs.flatMap { whole in
      let above = diff.families.old.places(of: whole).filter {
        !done.contains(Action(phase: .remove, id: $0.id))
      }
      return [whole] + above.flatMap { wholes(of: $0, done) }
    }
  }

  /// The relation whose lock the object's statements take: its own, or that it belongs to.
  private func relation(of id: ObjectID) -> ObjectID? {
    let top = top(of: id)
    return (diff.new[top] ?? diff.old[top])?.isRelation == true ? top : nil
  }

  private func top(of id: ObjectID) -> ObjectID {
    guard let parent = (diff.new[id] ?? diff.old[id])?.parent,
      diff.new[parent] != nil || diff.old[parent] != nil
    else { return id }
    return top(of: parent)
  }

  /// Whether PostgreSQL has made it anew, because the type of what it is about is another by now.
  private func isRemade(_ id: ObjectID, _ done: Set<Action>) -> Bool {
    guard diff.old[id]?.isTakenOver == true else { return false }
    return diff.old.needs(of: id).contains {
      diff.change($0)?.isAlone == true
        && done.contains(Action(phase: .alter, id: doer(of: .alter, $0, in: diff.old)))
    }
  }

  private func wasThere(_ id: ObjectID, at phase: Action.Phase) -> Bool {
    guard diff.old[id] != nil else { return false }
    switch fates[id] {
    case .create: return false
    case .replace, .retire:
      switch phase {
      case .letGo, .retract, .remove, .discard: return true
      case .alter, .announce, .create, .refill, .finish: return false
      }
    case .alter, .drop, nil: return true
    }
  }

  /// Whether any of the relations was there that are meant.
  private func isThereMore(
    _ reach: Reach, from id: ObjectID, besides own: [ObjectID?], at phase: Action.Phase,
    _ done: Set<Action>
  ) -> Bool {
    // Rows come from what was there under the same name.
    if phase == .refill { return true }
    if reach.isToUsers {
      let users = fates.dependants[top(of: id)].compactMap(relation)
      return users.contains { wasThere($0, at: phase) }
    }
    var isOfOld = false
    switch phase {
    case .letGo, .retract, .remove, .discard: isOfOld = true
    case .alter, .announce, .create, .refill, .finish: break
    }
    var known: Set<ObjectID> = [id]
    var waiting = [id]
    while let next = waiting.popLast() {
      for needed in isOfOld ? diff.old.needs(of: next) : diff.new.needs(of: next) {
        let object = diff.new[needed] ?? diff.old[needed]
        // Being joined to what it is inherited from is said of by itself.
        if diff.new[next]?.leader?.id == needed { continue }
        // A part of a table may be taken by itself.
        let other = object?.isTakenOver == true ? needed : relation(of: needed)
        guard let other, !own.contains(other), known.insert(other).inserted else { continue }
        let isMeant = reach.names?.contains(other.names) ?? true
        if isMeant, wasThere(other, at: phase), !isRemade(other, done) { return true }
        switch diff.new[other].map({ type(of: $0).transparency }) ?? .none as Transparency {
        case .rows where reach.readsRows: waiting.append(other)
        case .shape: waiting += [other] + diff.new.children(of: other).map(\.id)
        case .rows, .none: break
        }
      }
    }
    return false
  }

  /// Whether rows of before can be in the way of a statement that reads none of what is there: they
  /// are put back into what is made anew, and a type's values lie somewhere.
  private func mayHoldRows(_ relation: ObjectID?, of action: Action) -> Bool {
    if action.phase == .refill { return true }
    guard let relation else { return wasThere(top(of: action.id), at: action.phase) }
    return fates[relation] == .retire
  }

  private func hasParts(_ id: ObjectID, _ done: Set<Action>) -> Bool {
    fates.dependants[id].contains {
      guard let place = diff.old[$0], place.takesOverSiblings, let part = place.parent, part != id,
        fates[$0] == nil || isYetToGo($0, done)
      else { return false }
      return diff.old[part]?.isDivided == true ? hasParts(part, done) : true
    }
  }

  private func isYetToGo(_ id: ObjectID, _ done: Set<Action>) -> Bool {
    graph.contains(.remove, id) && !done.contains(Action(phase: .remove, id: id))
  }

  private func isChecked(_ condition: String, of id: ObjectID) -> Bool {
    if fates[id] == nil, diff.old[id]?.condition == condition { return true }
    let isHeld = fates.dependants[id].contains {
      fates[$0] == nil && diff.old[$0]?.condition == condition
    }
    guard !isHeld, let whole = diff.old[id]?.parent, diff.old[whole]?.isDivided == true else {
      return isHeld
    }
    let parts = fates.dependants[whole].compactMap { place -> ObjectID? in
      guard let place = diff.old[place], place.takesOverSiblings, place.parent != whole else {
        return nil
      }
      return place.parent
    }
    return !parts.isEmpty
      && parts.allSatisfy { isChecked(condition, of: $0.child(id.kind, id.name)) }
  }

  /// Whether something stays that depends on the object's values and has to see them again.
  private func isReread(_ id: ObjectID, _ recheck: Recheck) -> Bool {
    fates.dependants[id].contains { other in
      guard let object = diff.old[other], diff.new[other] != nil,
        fates[other] == nil || fates[other] == .alter
      else { return false }
      return object.recheck > .nothing && object.recheck <= recheck
    }
  }
}

extension Statement {
  /// Whether rows are read from end to end, the server decides by how many there are.
  fileprivate mutating func mayReadRows() {
    reach = Reach(reach?.lock ?? .none, readsRows: true)
  }
}
