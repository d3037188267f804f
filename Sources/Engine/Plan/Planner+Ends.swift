/// What comes before or after all else, so that an edge goes to everything there is.
extension Planner {
  /// What waits for all that is created.
  mutating func orderLast() {
    func comesLast(_ id: ObjectID) -> Bool {
      (diff.new[id] ?? diff.old[id]).map { type(of: $0).comesLast } ?? false
    }
    let last = graph.actions.filter { comesLast($0.id) }
    if last.isEmpty { return }
    for action in graph.actions where action.phase == .create && !comesLast(action.id) {
      for other in last { graph.order((.create, action.id), before: (other.phase, other.id)) }
    }
  }

  /// What must be out of the way before anything beside it.
  mutating func orderUnblocking() {
    for blocker in graph.actions where blocker.phase == .remove {
      guard let object = diff.old[blocker.id], object.blocksParent, let parent = object.parent
      else { continue }
      for action in graph.actions where action.id != blocker.id {
        let owner = (diff.old[action.id] ?? diff.new[action.id])?.parent
        guard action.id == parent || owner == parent else { continue }
        graph.order((.remove, blocker.id), before: (action.phase, action.id))
      }
    }
  }
}
