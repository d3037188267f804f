/// What has to happen before what: the edges of the graph, phase by phase.
extension Planner {
  mutating func addEdges() {
    for action in graph.actions where action.phase == .create {
      if let parent = diff.new[action.id]?.parent {
        siblings[parent, default: []].append(action.id)
      }
    }
    var holders: [ObjectID: [Action]] = [:]
    for action in graph.actions where action.phase == .remove || action.phase == .alter {
      // What stays may let go of a name, too.
      let kept = action.phase == .alter ? diff.new[action.id]?.claims ?? [] : []
      for claim in diff.old[action.id]?.claims ?? [] where !kept.contains(claim) {
        holders[claim, default: []].append(action)
      }
    }
    for (id, leader) in companions.leading {
      graph.order((.remove, leader), before: (.create, id))
      for claim in diff.old[id]?.claims ?? [] {
        holders[claim, default: []].append(Action(phase: .remove, id: leader))
      }
      for other in fates.dependants[id] {
        graph.order((.remove, other), before: (.discard, leader))
        graph.order((.alter, other), before: (.discard, leader))
      }
    }
    orderLast()
    orderUnblocking()
    for action in graph.actions {
      let id = action.id
      switch action.phase {
      case .letGo: addEdgesOfLettingGo(id)
      case .remove: addEdgesOfRemoval(id)
      case .alter, .create:
        addEdgesOfMaking(id, action.phase)
        for claim in diff.new[id]?.claims ?? [] {
          for holder in holders[claim] ?? [] {
            graph.order((holder.phase, holder.id), before: (action.phase, id))
          }
        }
      case .refill: addEdgesOfRefill(id)
      case .finish:
        for phase in [Action.Phase.create, .alter, .refill] {
          graph.order((phase, id), before: (.finish, id))
        }
        let leader = diff.new[id]?.leader.map { [$0.id] } ?? []
        for needed in diff.new.needs(of: id) + leader {
          graph.order((.create, needed), before: (.finish, id))
          graph.order((.alter, needed), before: (.finish, id), soft: true)
        }
      case .discard: addEdgesOfDiscard(id)
      case .announce, .retract: break
      }
    }
  }

  private mutating func addEdgesOfLettingGo(_ id: ObjectID) {
    graph.order((.letGo, id), before: (.alter, id))
    orderWhatWants(id, .letGo)
    for needed in diff.old.needs(of: id) {
      graph.order((.letGo, id), before: (.letGo, needed))
      graph.order((.letGo, id), before: (.remove, needed))
    }
    for part in reshapedParts(under: id) {
      graph.order((.letGo, id), before: part)
      graph.order(part, before: (.alter, id))
    }
    // What is only out of the way itself lets its own parts change before.
    if fates.isAlone(id) { return }
    // What it is made of, and what it lets go of is made of, changes while it is let go of.
    let parent = diff.old[id]?.parent
    for whole in diff.old.needs(of: id) + [id] where whole != parent {
      for part in changingParts[whole] ?? [] {
        graph.order((.letGo, id), before: part)
        graph.order(part, before: (.finish, id))
      }
    }
  }

