import Postgres

/// One statement of a plan, with the object that it is about.
package struct Step: Sendable {
  package let id: ObjectID
  package let statement: Statement
  /// The objects that stand inside the statement: a new table's columns, those that change at once.
  package let parts: [ObjectID]
  /// What it does to the object; nil for what is about none.
  let phase: Action.Phase?

  package init(id: ObjectID, statement: Statement, parts: [ObjectID] = []) {
    self.init(id: id, statement: statement, parts: parts, phase: nil)
  }

  /// What it changes: several objects where that is done at once.
  var changed: [ObjectID] { phase == .alter && !parts.isEmpty ? parts : [id] }

  init(id: ObjectID, statement: Statement, parts: [ObjectID], phase: Action.Phase?) {
    self.id = id
    self.statement = statement
    self.parts = parts
    self.phase = phase
  }

  /// What limits the time for which statements wait for locks is about no object but this setting.
  package static let lockTimeout = ObjectID("setting", ["lock_timeout"])

  /// Limits that time, or no longer does.
  static func lockTimeout(isLimited: Bool, isAlone: Bool) -> Step {
    var setting = Statement(
      isLimited ? "set lock_timeout to \(literal: OnlinePlan.patience)" : "reset lock_timeout",
      lock: .none)
    setting.isAlone = isAlone
    return Step(id: lockTimeout, statement: setting)
  }
}

/// The statements that turn one database's schema into another's, in an order that runs.
package struct Plan: Sendable {
  package let steps: [Step]

  package var isEmpty: Bool { steps.isEmpty }
  package var isTransactional: Bool { !steps.contains(where: \.statement.runsApart) }

  package var destroysData: [Step] {
    steps.filter { $0.statement.hazards.contains(where: \.destroysData) }
  }

  package init(steps: [Step]) { self.steps = steps }

  /// Plans the way from the diff's old state to its new one. `isOnline` leaves to the end what can
  /// be done while others work, so that the rest stays together.
  package init(_ diff: Diff, isOnline: Bool = false) throws(PlanError) {
    guard diff.lacking.isEmpty else {
      throw PlanError(
        description: "PostgreSQL \(diff.old.version.major) has no \(diff.lacking.words)")
    }
    steps = diff.isEmpty ? [] : try Planner.steps(for: diff, isOnline: isOnline)
  }

  /// As a script: each statement on lines of its own, ended by a semicolon; empty when nothing is
  /// to be done.
  package var script: String {
    steps.map { "\($0.statement.sql.text);\n" }.joined()
  }
}

/// Why no plan leads to the new state, in a sentence.
package struct PlanError: Error, Sendable, CustomStringConvertible {
  package let description: String
}
