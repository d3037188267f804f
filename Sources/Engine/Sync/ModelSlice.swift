/// What of a model has to be applied anew where a few of its statements have changed: what these
/// are about, all that depends on it, and what that stands on.
///
/// All else that could give a name another meaning is applied as well: whatever is not found by its
/// name, and every function and type. What then stands in the small database beside the affected
/// objects must be what it was in the whole one, and what is affected must be there; where that is
/// not so, or anything else is uncertain, the model is applied as a whole.
package struct ModelSlice {
  /// What to apply, in the model's order.
  package let statements: [ModelStatement]
  let known: Snapshot
  /// What may be another with all that belongs to it: each statement about it has to succeed.
  let subjects: Set<ObjectID>
  /// Objects of `known` that may be others now.
  let affected: Set<ObjectID>
  /// What each statement is about that need not succeed where that is none of the subjects.
  let optional: [ModelStatement.Text: Set<ObjectID>]
  /// What may come, change or go with all that belongs to it.
  private let units: Set<ObjectID>

  init(
    _ statements: [ModelStatement], known: Snapshot, subjects: Set<ObjectID>,
    affected: Set<ObjectID>, optional: [ModelStatement.Text: Set<ObjectID>]
  ) {
    self.statements = statements
    self.known = known
    self.subjects = subjects
    self.affected = affected
    self.optional = optional
    units = subjects.union(affected.filter { known[$0]?.parent == nil })
  }

  /// False where a statement failed that has to succeed. What only serves others may lack what leads
  /// out of the slice.
  package func allows(_ failures: [ModelFailure]) -> Bool {
    var wholes: [ModelStatement.Text: ModelStatement] = [:]
    for statement in statements {
      for piece in statement.apart { wholes[piece.text] = statement }
    }
    return failures.allSatisfy { failure in
      isFree(wholes[failure.statement.text] ?? failure.statement)
    }
  }

  /// True for a statement that may fail.
  func isFree(_ statement: ModelStatement) -> Bool {
    optional[statement.text].map(units.isDisjoint) ?? false
  }

  /// What comes of the slice.
  enum Outcome {
    /// The whole model as it is now.
    case whole(Snapshot)
    /// More than it held may be another.
    case more(Set<ObjectID>)
    case uncertain
  }

  /// `born` is what changed statements have made that was not there.
  func joined(with part: Snapshot, born: Set<ObjectID>) -> Outcome {
    var taken: [any SchemaObject] = []
    var further: Set<ObjectID> = []
    let isStoodOn = changedFoundations(part)
    let new = units.union(born)
    func mayBeNew(_ id: ObjectID) -> Bool { Self.belongs(id, to: new, in: part) }
    for object in part.objects.values {
      if let before = known[object.id], !affected.contains(object.id) {
        switch before.agreement(with: object) {
        case .whole: continue
        // That it is used by something, say, follows from what is not here: true as before, where
        // nothing that is made anew uses it more or less.
        case .told where !isStoodOn.contains(object.id): continue
        case .told, .none:
          let root = known.root(of: object.id)
          guard known.isFoundByName(root) else { return .uncertain }
          further.insert(root)
          continue
        }
      }
      guard known[object.id] != nil || mayBeNew(object.id) else { return .uncertain }
      // What it is inherited from may know of it.
      if let leader = object.leader?.id, !mayBeNew(leader) {
        further.insert(part.root(of: leader))
        continue
      }
      taken.append(object)
    }
    if !further.isEmpty { return .more(further) }
    for id in known.objects.keys where part[id] == nil {
      // What is no relation's is applied with every slice, so what is missing was changed unseen. Of
      // relations, those may be missing that nothing affects.
      if affected.contains(id) ? !Self.belongs(id, to: units, in: known) : !isRelations(id) {
        return .uncertain
      }
    }
    guard namesAreCertain(taken) else { return .uncertain }
    return .whole(known.exchanging(affected, for: taken, of: part))
  }

  private func isRelations(_ id: ObjectID) -> Bool {
    known[known.root(of: id)]?.isRelation ?? false
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

  /// True for what is one of these, or a part of one, or goes with one.
  private static func belongs(
    _ id: ObjectID, to units: Set<ObjectID>, in state: Snapshot, asCarried: Bool = false
  ) -> Bool {
    var current = id
    for _ in 0..<8 {
      if units.contains(current) { return true }
      guard let parent = state[current]?.parent else { break }
      current = parent
    }
    guard !asCarried, let carrier = state.carriers[current] else { return false }
    return belongs(carrier, to: units, in: state, asCarried: true)
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
