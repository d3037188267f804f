import Postgres

/// A plan whose statements let others work meanwhile.
///
/// What would keep others out while it reads or writes every row is done another way where its kind
/// knows one: built beside the old and then exchanged for it, or promised first and looked at
/// later. What has no other way stays as it is, and is said.
package struct OnlinePlan: Sendable {
  /// A statement that keeps others out for as long as it works on rows.
  package struct Obstacle: Sendable {
    package let step: Step
    package let reason: String
  }

  package let plan: Plan
  package let obstacles: [Obstacle]

  /// How long a statement waits for a lock that keeps others out: whoever comes later waits behind
  /// it.
  static let patience = "3s"

  /// `plan` is one of `diff` that was made to be taken online.
  package init(_ plan: Plan, of diff: Diff) {
    var making = OnlineMaking(plan.steps, diff)
    making.run()
    self.plan = Plan(steps: making.timedSteps)
    obstacles = making.obstacles
  }
}

/// Puts an online plan together, step by step.
struct OnlineMaking {
  let steps: [Step]
  let diff: Diff
  private(set) var made: [Step] = []
  private(set) var obstacles: [OnlinePlan.Obstacle] = []
  /// What replaced objects are called until what replaces them is there.
  private var asides: [ObjectID: String] = [:]
  /// What goes and comes back in one moment with what refers to it.
  private var exchanges: [ObjectID: Exchange] = [:]
  /// What has to wait until an object that got out of the way has gone, by that.
  private var postponed: [ObjectID: [Step]] = [:]
  /// Before which of the steps that are made a transaction begins.
  private var beginnings: Set<Int> = []
  /// Values that rows get in portions, by the column.
  private var batches: [ObjectID: Statement] = [:]
  /// Steps that only make sense together: what stands between an object's end and its new beginning.
  private var bound: [Range<Int>] = []

  /// Wholes that give way to others of their name, with their ends.
  private var wholes: [ObjectID: Step] = [:]

  init(_ steps: [Step], _ diff: Diff) {
    self.steps = steps
    self.diff = diff
    bound = Self.boundRanges(of: steps)
    findWholes()
  }

  private mutating func findWholes() {
    for range in bound {
      guard let first = steps[range].first, let last = steps[range].last, last.phase == .create,
        let old = diff.old[first.id], canStay(old), partsFirst(last) != nil
      else { continue }
      wholes[first.id] = first
    }
    bound.removeAll { wholes[steps[$0.lowerBound].id] != nil }
  }

  mutating func run() {
    exchanges = findExchanges()
    let exchanged = Dictionary(
      exchanges.flatMap { key, exchange in exchange.referring.map { ($0.id, (key, $0)) } },
      uniquingKeysWith: { a, _ in a })
    for (index, step) in steps.enumerated() {
      let statement = step.statement
      if statement.opensNulls, let key = keyAside(over: step.id) {
        postponed[key, default: []].append(step)
      } else if isBound(index) {
        if statement.worksOnRows { note(step, isBound: true) }
        // What others use stays locked for nothing but itself.
        if !bound.contains(where: { $0.contains(index) && $0.lowerBound < index }) {
          beginnings.insert(made.count)
        }
        made.append(step)
      } else if exchanged[step.id] != nil, step.phase == .remove {
        continue
      } else if let (key, rest) = exchanged[step.id], step.phase == .create {
        if exchanges[key]?.place == index { perform(key) }
        made += alone(rest.creation.dropFirst(), step)
      } else if let exchange = exchanges[step.id], step.phase == .remove || step.phase == .create {
        if step.phase == .remove, let old = diff.old[step.id] {
          postponed[step.id] = []
          made.append(step.saying(old.rename(to: exchange.name)))
        } else {
          made += alone(exchange.work, step)
          if exchange.place == index { perform(step.id) }
        }
      } else if wholes[step.id] != nil, step.phase == .remove {
        continue
      } else if let parts = partsFirst(step) {
        made += alone(parts.dropLast(), step)
        made += [wholes[step.id]].compactMap { $0 } + alone(parts.suffix(1), step)
      } else if let aside = aside(step, index) {
        made.append(aside)
      } else if let replacement = replacement(step) {
        made += replacement
        made += postponed.removeValue(forKey: step.id) ?? []
      } else if let online = statement.online, canGiveWay(step) {
        expand(step, online)
      } else {
        add(step)
      }
    }
  }

  /// A key that stays until its successor is there, and forbids nulls in the column until then.
  private func keyAside(over column: ObjectID) -> ObjectID? {
    postponed.keys.filter { key in
      diff.old[key]?.barsNulls ?? false && diff.old.needs(of: key).contains(column)
    }.min()
  }

  func isBound(_ index: Int) -> Bool { bound.contains { $0.contains(index) } }

