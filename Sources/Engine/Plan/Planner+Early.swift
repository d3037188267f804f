/// Online, what works on rows shall not do so while something is gone that comes back: all from its
/// end to its new beginning is one transaction, which keeps locked whatever it touches.
extension Planner {
  /// What works on rows, waits for nothing that is replaced and would come too late otherwise, with
  /// all that it waits for itself. Where others may work meanwhile, a wish that it should wait is
  /// given up.
  mutating func findEarly() -> Set<Action> {
    let replaced = graph.actions.filter {
      let creation = Action(phase: .create, id: $0.id)
      return $0.phase == .remove && graph.contains(.create, $0.id) && !late.contains(creation)
    }
    if replaced.isEmpty { return [] }
    let workers = Set(graph.actions.filter(worksOnRows))
    let waiting = graph.followers(of: Set(replaced), heedingWishesOf: { !late.contains($0) })
    let needed = graph.predecessors(of: waiting, outside: [])
    let early = workers.filter {
      !waiting.contains($0) && (!late.contains($0) || needed.contains($0))
    }
    if early.isEmpty { return [] }
    graph.forgetWishes(of: waiting, to: early.intersection(late))
    return early.union(graph.predecessors(of: early, outside: waiting))
  }

  private func worksOnRows(_ action: Action) -> Bool {
    guard action.phase == .create || action.phase == .alter else { return false }
    return statements(for: action).contains {
      promised($0, for: action, parts: []).worksOnRows
    }
  }
}

extension Graph {
  /// The actions themselves and what comes after them; of soft edges only those count that lead to
  /// what `heedsWishes` says.
  fileprivate func followers(
    of actions: Set<Action>, heedingWishesOf heedsWishes: (Action) -> Bool
  ) -> Set<Action> {
    reached(from: actions) { node in
      hardSuccessors[node] + softSuccessors[node].filter { heedsWishes(self.actions[$0]) }
    }
  }

  /// The actions themselves and what comes before them, but for what is in `others`.
  fileprivate func predecessors(
    of actions: Set<Action>, outside others: Set<Action>
  ) -> Set<Action> {
    let before = neighbours().before
    return reached(from: actions) { node in
      before[node].filter { !others.contains(self.actions[$0]) }
    }
  }

  private func reached(from start: Set<Action>, by next: (Int) -> [Int]) -> Set<Action> {
    var found = Set(start.compactMap(number(of:)))
    var open = Array(found)
    while let node = open.popLast() {
      for other in next(node) where found.insert(other).inserted { open.append(other) }
    }
    return Set(found.map { actions[$0] })
  }

  fileprivate mutating func forgetWishes(of waiting: Set<Action>, to early: Set<Action>) {
    let nodes = Set(early.compactMap(number(of:)))
    for action in waiting {
      guard let node = number(of: action) else { continue }
      dropSoftEdges(from: node, to: nodes)
    }
  }
}
