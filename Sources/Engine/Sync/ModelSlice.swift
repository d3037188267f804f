/// What of a model has to be applied anew where a few of its statements have changed: the tables
/// and views that these are about, all that depends on them, and what those stand on.
///
/// All else that could give a name another meaning is applied as well: whatever is no table's and
/// no view's. What then stands in the small database beside the affected objects must be what it
/// was in the whole one, and what is affected must be there; where that is not so, or anything else
/// is uncertain, there is no slice, and the model is applied as a whole.
package struct ModelSlice {
  /// What to apply, in the model's order.
  package let statements: [ModelStatement]
  /// What the whole model was read back as before the change.
  private let known: Snapshot
  /// What the changed statements are about, and what may be another as a whole, by its names: each
  /// statement about one of these has to succeed.
  private let subjects: Set<[String]>
  /// Objects of `known` that may be others now.
  private let affected: Set<ObjectID>

  /// Nil where the whole has to be applied. `share` is the part of all statements above which the
  /// whole costs little more.
  package init?(
    of new: [ModelStatement], since old: [ModelStatement], _ known: Snapshot, share: Double = 0.5
  ) {
    guard let changed = Self.changes(from: old, to: new),
      new.allSatisfy({ $0.about != nil || Self.isPlain($0) })
    else { return nil }
    let subjects = Set(changed.compactMap(\.about))
    let told = Set((new + old).compactMap(\.about))
    // What stands in the schema of the role that asks hides what is in `public`.
    guard !told.contains(where: { $0.first == known.user }) else { return nil }
    var reach = Reached(known, told)
    reach.addDependants(of: subjects)
    guard reach.affected.allSatisfy({ known[$0]?.leader == nil }) else { return nil }
    reach.addFoundations(mentioned: Self.words(in: changed))
    let wanted = reach.relations.union(subjects)
    statements = new.filter { $0.about.map(wanted.contains) ?? true }
    guard Double(statements.count) <= share * Double(new.count) else { return nil }
    self.known = known
    affected = reach.affected
    self.subjects = subjects.union(affected.filter { known[$0]?.parent == nil }.map(\.names))
  }

  /// False where a statement failed that has to succeed. What only serves others may lack what leads
  /// out of the slice.
  package func allows(_ failures: [ModelFailure]) -> Bool {
    failures.allSatisfy { failure in
      failure.statement.about.map { !subjects.contains($0) } ?? false
    }
  }

  /// The whole model as it is now, of which `part` is what the slice was read back as; nil where
  /// that is not certain.
  package func joined(with part: Snapshot) -> Snapshot? {
    var taken: [any SchemaObject] = []
    let isStoodOn = changedFoundations(part)
    for object in part.objects.values {
      if let before = known[object.id], !affected.contains(object.id) {
        switch before.agreement(with: object) {
        case .whole: continue
        // That it is used by something, say, follows from what is not here: true as before, where
        // nothing that is made anew uses it more or less.
        case .told where !isStoodOn.contains(object.id): continue
        case .told, .none: return nil
        }
      }
      // What comes with an heir or a partition is told by more than one of them.
      guard object.leader == nil, known[object.id] != nil || isSubjects(object.id, in: part)
      else { return nil }
      taken.append(object)
    }
    for id in affected where part[id] == nil && !isSubjects(id, in: known) { return nil }
    guard namesAreCertain(taken) else { return nil }
    return known.exchanging(affected, for: taken, of: part)
  }

  /// What the affected objects stand on now and did not before, or the other way round.
  private func changedFoundations(_ part: Snapshot) -> Set<ObjectID> {
    func foundations(_ state: Snapshot, _ isTop: (ObjectID) -> Bool) -> Set<ObjectID> {
      var open = state.objects.keys.filter(isTop)
      var seen = Set(open)
      while let id = open.popLast() {
        for needed in state.needs(of: id) where seen.insert(needed).inserted {
          open.append(needed)
        }
      }
      return seen
    }
    let before = foundations(known, affected.contains)
    return before.symmetricDifference(
      foundations(part) { affected.contains($0) || known[$0] == nil })
  }

  /// True for what may be there now, or not any more.
  private func isSubjects(_ id: ObjectID, in state: Snapshot) -> Bool {
    let root = state.root(of: id)
    if subjects.contains(root.names) { return true }
    return state.carriers[root].map { subjects.contains(state.root(of: $0).names) } ?? false
  }

  // MARK: - Statements

  /// The statements that one of both has alone. Nil where the others stand in another order, or
  /// where nobody knows what a statement is about.
  private static func changes(
    from old: [ModelStatement], to new: [ModelStatement]
  ) -> [ModelStatement]? {
    guard (old + new).allSatisfy({ !$0.isOrdered && $0.settings.isEmpty }) else { return nil }
    struct Key: Hashable {
      let sql: String
      let about: [String]?
    }
    func keys(_ list: [ModelStatement]) -> [Key] { list.map { Key(sql: $0.sql, about: $0.about) } }
    let (before, after) = (keys(old), keys(new))
    let common = Set(before).intersection(after)
    guard before.filter(common.contains) == after.filter(common.contains) else { return nil }
    let changed = zip(before + after, old + new).filter { !common.contains($0.0) }.map(\.1)
    return changed.allSatisfy { $0.about != nil } ? changed : nil
  }

  /// True for a statement that does what it says and nothing else, wherever it stands.
  private static func isPlain(_ statement: ModelStatement) -> Bool {
    let words = LeadingWords(statement.sql)
    return ["create", "alter", "comment", "grant", "revoke", "security"].contains(words.first)
      && !words.starts(with: "create event")
  }

  /// Every word, also within quotes: whatever is spoken of is among them.
  private static func words(in statements: [ModelStatement]) -> Set<String> {
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_"
    }
    var words: Set<String> = []
    for statement in statements {
      for word in statement.sql.split(whereSeparator: { !isWord($0) }) {
        words.insert(String(word))
        words.insert(word.lowercased())
      }
    }
    return words
  }

  // MARK: - Names

  /// False where a name that PostgreSQL makes up could be another one beside what is not here, or
  /// a name is taken.
  private func namesAreCertain(_ taken: [any SchemaObject]) -> Bool {
    let before = Set(affected.flatMap { known[$0]?.claims ?? [] })
    let changed = before.symmetricDifference(taken.flatMap(\.claims))
    if changed.isEmpty { return true }
    // Where two parts do not fit into one name, both are cut.
    guard changed.allSatisfy({ $0.name.utf8.count < 57 }) else { return false }
    let stems = Set(changed.compactMap(Self.stem))
    return known.objects.values.allSatisfy { object in
      affected.contains(object.id)
        || object.claims.allSatisfy { claim in
          !changed.contains(claim) && !(Self.stem(claim).map(stems.contains) ?? false)
        }
    }
  }

  private static let endings = ["key", "idx", "seq", "check", "excl", "stat", "null"]

  /// What a made-up name was before a number was put behind it; nil for another sort of name.
  private static func stem(_ claim: ObjectID) -> ObjectID? {
    var name = claim.name[...]
    while name.last?.isNumber == true { name.removeLast() }
    guard endings.contains(where: name.hasSuffix) else { return nil }
    return ObjectID(claim.kind, claim.names.dropLast() + [String(name)])
  }
}

