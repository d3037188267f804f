/// The way from a model that was applied as a whole to the same with a few other statements, without
/// applying the whole again.
///
/// The server has said of each statement what it made or altered (`StatementEffect`), so no SQL is
/// read: what a removed statement was about is known, what an added one is about is learned from the
/// first slice, and where that did not hold all of it, the next one does.
package struct ModelRenewal {
  private let new: [ModelStatement]
  private let added: [ModelStatement]
  private let known: Snapshot
  private let graph: SliceGraph
  /// The most statements that are still worth it.
  private let limit: Int
  /// What each statement of both models is about.
  private let touches: [ModelStatement.Text: Touch]
  /// Those that make a table of another, and those that say `like` or `values`, whatever they mean by
  /// it: a table may be made like another, and bounds of partitions are worked out when they are said.
  private let copying: Set<ModelStatement.Text>
  /// What changed statements are about, and what else turned out to be reached.
  private var subjects: Set<ObjectID>
  /// What was learned about the added ones.
  private var learned: [ModelStatement.Text: Touch] = [:]

  /// What a statement is about.
  struct Touch {
    /// As the server said.
    let objects: Set<ObjectID>
    /// What these belong to in the end.
    let roots: Set<ObjectID>
    /// It makes nothing but relations and what belongs to them.
    let isOptional: Bool

    func isDisjoint(with units: Set<ObjectID>) -> Bool {
      objects.isDisjoint(with: units) && roots.isDisjoint(with: units)
    }
  }

  /// Nil where the whole has to be applied. `share` is the part of all statements above which the
  /// whole costs little more.
  package init?(
    of new: [ModelStatement], since old: [ModelStatement], as reading: ModelReading,
    share: Double = 0.5
  ) {
    // Nothing else is watched than what this is possible for.
    guard old.count == reading.effects.count, !old.isEmpty,
      let (removed, added) = Self.changes(from: old, to: new),
      Self.isPossible(new.contains(where: Self.emptiesPath) ? new : added)
    else { return nil }
    self.new = new
    self.added = added
    known = reading.snapshot
    limit = Int(share * Double(new.count))
    let graph = SliceGraph(known)
    self.graph = graph
    var effects: [ModelStatement.Text: StatementEffect] = [:]
    for (statement, effect) in zip(old, reading.effects) {
      effects[statement.text, default: effect].merge(effect)
    }
    var touches: [ModelStatement.Text: Touch] = [:]
    for statement in old {
      guard let effect = effects[statement.text] else { continue }
      touches[statement.text] = Self.touch(of: statement, effect, in: reading.snapshot, graph.names)
    }
    self.touches = touches
    copying = Set(
      new.filter { statement in
        effects[statement.text]?.isCopy ?? false
          || ["like", "values"].contains { StatementWords.have($0, in: statement.sql) }
      }.map(\.text))
    subjects = []
    for statement in removed {
      guard let touch = touches[statement.text], touch.roots.allSatisfy(known.isFoundByName) else {
        return nil
      }
      subjects.formUnion(touch.objects.map(graph.unit))
    }
  }

  /// The whole model as it is now, of parts that `apply` applies; nil where it is not certain.
  package func renewed(
    _ apply: (ModelSlice) throws -> ModelReading?
  ) rethrows -> (snapshot: Snapshot, part: ModelReading)? {
    var copy = self
    for _ in 0..<3 {
      guard let slice = copy.slice(), let part = try apply(slice) else { return nil }
      switch copy.join(slice, part) {
      case .whole(let snapshot): return (snapshot, part)
      case .more(let objects): copy.subjects.formUnion(objects.map(graph.unit))
      case .uncertain: return nil
      }
    }
    return nil
  }

  // MARK: - Statements

  /// The statements that one of both has alone. Nil where the others stand in another order.
  private static func changes(
    from old: [ModelStatement], to new: [ModelStatement]
  ) -> (removed: [ModelStatement], added: [ModelStatement])? {
    let (before, after) = (old.map(\.text), new.map(\.text))
    let common = Set(before).intersection(after)
    guard before.filter(common.contains) == after.filter(common.contains) else { return nil }
    return (
      old.filter { !common.contains($0.text) }, new.filter { !common.contains($0.text) }
    )
  }

  /// True where each statement does what it says and nothing else, wherever it stands.
  package static func isPossible(_ statements: [ModelStatement]) -> Bool {
    let paths = statements.filter(emptiesPath)
    return statements.allSatisfy { statement in
      if emptiesPath(statement) { return true }
      return isPlain(statement) && statement.settings.allSatisfy(isPlainSetting)
        // What was set apart from the settings is forgotten before the next one runs.
        && paths.allSatisfy { $0.settings != statement.settings }
    }
  }

  private static func isPlain(_ statement: ModelStatement) -> Bool {
    let words = LeadingWords(statement.sql)
    return ["create", "alter", "comment", "grant", "revoke", "security"].contains(words.first)
      && !words.starts(with: "create event")
      && !words.words.dropFirst(2).starts(with: ["all", "in"])
      && !StatementWords.hidesNames(statement.sql)
  }

  /// A parameter of the session that has to do with no role.
  private static func isPlainSetting(_ sql: String) -> Bool {
    let words = StatementWords.all(sql)
    return !speaking.contains { words.contains($0) }
      && !(words.contains(path) && words.contains(system))
  }

  private static let speaking = ["role", "authorization"].flatMap {
    StatementWords.of(name: $0) ?? []
  }
  private static let path = StatementWords.of(name: "search_path")?.first ?? 0
  // Where the system's names come later, any name may hide one.
  private static let system = StatementWords.of(name: "pg_catalog")?.first ?? 0

  /// The line that stands in every script of `pg_dump`.
  private static func emptiesPath(_ statement: ModelStatement) -> Bool {
    statement.sql.utf8.count < 80
      && statement.sql.lowercased().filter { !$0.isWhitespace && $0 != ";" }
        == "selectpg_catalog.set_config('search_path','',false)"
  }

  /// Nil where nobody knows.
  private static func touch(
    of statement: ModelStatement, _ effect: StatementEffect, in snapshot: Snapshot,
    _ names: SpokenNames
  ) -> Touch? {
    guard effect.isKnown else { return nil }
    var objects = effect.objects
    if effect.isByName {
      let words = StatementWords.all(statement.sql)
      if everything.allSatisfy(words.contains) { return nil }
      objects.formUnion(names.roots(in: statement.sql))
    }
    guard !objects.isEmpty else { return nil }
    let roots = Set(objects.map(snapshot.root))
    return Touch(
      objects: objects, roots: roots,
      isOptional: roots.allSatisfy { root in
        snapshot.isFoundByName(root) && snapshot[root]?.isRelation ?? false
      })
  }

  /// `on all tables in schema`
  private static let everything = ["all", "in", "schema"].flatMap {
    StatementWords.of(name: $0) ?? []
  }

  // MARK: - Slices

  private mutating func slice() -> ModelSlice? {
    for statement in added where learned[statement.text] == nil { guess(statement) }
    var affected: Set<ObjectID> = []
    var count = -1
    while count < subjects.count {
      guard subjects.count <= limit else { return nil }
      count = subjects.count
      affected = graph.reached(by: subjects)
      subjects.formUnion(graph.companions(of: subjects, affected))
      subjects.formUnion(speakers(of: affected))
    }
    let optional = touches.filter(\.value.isOptional)
    var stand = SliceStand(
      graph, told: optional.values.reduce(into: []) { $0.formUnion($1.roots) }, affected: affected)
    for statement in added { stand.add(graph.names.roots(in: statement.sql)) }
    stand.add(subjects)
    for statement in new where touches[statement.text] == nil {
      stand.add(graph.names.roots(in: statement.sql))
    }
    var size = -1
    while size < stand.relations.count {
      size = stand.relations.count
      for statement in new {
        guard let touch = optional[statement.text] else { continue }
        // To succeed it takes all that it is about.
        if !touch.isDisjoint(with: subjects) { stand.add(touch.roots) }
        guard !touch.roots.isDisjoint(with: stand.relations) else { continue }
        if copying.contains(statement.text) {
          stand.add(graph.names.roots(in: statement.sql))
        } else {
          stand.add(references(in: statement, of: touch, beyond: stand.relations))
        }
      }
    }
    let statements = new.filter { statement in
      optional[statement.text].map { !$0.roots.isDisjoint(with: stand.relations) } ?? true
    }
    guard statements.count <= limit else { return nil }
    return ModelSlice(
      statements, known: known, subjects: subjects, affected: affected,
      optional: optional.mapValues { $0.objects.union($0.roots) })
  }

  /// The tables that a table refers to in the statement that makes it.
  private func references(
    in statement: ModelStatement, of touch: Touch, beyond known: Set<ObjectID>
  ) -> Set<ObjectID> {
    let wanted = touch.objects.intersection(touch.roots)
      .reduce(into: Set<ObjectID>()) { $0.formUnion(graph.references(of: $1)) }
      .subtracting(known)
    guard !wanted.isEmpty, LeadingWords(statement.sql).first == "create" else { return [] }
    return wanted.intersection(graph.names.roots(in: statement.sql))
  }

  /// What an added statement may be about, where it makes nothing: nothing depends on it but whether
  /// one slice is enough.
  private mutating func guess(_ statement: ModelStatement) {
    guard LeadingWords(statement.sql).first != "create" else { return }
    guard let root = graph.names.roots(in: statement.sql).first, known.isFoundByName(root)
    else { return }
    subjects.insert(root)
  }

  /// What statements are about that may become something else by these, although the catalogs do not
  /// say that they depend on them: that call a function, or are `like` a table or have bounds.
  private func speakers(of affected: Set<ObjectID>) -> Set<ObjectID> {
    var (called, copied) = (SpokenNames(), SpokenNames())
    for root in Set(affected.map(graph.root)) {
      if !SpokenNames.isCalled(root) {
        copied.add(SpokenNames.spoken(root), root)
      } else if affected.contains(root) {
        called.add(SpokenNames.spoken(root), root)
      }
    }
    return speakers { statement in
      !called.roots(in: statement.sql).isEmpty
        || copying.contains(statement.text) && !copied.roots(in: statement.sql).isEmpty
    }
  }

  /// What the statements are about, so far as it is found by its name.
  private func speakers(_ speaks: (ModelStatement) -> Bool) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    for statement in new {
      guard let touch = touches[statement.text], !touch.objects.isSubset(of: subjects),
        speaks(statement)
      else { continue }
      found.formUnion(
        touch.objects.filter { known.isFoundByName(graph.root($0)) }.map(graph.unit))
    }
    return found
  }

  // MARK: - What has come of a slice

  private mutating func join(_ slice: ModelSlice, _ part: ModelReading) -> ModelSlice.Outcome {
    guard part.effects.count == slice.statements.count else { return .uncertain }
    let names = SpokenNames(part.snapshot)
    let isAdded = Set(added.map(\.text))
    var born: Set<ObjectID> = []
    for (statement, effect) in zip(slice.statements, part.effects) {
      guard isAdded.contains(statement.text) else {
        guard isAsBefore(statement, effect, in: part.snapshot, slice) else { return .uncertain }
        continue
      }
      guard let touch = Self.touch(of: statement, effect, in: part.snapshot, names),
        touch.roots.allSatisfy(part.snapshot.isFoundByName)
      else { return .uncertain }
      learned[statement.text] = touch
      born.formUnion(touch.objects.filter { known[$0] == nil })
    }
    // What is new in a family concerns all of it.
    let touched = learned.values.reduce(into: Set<ObjectID>()) { all, touch in
      all.formUnion(touch.objects.union(touch.roots.filter(graph.isInFamily)))
    }
    let there = Set(touched.filter { known[$0] != nil }.map(graph.unit))
    guard there.isSubset(of: slice.subjects) else { return .more(there) }
    let gone = slice.subjects.filter { part.snapshot[$0] == nil && known[$0]?.parent == nil }
    guard
      let hidden = hiding(
        gone, born.filter { part.snapshot[$0]?.parent == nil }, part.snapshot)
    else { return .uncertain }
    guard hidden.isSubset(of: slice.affected) else { return .more(hidden) }
    return slice.joined(with: part.snapshot, born: born)
  }

  /// True where a statement that was there before did the same as then, or is of no account.
  private func isAsBefore(
    _ statement: ModelStatement, _ effect: StatementEffect, in part: Snapshot, _ slice: ModelSlice
  ) -> Bool {
    guard let touch = touches[statement.text] else { return effect.objects.isEmpty }
    // It has failed.
    if !effect.isKnown { return slice.isFree(statement) }
    return effect.objects.allSatisfy { id in
      if touch.objects.contains(id) { return true }
      let root = part.root(of: id)
      return slice.subjects.contains(root) && touch.roots.contains(root)
    }
  }

  /// What may mean something else where names have come or gone that others have as well, or that are
  /// told apart by more than their letters. Nil where that cannot be said.
  private func hiding(
    _ gone: Set<ObjectID>, _ born: Set<ObjectID>, _ part: Snapshot
  ) -> Set<ObjectID>? {
    // The type of a table's rows is called so, and makes way.
    guard !born.contains(where: { $0.name.hasPrefix("_") }) else { return nil }
    var names = SpokenNames()
    var count: [String: Int] = [:]
    for root in Set(graph.names.all).union(born) {
      count[SpokenNames.spoken(root), default: 0] += 1
    }
    for root in gone.union(born) {
      let name = SpokenNames.spoken(root)
      if SpokenNames.isCalled(root) || count[name, default: 0] > 1 { names.add(name, root) }
    }
    if names.isEmpty { return [] }
    return speakers { !names.roots(in: $0.sql).isEmpty }
  }
}
