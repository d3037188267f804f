/// What goes along with an object that steps aside, because neither can go before the other: the
/// functions that a type is made of.
struct Companions {
  /// For each of them, and all that belongs to it, the object that takes it along.
  private(set) var leading: [ObjectID: ObjectID] = [:]

  init(_ fates: Fates) {
    let old = fates.diff.old
    for id in fates.steppingAside {
      for needed in old.needs(of: id) where old.needs(of: needed).contains(id) {
        switch fates[needed] {
        case .drop, .replace: add(needed, to: id, in: old)
        case .create, .alter, .retire, nil: break
        }
      }
    }
  }

  private mutating func add(_ id: ObjectID, to leader: ObjectID, in old: Snapshot) {
    leading[id] = leader
    for child in old.children(of: id) { add(child.id, to: leader, in: old) }
  }

  subscript(_ id: ObjectID) -> ObjectID? { leading[id] }
}