/// What a change of some relations reaches, up to what depends on them and down to what all that
/// stands on.
private struct Reached {
  private let known: Snapshot
  /// Relations that statements of their own are about.
  private let told: Set<[String]>
  /// The names of what each object belongs to in the end, by its place.
  private let roots: [[String]]
  private(set) var affected: Set<ObjectID> = []
  private(set) var relations: Set<[String]> = []
  private var members: [[String]: [ObjectID]] = [:]

  init(_ known: Snapshot, _ told: Set<[String]>) {
    self.known = known
    self.told = told
    roots = known.objects.keys.map { known.root(of: $0).names }
    for (place, id) in known.objects.keys.enumerated() {
      members[roots[place], default: []].append(id)
    }
  }

  mutating func addDependants(of subjects: Set<[String]>) {
    let dependants = known.dependants()
    var carried: [ObjectID: [ObjectID]] = [:]
    for (id, carrier) in known.carriers { carried[carrier, default: []].append(id) }
    for object in known.objects.values {
      if let leader = object.leader { carried[leader.id, default: []].append(object.id) }
    }
    var open = subjects.flatMap { members[$0] ?? [] }
    affected.formUnion(open)
    while let id = open.popLast() {
      for other in dependants[id] + (carried[id] ?? []) + (known.rowUsers[id] ?? [])
      where affected.insert(other).inserted {
        open.append(other)
      }
    }
  }

  /// What the affected objects need, and all that no statement about a relation makes; and what is
  /// called by one of these words.
  mutating func addFoundations(mentioned words: Set<String>) {
    var seen = affected
    var open = Array(affected)
    for (place, id) in known.objects.keys.enumerated()
    where !told.contains(roots[place]) && seen.insert(id).inserted {
      open.append(id)
    }
    for relation in told where relation.last.map(words.contains) ?? false {
      stand(on: relation, &seen, &open)
    }
    while let id = open.popLast() {
      if let place = known.objects.place(of: id) { stand(on: roots[place], &seen, &open) }
      for needed in known.needs(of: id) where seen.insert(needed).inserted { open.append(needed) }
    }
  }

  /// A relation is there with its columns, and what they need.
  private mutating func stand(
    on relation: [String], _ seen: inout Set<ObjectID>, _ open: inout [ObjectID]
  ) {
    guard told.contains(relation), relations.insert(relation).inserted else { return }
    for id in members[relation] ?? [] {
      guard let object = known[id], type(of: object).precedesRows || object.parent == nil else {
        continue
      }
      if seen.insert(id).inserted { open.append(id) }
    }
  }
}