  private func canGiveWay(_ step: Step) -> Bool {
    step.statement.canGiveWay(step.phase) && step.statement.onlineSince <= diff.old.version.major
  }

  private mutating func add(_ step: Step) {
    var statement = step.statement
    if let batch = statement.batch {
      statement.sql = batch.whole
      batches[step.id] = statement
      statement.isAlone = true
    }
    if statement.isInTheWay { note(step, isBound: false) }
    // What works on rows keeps nothing else locked meanwhile.
    if statement.worksOnRows { statement.isAlone = true }
    made.append(step.saying(statement))
  }

  private mutating func expand(_ step: Step, _ online: [Statement]) {
    for (place, statement) in online.enumerated() {
      var statement = statement
      if statement.worksOnRows { statement.isAlone = true }
      made.append(step.saying(statement))
      // Rows that came since they were filled get their values when no others can come any more.
      if place == 0, let batch = batches[step.id] {
        var again = batch
        again.isAlone = true
        made.append(step.saying(again))
      }
    }
  }

  func alone(_ statements: some Swift.Sequence<Statement>, _ step: Step) -> [Step] {
    statements.map { statement in
      var statement = statement
      if statement.worksOnRows { statement.isAlone = true }
      return step.saying(statement)
    }
  }

  /// The new key is ready: the old one goes with what refers to it, and all are there again before
  /// anybody else has seen them gone.
  private mutating func perform(_ key: ObjectID) {
    guard let exchange = exchanges[key] else { return }
    beginnings.insert(made.count)
    made += exchange.referring.map(\.removal)
    made += exchange.replacement.dropFirst(exchange.work.count).map { Step(id: key, statement: $0) }
    for other in exchange.referring {
      made += other.creation.prefix(1).map { other.step.saying($0) }
    }
    made += postponed.removeValue(forKey: key) ?? []
  }

  /// A whole that copies come with: where each part has its own before, nothing is left to look at.
  private func partsFirst(_ step: Step) -> [Statement]? {
    guard step.phase == .create, step.statement.isInTheWay, step.statement.online == nil,
      let new = diff.new[step.id]
    else { return nil }
    var family = [new.id]
    var copies: [any SchemaObject] = []
    while !family.isEmpty {
      let next = diff.new.objects.values.filter { object in
        object.leader.map { family.contains($0.id) } ?? false
      }
      copies += next
      family = next.map(\.id)
    }
    // What is new has no rows; what joins or is made anew has them at its own time.
    let parts = copies.sorted { $0.id < $1.id }.filter { copy in
      copy.parent.map { diff.old[$0] != nil } ?? false
        && (diff.old[copy.id] == nil || diff.change(copy.id) != nil)
    }
    let changed = Set(steps.filter { $0.phase == .remove || $0.phase == .create }.map(\.id))
    let isQuiet = parts.allSatisfy { part in
      !changed.contains(part.parent ?? part.id)
        && part.leader.map { diff.old[$0.through] != nil } ?? false
    }
    return isQuiet && !parts.isEmpty ? new.onlineCreation(with: parts, behind: diff.old) : nil
  }

  private mutating func note(_ step: Step, isBound: Bool) {
    let statement = step.statement
    var what = "every row is read"
    for hazard in statement.hazards where hazard != .scans && hazard.worksOnRows {
      what = hazard == .copiesIndex ? "it is copied as a whole" : "every row is written anew"
      if case .rewritesUnless(let condition) = hazard { what += ", unless \(condition)," }
    }
    let lock = statement.lock.title.lowercased()
    let reason =
      isBound
      ? "\(what) while what is replaced as a whole is locked"
      : "\(what) under \(lock), and no other way is known"
    obstacles.append(.init(step: step, reason: reason))
  }

  // MARK: - What is replaced

  /// The old object gets out of the way of the new one's name, and stays until that is there.
  private mutating func aside(_ step: Step, _ index: Int) -> Step? {
    guard step.phase == .remove, let old = diff.old[step.id], let new = diff.new[step.id],
      let creation = steps[index...].firstIndex(where: {
        $0.id == step.id && $0.phase == .create
      }), !bound.contains(where: { $0.contains(creation) }),
      steps[creation].statement.canGiveWay(.create),
      canStay(old), let name = freeName(for: old),
      replacement(of: old, called: name, by: new) != nil
    else { return nil }
    asides[step.id] = name
    postponed[step.id] = []
    return step.saying(old.rename(to: name))
  }

  private func replacement(_ step: Step) -> [Step]? {
    guard step.phase == .create, step.statement.online != nil, let name = asides[step.id],
      let old = diff.old[step.id], let new = diff.new[step.id]
    else { return nil }
    return replacement(of: old, called: name, by: new).map { alone($0, step) }
  }

