/// Lets no part of a row change its type while something computes with such rows, or keeps some.
///
/// PostgreSQL looks for it at every depth: a column of a type whose attribute is a table's row.
extension Planner {
  /// What depends on an object is out of the way before it, or a part of it, changes.
  mutating func addEdgesOfRemoval(_ id: ObjectID, from needed: ObjectID) {
    graph.order((.remove, id), before: (.letGo, needed))
    guard let whole = diff.old[needed], type(of: whole).isRowType,
      diff.old[id]?.parent != needed
    else { return }
    for part in diff.old.children(of: needed) + diff.new.children(of: needed)
    where part.id != id {
      for phase in [Action.Phase.remove, .alter, .create] {
        graph.order((.remove, id), before: (phase, part.id))
      }
    }
  }

  /// What changes the shape of rows that the object computes with.
  mutating func reshapedParts(under id: ObjectID) -> [(Action.Phase, ObjectID)] {
    reshapings[id] ?? []
  }

  /// What comes to keep such rows does so when they have got their shape.
  mutating func orderReshaping(of whole: ObjectID, before id: ObjectID) {
    guard fates.reshaped.contains(whole), diff.new[id]?.parent != whole,
      diff.old.rowUsers[whole]?.contains(id) != true
    else { return }
    for part in rowParts[whole] ?? [] { graph.order(part, before: (.alter, id)) }
  }

  func findReshapings() -> [ObjectID: [(Action.Phase, ObjectID)]] {
    var found: [ObjectID: [(Action.Phase, ObjectID)]] = [:]
    func note(_ part: (Action.Phase, ObjectID), under whole: ObjectID, _ known: Set<ObjectID>) {
      for user in diff.old.rowUsers[whole] ?? [] where user != part.1 {
        found[user, default: []].append(part)
        if let outer = diff.old[user]?.parent, !known.contains(outer) {
          note(part, under: outer, known.union([outer]))
        }
      }
    }
    for whole in fates.reshaped where fates[whole] == nil || fates[whole] == .alter {
      for action in graph.actions where action.phase == .alter || action.phase == .create {
        guard let part = diff.new[action.id], part.parent == whole,
          type(of: part).precedesRows
        else { continue }
        if action.phase == .create || fates.isAlone(action.id) {
          note((action.phase, action.id), under: whole, [whole])
        }
      }
    }
    return found
  }

  func findChangingParts() -> [ObjectID: [(Action.Phase, ObjectID)]] {
    var found: [ObjectID: [(Action.Phase, ObjectID)]] = [:]
    for action in graph.actions where [.remove, .alter, .create].contains(action.phase) {
      for parent in Set([diff.old[action.id]?.parent, diff.new[action.id]?.parent]) {
        if let parent { found[parent, default: []].append((action.phase, action.id)) }
      }
    }
    return found
  }

  func findRowParts() -> [ObjectID: [(Action.Phase, ObjectID)]] {
    var found: [ObjectID: [(Action.Phase, ObjectID)]] = [:]
    for action in graph.actions {
      switch action.phase {
      case .remove, .alter, .create: break
      case .letGo, .retract, .announce, .refill, .finish, .discard: continue
      }
      guard let part = diff.new[action.id] ?? diff.old[action.id], type(of: part).precedesRows,
        let whole = part.parent, let row = diff.new[whole], type(of: row).isRowType
      else { continue }
      found[whole, default: []].append((action.phase, action.id))
    }
    return found
  }
}
