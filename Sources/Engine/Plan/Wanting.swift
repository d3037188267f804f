/// Orders what cannot be known to be needed, but may be: a preference, no more.
extension Planner {
  /// What the object wants is there before it, and so is what the bodies of its functions may speak
  /// of: making it may call them.
  mutating func orderWanted(by id: ObjectID, _ phase: Action.Phase, _ needs: [ObjectID]) {
    for wanted in diff.new[id]?.wants ?? [] {
      for making in [Action.Phase.create, .alter] {
        graph.order((making, wanted), before: (phase, id), soft: true)
      }
    }
    if diff.new[id]?.unreadBody != nil { return }
    for needed in needs {
      for spoken in spokenOf[needed] ?? findSpoken(of: needed) {
        graph.order((.create, spoken), before: (phase, id), soft: true)
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