  func replacement(
    of old: any SchemaObject, called name: String, by new: any SchemaObject
  ) -> [Statement]? {
    func open<Object: SchemaObject>(_ new: Object) -> [Statement]? {
      (old as? Object).flatMap { new.replaceOnline($0, called: name) }
    }
    return open(new)
  }

  /// Whether nothing that the object needs goes or becomes something else, but for what is
  /// `leaving` along with it.
  func canStay(_ old: any SchemaObject, leaving: Set<ObjectID> = []) -> Bool {
    let needed = Set(diff.old.needs(of: old.id))
    return !steps.contains { step in
      guard step.id != old.id, !leaving.contains(step.id) else { return false }
      // Whoever joins a whole could take the old one for its part of that.
      if step.phase == .create, let object = diff.new[step.id], object.takesOverSiblings,
        object.parent == old.parent
      {
        return true
      }
      // Whoever leaves one takes rows along that the old one may refer to.
      if step.phase == .remove, let whole = old.refersTo, let place = diff.old[step.id],
        place.takesOverSiblings, let part = place.parent,
        diff.families.old.wholes(of: part).contains(whole)
      {
        return true
      }
      let touches =
        !needed.isDisjoint(with: step.changed)
        || diff.old.needs(of: step.id).contains(old.id) && step.phase == .remove
      return touches
        && (step.phase == .remove || step.statement.recheck > .nothing
          || step.statement.hazards.contains(where: \.writesRows))
    }
  }

  func freeName(for old: any SchemaObject) -> String? {
    let taken = Set((diff.old.objects.keys.map(\.name)) + diff.new.objects.keys.map(\.name))
    return (1...9).lazy.map {
      GeneratedName.make(old.id.name, "", suffix: $0 == 1 ? "replaced" : "replaced\($0)")
    }.first { !taken.contains($0) }
  }

  /// From the end of each object that comes back, if that cannot stand beside its successor, to
  /// its new beginning. Without rows in between it is one transaction anyway.
  private static func boundRanges(of steps: [Step]) -> [Range<Int>] {
    var ends: [ObjectID: Int] = [:]
    var ranges: [Range<Int>] = []
    for (index, step) in steps.enumerated() {
      switch step.phase {
      case .remove: ends[step.id] = ends[step.id] ?? index
      case .create, .refill, .discard:
        guard let end = ends[step.id], step.statement.online == nil else { continue }
        ranges.append(end..<index + 1)
      case .letGo, .retract, .alter, .announce, .finish, nil: break
      }
    }
    return ranges.filter { range in steps[range].contains { $0.statement.worksOnRows } }
  }

  // MARK: - Waiting for locks

  /// The steps with what limits their waiting, said where it changes.
  var timedSteps: [Step] {
    var timed: [Step] = []
    var isLimited = false
    for (index, step) in made.enumerated() {
      let statement = step.statement
      // Whatever the transaction before holds is let go.
      if beginnings.contains(index), index > 0, !made[index - 1].statement.runsApart {
        timed.append(.lockTimeout(isLimited: true, isAlone: true))
        isLimited = true
      }
      let shallBe =
        statement.runsApart && statement.worksOnRows
        ? statement.lock >= .share : isLimited || statement.lock >= .share
      if shallBe != isLimited {
        timed.append(.lockTimeout(isLimited: shallBe, isAlone: statement.runsApart))
        isLimited = shallBe
      }
      timed.append(step)
    }
    if isLimited, let last = made.last {
      timed.append(.lockTimeout(isLimited: false, isAlone: last.statement.runsApart))
    }
    return timed
  }
}

extension Planner {
  /// Whether what the action does can be left to the end, since it keeps nobody out.
  func canBeLate(_ action: Action) -> Bool {
    guard action.phase == .create || action.phase == .alter else { return false }
    return statements(for: action).contains {
      $0.online != nil && promised($0, for: action, parts: []).canGiveWay(action.phase)
    }
  }
}

extension Statement {
  /// It reads or writes every row of something.
  var worksOnRows: Bool {
    !isTransactional || batch != nil
      || hazards.contains(where: \.worksOnRows)
  }

  /// Something else does the same and keeps nobody out: where rows are concerned, or where what is
  /// dropped is in use.
  func canGiveWay(_ phase: Action.Phase?) -> Bool {
    online != nil && lock >= .share && (worksOnRows || phase == .remove)
  }

  /// It keeps writers out for as long as it works on rows.
  var isInTheWay: Bool {
    lock >= .share && hazards.contains(where: \.worksOnRows)
  }
}

extension Step {
  func saying(_ statement: Statement) -> Step {
    Step(id: id, statement: statement, parts: parts, phase: phase)
  }
}
