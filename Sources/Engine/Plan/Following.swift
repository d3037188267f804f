/// What a change of a leader must not do to those that follow it.
///
/// What is done to an inherited column or constraint reaches its heirs by itself, whether they shall
/// have it so or not. From both states it is known which ties have to be cut for that, by themselves
/// or for a time, and what is said again to those that keep what they have.
struct Following {
  /// What stays behind on its own when a tie between inheriting objects is cut.
  private(set) var leftBehind: [ObjectID: [ObjectID]] = [:]
  /// Objects whose followers outlive them, or have to.
  private(set) var leadersLeft: Set<ObjectID> = []
  /// For each object, the ties that its followers that stay leave it by.
  private(set) var cutTies: [ObjectID: [ObjectID]] = [:]
  /// Ties that stay, and are cut while what follows through them and its leader part or meet.
  private(set) var loosened: Set<ObjectID> = []
  /// For each object, what has to go before it because it cannot lose what follows the object.
  private(set) var holders: [ObjectID: [ObjectID]] = [:]
  /// What has to be made anew with its parent, for what its leaders become would not leave it as it
  /// shall be.
  private(set) var remade: [any SchemaObject] = []
  /// What says to objects that they stay as they are.
  private(set) var keeping: [ObjectID: [Statement]] = [:]

  /// The followers of each of a family in which one is not as what it follows, though what is made
  /// further up makes all alike that it finds.
  private(set) var unevenFamilies: [ObjectID: [ObjectID]] = [:]

  private let diff: Diff
  private let dependants: Dependants

  init(_ diff: Diff, _ dependants: Dependants) {
    (self.diff, self.dependants) = (diff, dependants)
    if diff.isEmpty { return }
    var followers: [(object: any SchemaObject, leader: Leader)] = []
    for object in diff.old.objects.values {
      guard let leader = object.leader else { continue }
      followers.append((object, leader))
      if isLoosened(object, from: leader) { loosened.insert(leader.through) }
    }
    for (object, leader) in followers { follow(object, leader) }
    findUnevenFamilies(followers)
    for (object, _) in followers where isOrphaned(object) || isHeldTwice(object) {
      remade.append(object)
    }
  }

  private mutating func findUnevenFamilies(
    _ followers: [(object: any SchemaObject, leader: Leader)]
  ) {
    var uneven: Set<ObjectID> = []
    for (object, leader) in followers where isUneven(object.id, leader.id) {
      uneven.formUnion([leader.id] + leaders(of: object))
    }
    if uneven.isEmpty { return }
    for (object, leader) in followers where uneven.contains(leader.id) && !isCut(leader.through) {
      unevenFamilies[leader.id, default: []].append(object.id)
    }
  }

  private func isUneven(_ id: ObjectID, _ leader: ObjectID) -> Bool {
    [diff.old, diff.new].contains { state in
      guard let above = state[leader], above.followsItsHeirs else { return false }
      return state[id].map { !$0.isCopy(of: above) } ?? false
    }
  }

  /// What several bring changes with none of them alone.
  private func isHeldTwice(_ object: any SchemaObject) -> Bool {
    guard object.hasSeveralLeaders, let change = diff.change(object.id) else { return false }
    return change.sort == .alter && change.isAlone
  }

  /// True where a change of what is further up does not come down the tie.
  func isCut(_ tie: ObjectID) -> Bool { diff.change(tie) != nil || loosened.contains(tie) }

  private func isLoosened(_ object: any SchemaObject, from leader: Leader) -> Bool {
    if isBarred(object, under: leader) { return true }
    guard diff.change(object.id) != nil || diff.change(leader.id) != nil,
      diff.change(leader.through) == nil, let above = diff.old[leader.id],
      let next = diff.new[leader.id], let successor = diff.new[object.id]
    else { return false }
    let (before, after) = (object.departs(from: above), successor.departs(from: next))
    let isReplaced = diff.change(object.id)?.isReplacing ?? false
    return before != after || after && isReplaced
  }

  /// Nulls cannot even come in for a moment where a key forbids them.
  private func isBarred(_ object: any SchemaObject, under leader: Leader) -> Bool {
    guard diff.change(leader.through) == nil, isKept(object, under: leader) else { return false }
    return object.barsNulls || dependants[object.id].contains { diff.old[$0]?.barsNulls ?? false }
  }

  private func isKept(_ object: any SchemaObject, under leader: Leader) -> Bool {
    guard let successor = diff.new[object.id] else { return false }
    return diff.change(leader.id).map { !successor.staying(under: $0).isEmpty } ?? false
  }

  private mutating func follow(_ object: any SchemaObject, _ leader: Leader) {
    if object.staysBehind { leftBehind[leader.through, default: []].append(object.id) }
    guard diff.old[leader.id] != nil else { return }
    let parent = object.parent
    if object.holdsParent, let parent, diff.new[object.id] == nil {
      for above in leaders(of: object) { holders[above, default: []].append(parent) }
    }
    if isCut(leader.through) {
      guard parent.map({ diff.new[$0] != nil }) ?? true else { return }
      if let successor = diff.new[object.id] {
        let statements = successor.parting(from: object)
        if !statements.isEmpty { keeping[object.id] = statements }
      }
      // Those further up reach it through its leader.
      for above in leaders(of: object) { cutTies[above, default: []].append(leader.through) }
    } else if diff.new[leader.id] == nil, diff.new[object.id] != nil {
      leadersLeft.insert(leader.id)
    }
    keep(object.id, under: leader)
  }

  private func leaders(of object: any SchemaObject) -> [ObjectID] {
    var found: [ObjectID] = []
    var above = object.leader?.id
    while let id = above {
      found.append(id)
      above = diff.old[id]?.leader?.id
    }
    return found
  }

  /// Says again what a change further up would take from an object that keeps it.
  private mutating func keep(_ id: ObjectID, under leader: Leader) {
    guard let object = diff.new[id] else { return }
    var above: Leader? = leader
    while let next = above, diff.new[next.through] != nil, !loosened.contains(next.through) {
      if let statements = diff.change(next.id).map(object.staying), !statements.isEmpty {
        keeping[id] = statements
        return
      }
      above = diff.old[next.id]?.leader
    }
  }

  /// A tie that stays makes what it brings the object's own, when what it is brought from is taken
  /// away there alone.
  private func isOrphaned(_ object: any SchemaObject) -> Bool {
    guard !leadersLeft.isEmpty, !object.ties.isEmpty, let successor = diff.new[object.id],
      successor.comesWithParent
    else { return false }
    let lost = Set(object.ties).subtracting(successor.ties)
    return lost.contains { tie in
      diff.new[tie] != nil
        && diff.old.needs(of: tie).contains {
          leadersLeft.contains($0.child(object.id.kind, object.id.name))
        }
    }
  }
}
