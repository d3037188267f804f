/// What a parent's `create` brings without a word: an heir's columns, which come with `inherits`.
///
/// A check on such a column can stand inside the `create` only where the column is there by then.
/// So the tie that brings it must stand inside, too, with all that it needs; what is there when the
/// statement runs is found by taking away what cannot be, until nothing more falls.
struct Arrivals {
  /// Places in the graph of what needs no statement of its own.
  private(set) var nodes: Set<Int> = []

  init(_ planner: Planner, _ places: [Action: Int], _ position: [Int], _ before: [[Int]]) {
    for (parent, children) in planner.siblings {
      guard let target = places[Action(phase: .create, id: parent)] else { continue }
      var bringers: [Int: Int] = [:]
      for id in children {
        guard let node = places[Action(phase: .create, id: id)], let object = planner.diff.new[id],
          object.comesWithParent, !object.staysBehind, let leader = object.leader,
          let tie = places[Action(phase: .create, id: leader.through)]
        else { continue }
        let isThere = [Action.Phase.create, .alter].allSatisfy {
          places[Action(phase: $0, id: leader.id)].map { position[$0] < position[target] } ?? true
        }
        guard isThere, planner.statements(for: Action(phase: .create, id: id)).isEmpty else {
          continue
        }
        bringers[node] = tie
      }
      if bringers.isEmpty { continue }
      let clauses = children.filter { planner.diff.new[$0]?.clause([]) != nil }
      var inside = Set(clauses.compactMap { places[Action(phase: .create, id: $0)] })
        .union(bringers.keys)
      var count = 0
      while count != inside.count {
        count = inside.count
        inside = inside.filter { node in
          bringers[node].map(inside.contains) ?? true
            && before[node].allSatisfy {
              $0 == target || inside.contains($0) || position[$0] < position[target]
            }
        }
      }
      nodes.formUnion(bringers.keys.filter(inside.contains))
    }
  }
}
