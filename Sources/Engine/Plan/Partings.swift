/// What joins and leaves wholes in a plan, where their statements have to do with more than their own
/// object.
struct Partings {
  /// What comes by itself when an object joins another, by the tie.
  private(set) var brought: [ObjectID: [ObjectID]] = [:]
  /// The ties that are made, by the whole.
  private(set) var places: [ObjectID: [ObjectID]] = [:]
  /// What refers to the rows of each whole that a part leaves.
  private(set) var referring: [ObjectID: [ObjectID]] = [:]

  init() {}

  init(_ planner: Planner) {
    let (old, new) = (planner.diff.old, planner.diff.new)
    var left: Set<ObjectID> = []
    for action in planner.graph.actions {
      switch action.phase {
      case .create:
        guard let place = new[action.id], place.takesOverSiblings else { continue }
        for whole in place.needs { places[whole, default: []].append(place.id) }
      case .remove:
        guard let place = old[action.id], place.takesOverSiblings else { continue }
        left.formUnion(place.needs.flatMap(planner.diff.families.old.wholes))
      case .letGo, .retract, .alter, .announce, .refill, .finish, .discard: continue
      }
    }
    for object in places.isEmpty ? [] : new.objects.values where object.comesWithParent {
      guard let leader = object.leader else { continue }
      brought[leader.through, default: []].append(object.id)
    }
    for object in left.isEmpty ? [] : old.objects.values {
      guard let whole = object.refersTo, left.contains(whole) else { continue }
      referring[whole, default: []].append(object.id)
    }
  }
}
