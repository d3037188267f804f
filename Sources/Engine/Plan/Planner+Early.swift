/// Online, what works on rows shall not do so while something is gone that comes back: all from its
/// end to its new beginning is one transaction, which keeps locked whatever it touches.
extension Planner {
  /// What others may work beside, that waits for nothing which is replaced and would be drawn
  /// between its end and its beginning otherwise, with all that it waits for itself. Wishes that it
  /// should wait are given up.
  mutating func findEarly() -> Set<Action> {
    let replaced = graph.actions.filter {
      let creation = Action(phase: .create, id: $0.id)
      return $0.phase == .remove && graph.contains(.create, $0.id) && !late.contains(creation)
    }
    if replaced.isEmpty || late.isEmpty { return [] }
    let waiting = graph.followers(of: Set(replaced)) { !late.contains($0) }
    let before = graph.neighbours().before
    let needed = graph.predecessors(of: waiting, along: before)
    var early: Set<Action> = []
    for action in late where needed.contains(action) && !waiting.contains(action) {
      guard let table = diff.new[action.id]?.parent, !isTied(table) else { continue }
      let first = graph.predecessors(of: [action], along: before, outside: waiting)
      // What goes or changes first does so for reasons that no edge tells.
      if first.allSatisfy({ $0.phase == .create || late.contains($0) }) {
        early.formUnion(first)
      }
    }
    if !early.isEmpty { graph.forgetWishes(of: waiting, to: early) }
    return early
  }

  /// Whether the table has its rows, or its shape, in common with another.
  private mutating func isTied(_ table: ObjectID) -> Bool {
    func ties(_ state: Snapshot, _ dependants: [ObjectID]) -> Bool {
      state.children(of: table).contains { type(of: $0).precedesRows && !$0.needs.isEmpty }
        || dependants.contains { other in
          state[other].map { type(of: $0).precedesRows && $0.needs.contains(table) } ?? false
        }
    }
    return ties(diff.old, Array(fates.dependants[table]))
      || ties(diff.new, Array(newDependants[table]))
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

  /// The actions themselves and what comes `before` them, but for what is in `others`.
  fileprivate func predecessors(
    of actions: Set<Action>, along before: [[Int]], outside others: Set<Action> = []
  ) -> Set<Action> {
    reached(from: actions) { node in
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
