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
    if diff.new[id]?.spoken != nil { return }
    for needed in needs {
      for spoken in spokenOf[needed] ?? findSpoken(of: needed) {
        graph.order((.create, spoken), before: (phase, id), soft: true)
      }
    }
  }

  /// What is created and goes by a name that stands in the body of a function, or in that of one
  /// which goes by such a name.
  private mutating func findSpoken(of id: ObjectID) -> [ObjectID] {
    guard diff.new[id]?.spoken != nil else { return [] }
    var found: Set<ObjectID> = []
    var bodies = [id]
    var known: Set<ObjectID> = [id]
    while let body = bodies.popLast() {
      for word in diff.new[body]?.spoken ?? [] {
        for named in creationsByName[word] ?? [] {
          if diff.new[named]?.isRelation == true { found.insert(named) }
          if diff.new[named]?.spoken != nil, known.insert(named).inserted { bodies.append(named) }
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
      guard let object = diff.new[action.id], object.isRelation || object.spoken != nil else {
        continue
      }
      // A function's last name is what it takes.
      let name = action.id.names.count > 1 ? action.id.names[1] : action.id.name
      found[Spelling(name), default: []].append(action.id)
    }
    return found
  }
}

extension Spelling {
  /// The names that may stand in a text of SQL, or of what has SQL in it: everything that could be
  /// one.
  static func names(in text: String) -> Set<Spelling> {
    var found: Set<Spelling> = []
    var rest = text.utf8[...]
    func isPart(_ byte: UInt8) -> Bool {
      byte >= 128 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
        || (byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z"))
        || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }
    while let first = rest.first {
      if first == UInt8(ascii: "\"") {
        let end = rest.dropFirst().firstIndex(of: first) ?? rest.endIndex
        found.insert(Spelling(String(rest[..<end].dropFirst()) ?? ""))
        rest = rest[end...].dropFirst()
      } else if isPart(first) {
        let word = rest.prefix(while: isPart)
        found.insert(Spelling((String(word) ?? "").lowercased()))
        rest = rest[word.endIndex...]
      } else {
        rest = rest.dropFirst()
      }
    }
    return found
  }
}