  private mutating func addEdgesOfRemoval(_ id: ObjectID) {
    graph.order((.remove, id), before: (.create, id))
    graph.order((.remove, id), before: (.alter, id))
    let goesWithParent = diff.old[id]?.parent.map { graph.contains(.remove, $0) } ?? false
    if let carrier = diff.old.carriers[id], !goesWithParent {
      graph.order((.remove, id), before: (.remove, carrier), soft: true)
    }
    orderCutTies(of: id, before: .remove)
    for holder in fates.following.holders[id] ?? [] {
      graph.order((.remove, holder), before: (.remove, id))
    }
    for other in fates.referring[id] ?? [] {
      graph.order((.remove, other), before: (.remove, id))
    }
    orderWhatWants(id, .remove)
    if let leader = diff.old[id]?.leader, !goesWithParent {
      if fates[leader.through] == nil {
        graph.order((.remove, leader.id), before: (.remove, id))
      } else {
        graph.order((.remove, leader.through), before: (.remove, id))
        graph.order((.remove, leader.through), before: (.remove, leader.id))
      }
    }
    if let bond = diff.old[id]?.bond, let tied = diff.old[id]?.parent {
      graph.order((.remove, bond.through), before: (.remove, tied))
    }
    let needs = diff.old.needs(of: id)
    // What goes because its leader does is left in peace before that goes.
    let leaders = needs.map { doer(of: .remove, $0, in: diff.old) }
    for needed in needs + leaders.filter({ $0 != id && !needs.contains($0) }) {
      // What holds rows steps aside within its parent, together with what it needs.
      if fates.stepsAside(needed), stepsAside(id), needed != diff.old[id]?.parent { continue }
      // A copy goes with what it belongs to, or with what it is a copy of, whichever goes first.
      if goesWithParent, needed == diff.old[id]?.leader?.id { continue }
      graph.order((.remove, id), before: (.remove, needed))
      // What was handed on goes before it is taken from who did so.
      if needed.kind == id.kind { graph.order((.remove, id), before: (.letGo, needed)) }
      graph.order((.remove, id), before: (.alter, needed), soft: !fates.isAlone(needed))
      if fates.isAlone(needed) { addEdgesOfRemoval(id, from: needed) }
    }
    for part in reshapedParts(under: id) {
      graph.order((.remove, id), before: part)
      graph.order(part, before: (.create, id))
    }
  }

  private func stepsAside(_ id: ObjectID) -> Bool {
    guard let object = diff.old[id], type(of: object).precedesRows, let parent = object.parent
    else { return false }
    return fates[parent] == .retire
  }

  private mutating func addEdgesOfMaking(_ id: ObjectID, _ phase: Action.Phase) {
    let needs = diff.new.needs(of: id)
    orderWanted(by: id, phase, needs)
    for needed in needs {
      for other in mistakable[needed] ?? [] { graph.order((.remove, other), before: (phase, id)) }
      graph.order((.create, doer(of: .create, needed, in: diff.new)), before: (phase, id))
      graph.order((.alter, needed), before: (phase, id), soft: true)
      graph.order((phase, id), before: (.finish, needed), soft: true)
      // A type that something is made of, or told of anew, is first what it shall be.
      if phase == .create || diff.new[id]?.parent == nil, diff.new[id]?.parent != needed {
        for part in rowParts[needed] ?? [] { graph.order(part, before: (phase, id), soft: true) }
      }
      if phase == .alter { orderReshaping(of: needed, before: id) }
    }
    if let object = diff.new[id], !object.staysBehind, let leader = object.leader,
      fates[leader.through] != nil
    {
      let isLate = phase == .create && diff.new[leader.id]?.followsItsHeirs == true
      if isLate, fates[leader.id] == .create || fates[leader.id] == .replace {
        // It comes to those that are there as it is, and to those that are made later as it is not.
        graph.order((.create, leader.through), before: (phase, id))
        graph.order((phase, id), before: (.create, leader.id))
        return addEdgesOfBeingMade(id, phase, needs)
      }
      for making in [Action.Phase.create, .alter] {
        graph.order((making, leader.id), before: (.create, leader.through))
      }
      if !object.comesWithParent {
        graph.order((phase, id), before: (.create, leader.through))
      } else if let parent = object.parent {
        // A column that has lost a default must not hand it down.
        for making in [Action.Phase.create, .alter, .finish] {
          graph.order((making, leader.id), before: (.create, parent), soft: true)
        }
        for part in siblings[leader.id] ?? [] {
          graph.order((.create, part), before: (.create, parent), soft: true)
        }
      }
    }
    if let object = diff.new[id], object.staysBehind, let leader = object.leader {
      // It is there as soon as both are, the leader and the tie.
      graph.order((.create, leader.id), before: (phase, id))
      graph.order((.create, leader.through), before: (phase, id))
    }
    addEdgesOfBeingMade(id, phase, needs)
  }

