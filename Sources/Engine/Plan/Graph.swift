import Collections

/// Actions and what must come before what.
///
/// A hard edge is a need: PostgreSQL would refuse. A soft edge is a preference, given up where
/// keeping it would close a circle.
struct Graph {
  private(set) var actions: [Action] = []
  private var index: [Action: Int] = [:]
  private var successors: [[Int]] = []
  private(set) var softSuccessors: [[Int]] = []

  mutating func add(_ action: Action) {
    guard index[action] == nil else { return }
    index[action] = actions.count
    actions.append(action)
    successors.append([])
    softSuccessors.append([])
  }

  func contains(_ phase: Action.Phase, _ id: ObjectID) -> Bool {
    index[Action(phase: phase, id: id)] != nil
  }

  /// `first` before `second`, where both are part of the plan.
  mutating func order(
    _ first: (Action.Phase, ObjectID), before second: (Action.Phase, ObjectID),
    soft: Bool = false
  ) {
    guard let from = index[Action(phase: first.0, id: first.1)],
      let to = index[Action(phase: second.0, id: second.1)], from != to
    else { return }
    if soft { softSuccessors[from].append(to) } else { successors[from].append(to) }
  }

  var hardSuccessors: [[Int]] { successors }

  func number(of action: Action) -> Int? { index[action] }

  func hasEdge(from: Int, to: Int) -> Bool { successors[from].contains(to) }

  mutating func addEdge(from: Int, to: Int) { successors[from].append(to) }

  mutating func dropSoftEdges(from node: Int, to others: Set<Int>) {
    softSuccessors[node].removeAll(where: others.contains)
  }

  /// Lets another action lead to those successors of `node` that `isMoved` names.
  mutating func moveEdges(from node: Int, to other: Int, where isMoved: (Int) -> Bool) {
    successors[other] += successors[node].filter { isMoved($0) && $0 != other }
    successors[node].removeAll(where: isMoved)
    softSuccessors[node].removeAll(where: isMoved)
  }

  /// Lets `node` lead to one action in the place of others.
  mutating func moveEdges(of node: Int, from others: Set<Int>, to one: Int) {
    guard successors[node].contains(where: others.contains) else { return }
    successors[node].removeAll(where: others.contains)
    if node != one { successors[node].append(one) }
  }

  /// The actions in an order that keeps every hard edge, smallest `rank` first where the edges
  /// leave a choice; or the actions that wait for each other in a circle.
  func sorted(
    by precedes: (Action, Action) -> Bool
  ) -> (order: [Int], circle: [Action]) {
    let ranks = actions.indices.sorted { precedes(actions[$0], actions[$1]) }
    var rank = [Int](repeating: 0, count: actions.count)
    for (position, node) in ranks.enumerated() { rank[node] = position }

    var waiting = [Int](repeating: 0, count: actions.count)
    var softWaiting = waiting
    for node in actions.indices {
      for next in successors[node] { waiting[next] += 1 }
      for next in softSuccessors[node] { softWaiting[next] += 1 }
    }
    var ready = Heap<Int>()
    var preferred = Heap<Int>()
    var done = [Bool](repeating: false, count: actions.count)
    for node in actions.indices where waiting[node] == 0 {
      if softWaiting[node] == 0 { preferred.insert(rank[node]) } else { ready.insert(rank[node]) }
    }
    var order: [Int] = []
    order.reserveCapacity(actions.count)
    while let position = preferred.popMin() ?? ready.popMin() {
      let node = ranks[position]
      if done[node] { continue }
      done[node] = true
      order.append(node)
      for next in successors[node] {
        waiting[next] -= 1
        if waiting[next] == 0 {
          if softWaiting[next] == 0 {
            preferred.insert(rank[next])
          } else {
            ready.insert(rank[next])
          }
        }
      }
      for next in softSuccessors[node] {
        softWaiting[next] -= 1
        if softWaiting[next] == 0, waiting[next] == 0, !done[next] { preferred.insert(rank[next]) }
      }
    }
    return (order, actions.indices.filter { !done[$0] }.map { actions[$0] })
  }

  /// All edges, seen from both ends.
  func neighbours() -> (before: [[Int]], after: [[Int]]) {
    var before = [[Int]](repeating: [], count: actions.count)
    let after = actions.indices.map { successors[$0] + softSuccessors[$0] }
    for node in actions.indices {
      for next in after[node] { before[next].append(node) }
    }
    return (before, after)
  }
}
