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
private struct OnlineMaking {
  private let steps: [Step]
  private let diff: Diff
  private var made: [Step] = []
  private(set) var obstacles: [OnlinePlan.Obstacle] = []
  /// What replaced objects are called until what replaces them is there.
  private var asides: [ObjectID: String] = [:]
  /// Values that rows get in portions, by the column.
  private var batches: [ObjectID: Statement] = [:]
  /// Steps that only make sense together: what stands between an object's end and its new beginning.
  private var bound: [Range<Int>] = []

  init(_ steps: [Step], _ diff: Diff) {
    self.steps = steps
    self.diff = diff
    bound = Self.boundRanges(of: steps)
  }

  mutating func run() {
    for (index, step) in steps.enumerated() {
      let statement = step.statement
      if bound.contains(where: { $0.contains(index) }) {
        if statement.worksOnRows { note(step, isBound: true) }
        made.append(step)
      } else if let aside = aside(step, index) {
        made.append(aside)
      } else if let replacement = replacement(step) {
        made += replacement
      } else if let online = statement.online, canGiveWay(step) {
        expand(step, online)
      } else {
        add(step)
      }
    }
  }

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
      : "\(what) under \(lock), and PostgreSQL knows no other way"
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
    return step.saying(old.rename(to: name))
  }

  private func replacement(_ step: Step) -> [Step]? {
    guard step.phase == .create, step.statement.online != nil, let name = asides[step.id],
      let old = diff.old[step.id], let new = diff.new[step.id]
    else { return nil }
    return replacement(of: old, called: name, by: new)?.map { statement in
      var statement = statement
      if statement.worksOnRows { statement.isAlone = true }
      return step.saying(statement)
    }
  }

  private func replacement(
    of old: any SchemaObject, called name: String, by new: any SchemaObject
  ) -> [Statement]? {
    func open<Object: SchemaObject>(_ new: Object) -> [Statement]? {
      (old as? Object).flatMap { new.replaceOnline($0, called: name) }
    }
    return open(new)
  }

  /// Whether nothing that the object needs goes or becomes something else.
  private func canStay(_ old: any SchemaObject) -> Bool {
    let needed = Set(diff.old.needs(of: old.id))
    return !steps.contains { step in
      guard step.id != old.id else { return false }
      // Whoever joins a whole could take the old one for its part of that.
      if step.phase == .create, let object = diff.new[step.id], object.takesOverSiblings,
        object.parent == old.parent
      {
        return true
      }
      // Whoever leaves one takes rows along that the old one may refer to.
      if step.phase == .remove, let whole = old.refersTo, let place = diff.old[step.id],
        place.takesOverSiblings, let part = place.parent,
        diff.old.wholes(of: part).contains(whole)
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

  private func freeName(for old: any SchemaObject) -> String? {
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
    func setting(_ sql: SQL, like statement: Statement) -> Step {
      var setting = Statement(sql, lock: .none)
      setting.isAlone = statement.runsApart
      return Step(id: ObjectID("setting", ["lock_timeout"]), statement: setting)
    }
    for step in made {
      let statement = step.statement
      let shallBe =
        statement.runsApart && statement.worksOnRows
        ? statement.lock >= .share : isLimited || statement.lock >= .share
      if shallBe != isLimited {
        timed.append(
          setting(
            shallBe ? "set lock_timeout to \(literal: OnlinePlan.patience)" : "reset lock_timeout",
            like: statement))
        isLimited = shallBe
      }
      timed.append(step)
    }
    if isLimited, let last = made.last {
      timed.append(setting("reset lock_timeout", like: last.statement))
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
  fileprivate func saying(_ statement: Statement) -> Step {
    Step(id: id, statement: statement, parts: parts, phase: phase)
  }
}
