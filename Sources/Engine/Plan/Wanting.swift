/// Orders what cannot be known to be needed, but may be: a preference, no more.
extension Planner {
  /// What the object wants is there before it, and so is what the bodies of its functions may speak
  /// of: making it may call them.
  mutating func orderWanted(by id: ObjectID, _ phase: Action.Phase, _ needs: [ObjectID]) {
    for wanted in diff.new[id]?.wants ?? [] {
      for making in [Action.Phase.create, .alter] {
        graph.order((making, wanted), before: (phase, id), soft: true)
      }
      // What is not there in the end is there up to then.
      if fates[wanted] == .drop {
        graph.order((phase, id), before: (.remove, wanted), soft: true)
      }
    }
    if diff.new[id]?.unreadBody != nil { return }
    for needed in needs {
      for spoken in spokenOf[needed] ?? findSpoken(of: needed) {
        graph.order((.create, spoken), before: (phase, id), soft: true)
      }
    }
  }

  /// What the object wants is there while it goes, or part of it.
  mutating func orderWhatWants(_ id: ObjectID, _ phase: Action.Phase) {
    for wanted in diff.old[id]?.wants ?? [] {
      for going in [Action.Phase.letGo, .remove] {
        graph.order((phase, id), before: (going, wanted), soft: true)
      }
      if fates[wanted] == .create {
        graph.order((.create, wanted), before: (phase, id), soft: true)
      }
    }
  }

  /// What is created and goes by a name that stands in the body of a function, or in that of one
  /// which goes by such a name.
  private mutating func findSpoken(of id: ObjectID) -> [ObjectID] {
    guard diff.new[id]?.unreadBody != nil else { return [] }
    var found: Set<ObjectID> = []
    var bodies = [id]
    var known: Set<ObjectID> = [id]
    while let body = bodies.popLast() {
      for word in diff.new[body]?.unreadBody.map(Spelling.names) ?? [] {
        for named in creationsByName[word] ?? [] {
          if diff.new[named]?.isRelation == true { found.insert(named) }
          if diff.new[named]?.unreadBody != nil, known.insert(named).inserted {
            bodies.append(named)
          }
        }
      }
    }
    let list = found.sorted()
    spokenOf[id] = list
    return list
  }

  /// What goes and could be taken, by who calls it, for what is there or comes.
  func findMistakable() -> [ObjectID: [ObjectID]] {
    let gone = graph.actions.compactMap { action in
      action.phase == .remove && fates[action.id] == .drop ? diff.old[action.id] : nil
    }.filter { $0.parent == nil && $0.id.names.count > 2 }
    let goneByName = Dictionary(grouping: gone) { $0.id.names.dropLast() }
    if gone.isEmpty { return [:] }
    var found: [ObjectID: [ObjectID]] = [:]
    for object in diff.new.objects.values where object.parent == nil {
      let others = goneByName[object.id.names.dropLast()] ?? []
      let mistakable = others.filter(object.isMistakable).map(\.id)
      if !mistakable.isEmpty { found[object.id] = mistakable }
    }
    return found
  }

  /// What is created, by the name that others call it by.
  func findCreationsByName() -> [Spelling: [ObjectID]] {
    var found: [Spelling: [ObjectID]] = [:]
    for action in graph.actions where action.phase == .create {
      guard let object = diff.new[action.id], object.isRelation || object.unreadBody != nil
      else {
        continue
      }
      // A function's last name is what it takes.
      let name = action.id.names.count > 1 ? action.id.names[1] : action.id.name
      found[Spelling(name), default: []].append(action.id)
    }
    return found
  }
}