  private mutating func addEdgesOfBeingMade(
    _ id: ObjectID, _ phase: Action.Phase, _ needs: [ObjectID]
  ) {
    if let object = diff.new[id], phase == .create {
      if let leader = object.leader, fates[leader.through] == nil {
        graph.order((.remove, leader.id), before: (.create, id))
        if object.comesWithParent {
          let maker = doer(of: .create, leader.id, in: diff.new)
          graph.order((.create, maker), before: (.create, id))
        } else {
          graph.order((.create, id), before: (.create, leader.id))
        }
      }
      if fates[id] == .retire { orderAmongParts(id) }
      orderLeaving(id)
      if object.takesOverSiblings, let parent = object.parent {
        for sibling in siblings[parent] ?? [] where diff.new[sibling]?.isTakenOver == true {
          if fates.rivals.contains(sibling) {
            graph.order((.create, id), before: (.create, sibling))
          } else {
            orderTaken(sibling, by: id)
          }
        }
        // Of several that fit it would take any, and make one where none does; what is made
        // afterwards is told which, or that there is none.
        for above in needs where above != parent {
          for whole in fates.joining?.wholes(of: above) ?? [] {
            let isPart = fates.joining?.finds(whole, in: parent) ?? false
            graph.order((.create, id), before: (.create, whole), soft: isPart)
          }
        }
      }
    }
    if phase == .create {
      for senior in (fates.seniors[id] ?? []).sorted() {
        graph.order((.create, senior), before: (.create, id))
      }
    }
    if phase == .create, let whole = diff.new[id]?.completes {
      for other in newDependants[whole]
      where diff.new[other]?.completes != whole && diff.new.carriers[other] != whole {
        graph.order((.create, id), before: (.create, other), soft: true)
        graph.order((.create, id), before: (.alter, other), soft: true)
      }
    }
    // Where it can, a parent waits for what its children need, so that they stand inside it.
    if phase == .create, let object = diff.new[id], let parent = object.parent,
      graph.contains(.create, parent), object.clause([]) != nil
    {
      for needed in needs where needed != parent && !comesWithin(parent, needed) {
        graph.order((.create, needed), before: (.create, parent), soft: true)
        graph.order((.alter, needed), before: (.create, parent), soft: true)
        for part in rowParts[needed] ?? [] {
          graph.order(part, before: (.create, parent), soft: true)
        }
      }
    }
    if diff.new[id] == nil, let parent = born[id]?.parent {
      graph.order((.create, parent), before: (phase, id))
      graph.order((.alter, parent), before: (phase, id))
    }
    guard phase == .alter else { return }
    if diff.old[id]?.barsNulls == true, diff.new[id]?.barsNulls == false {
      for needed in diff.old.needs(of: id) where diff.old[needed]?.parent == diff.old[id]?.parent {
        graph.order((.alter, id), before: (.alter, needed))
      }
    }
    orderReferrers(to: id)
    orderCutTies(of: id, before: .alter)
    for needed in diff.old.needs(of: id) {
      if let aside = whatStepsAside(with: needed) {
        graph.order((.alter, id), before: (.discard, aside))
      } else if !needs.contains(needed), !(fates.loose.contains(id) && graph.contains(.letGo, id)) {
        graph.order((.alter, id), before: (.remove, doer(of: .remove, needed, in: diff.old)))
      }
    }
  }

  /// True for what the parent's own statement makes: there is nothing to wait for.
  private func comesWithin(_ parent: ObjectID, _ id: ObjectID) -> Bool {
    diff.new[id].map { $0.parent == parent && $0.leader == nil } ?? false
  }

  /// The object itself, or the one that it belongs to.
  private func whatStepsAside(with id: ObjectID) -> ObjectID? {
    if fates.stepsAside(id) { return id }
    return diff.old[id]?.parent.flatMap(whatStepsAside)
  }
}
