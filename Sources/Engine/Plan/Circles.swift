/// Undoes circles of needs: a type and the functions that read and write it, a view and a function
/// that takes its rows.
///
/// One object of such a circle is able to stand in for itself: first as a name that the others can
/// use, then, when they exist, as what it is. Dropping goes the other way: one takes all along.
extension Planner {
  /// Breaks every circle that can be broken. What is left is for the sorting to report.
  mutating func breakCircles() {
    // Each round takes one object out of each circle, and smaller circles may be left.
    while true {
      var isBroken = false
      for circle in graph.circles() {
        let actions = circle.map { graph.actions[$0] }
        let removals = actions.filter { $0.phase == .remove }
        if removals.count == actions.count {
          isBroken = join(removals, in: circle) || isBroken
        } else {
          isBroken = split(actions.filter { $0.phase == .create }, in: circle) || isBroken
        }
      }
      if !isBroken { return }
    }
  }

  private mutating func split(_ creations: [Action], in circle: [Int]) -> Bool {
    let able = creations.filter { diff.new[$0.id]?.standIn != nil }
    guard let first = able.min(by: precedes) else { return false }
    let announcement = Action(phase: .announce, id: first.id)
    let needed = graph.predecessors(of: first, outside: Set(circle))
    graph.divide(first, with: announcement, within: Set(circle))
    for other in needed { graph.addEdge(from: other, to: announcement) }
    return true
  }

  private mutating func join(_ removals: [Action], in circle: [Int]) -> Bool {
    let able = removals.filter { diff.old[$0.id]?.standIn != nil }
    guard let first = able.min(by: precedes), let standIn = diff.old[first.id]?.standIn else {
      return false
    }
    switch standIn.dropping {
    case .afterRetraction:
      graph.divide(first, with: Action(phase: .retract, id: first.id), within: Set(circle))
    case .together:
      let others = removals.filter { $0 != first }
      graph.join(others, into: first)
      joined.formUnion(others)
      joiners.insert(first)
    }
    return true
  }
}

extension Graph {
  fileprivate func predecessors(of action: Action, outside circle: Set<Int>) -> [Int] {
    guard let node = number(of: action) else { return [] }
    return actions.indices.filter { !circle.contains($0) && hasEdge(from: $0, to: node) }
  }

  fileprivate mutating func addEdge(from node: Int, to action: Action) {
    guard let other = number(of: action) else { return }
    addEdge(from: node, to: other)
  }

  /// Lets what `action` keeps waiting inside `circle` wait for `earlier` only.
  fileprivate mutating func divide(
    _ action: Action, with earlier: Action, within circle: Set<Int>
  ) {
    add(earlier)
    guard let node = number(of: action), let early = number(of: earlier) else { return }
    moveEdges(from: node, to: early) { circle.contains($0) }
    addEdge(from: early, to: node)
  }

  /// Lets `actions` happen as part of `whole`.
  fileprivate mutating func join(_ actions: [Action], into whole: Action) {
    guard let node = number(of: whole) else { return }
    let members = Set(actions.compactMap(number(of:)))
    for member in members { moveEdges(from: member, to: node) { _ in true } }
    for other in self.actions.indices where !members.contains(other) {
      moveEdges(of: other, from: members, to: node)
    }
  }

  /// The sets of actions that wait for each other, none of which can be sorted.
  fileprivate func circles() -> [[Int]] {
    var search = CircleSearch(successors: hardSuccessors)
    return search.run()
  }
}

extension Graph {
  /// Actions each of which must come before the next, and the last before the first.
  func shortestCircle() -> [Action] {
    var shortest: [Int] = []
    for circle in circles() {
      // All of a large circle would take long, and any part of it shows what is wrong.
      for start in circle.prefix(200) {
        let path = path(back: start, within: Set(circle))
        if shortest.isEmpty || !path.isEmpty && path.count < shortest.count { shortest = path }
      }
    }
    return shortest.map { actions[$0] }
  }

  /// The shortest way from an action to itself.
  private func path(back start: Int, within circle: Set<Int>) -> [Int] {
    var origins: [Int: Int] = [:]
    var front = [start]
    while !front.isEmpty {
      var next: [Int] = []
      for node in front {
        for other in hardSuccessors[node] where circle.contains(other) {
          if other == start {
            var path = [node]
            while let last = path.last, let origin = origins[last] { path.append(origin) }
            return path.reversed()
          }
          if origins[other] == nil {
            origins[other] = node
            next.append(other)
          }
        }
      }
      front = next
    }
    return []
  }
}

/// Tarjan's search for strongly connected components, without recursion: plans may be deep.
private struct CircleSearch {
  let successors: [[Int]]
  private var number: [Int]
  private var lowest: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var count = 0
  private var found: [[Int]] = []

  init(successors: [[Int]]) {
    self.successors = successors
    number = [Int](repeating: -1, count: successors.count)
    lowest = number
    isOpen = [Bool](repeating: false, count: successors.count)
  }

  mutating func run() -> [[Int]] {
    for node in successors.indices where number[node] < 0 { visit(from: node) }
    return found
  }

  private mutating func enter(_ node: Int) {
    number[node] = count
    lowest[node] = count
    count += 1
    open.append(node)
    isOpen[node] = true
  }

  private mutating func visit(from start: Int) {
    var path: [(node: Int, next: Int)] = [(start, 0)]
    enter(start)
    while let (node, next) = path.last {
      if next < successors[node].count {
        path[path.count - 1].next += 1
        let other = successors[node][next]
        if number[other] < 0 {
          enter(other)
          path.append((other, 0))
        } else if isOpen[other] {
          lowest[node] = min(lowest[node], number[other])
        }
      } else {
        path.removeLast()
        if let above = path.last { lowest[above.node] = min(lowest[above.node], lowest[node]) }
        if lowest[node] == number[node] { close(node) }
      }
    }
  }

  private mutating func close(_ node: Int) {
    var members: [Int] = []
    while let member = open.popLast() {
      isOpen[member] = false
      members.append(member)
      if member == node { break }
    }
    if members.count > 1 { found.append(members) }
  }
}
