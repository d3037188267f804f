package import Postgres

/// Runs a plan on a database: all of it, or nothing.
///
/// Steps run one by one in one transaction, so that each can be shown and stopped. The few that
/// PostgreSQL refuses in a transaction stand apart, and end the transaction before them.
package struct Apply {
  private let connection: Connection
  private let steps: [Step]
  private let joins: Bool
  private let report: (Progress) -> Void
  /// Steps that were committed before these.
  private let before: Int
  private var committed: Int

  /// What a listener is told, step by step.
  package enum Progress {
    case starting(index: Int, Step)
    case finished(index: Int, Step, Duration)
    /// All that ran since the last commit is for good.
    case committed(count: Int)
    /// Everything was undone, to run once more with new enum labels committed first.
    case restarting
  }

  /// Runs the plan. Within a transaction of the caller's it becomes part of that, which is left
  /// open; else it commits.
  package static func run(
    _ plan: Plan, on connection: Connection, report: @escaping (Progress) -> Void = { _ in }
  ) throws(ApplyError) {
    guard !plan.isEmpty else { return }
    var apply = Apply(connection, plan.steps, report: report)
    do throws(ApplyError) {
      try apply.runAll()
    } catch {
      guard error.error.sqlstate == "55P04", apply.committed == 0, !apply.joins else { throw error }
      // A new label of an enum cannot be used in the transaction that adds it.
      let first = plan.steps.filter(\.statement.commitsFirst)
      guard !first.isEmpty, first.count < plan.steps.count else { throw error }
      report(.restarting)
      apply = Apply(connection, first, report: report)
      try apply.runAll()
      let rest = plan.steps.filter { !$0.statement.commitsFirst }
      apply = Apply(connection, rest, report: report, before: first.count)
      try apply.runAll()
    }
  }

  private init(
    _ connection: Connection, _ steps: [Step], report: @escaping (Progress) -> Void,
    before: Int = 0
  ) {
    self.connection = connection
    self.steps = steps
    self.report = report
    self.before = before
    committed = before
    joins = connection.transactionStatus != .idle
  }

  private static let savepoint: SQL = "schemashell_apply"

  private mutating func runAll() throws(ApplyError) {
    if joins, let step = steps.first(where: { !$0.statement.isTransactional }) {
      throw ApplyError(
        step: step,
        error: DatabaseError(
          sqlstate: "25001", message: "this cannot run inside a transaction",
          hint: "commit or roll back first", statement: step.statement.sql.text),
        committed: committed)
    }
    var isOpen = false
    for (index, step) in steps.enumerated() {
      do throws(DatabaseError) {
        if isOpen, step.statement.runsApart {
          try commit(upTo: index)
          isOpen = false
        }
        if !isOpen, !step.statement.runsApart {
          try begin()
          isOpen = true
        }
        try run(step, index: index)
        if !isOpen { committed += 1 }
      } catch {
        if isOpen { undo() }
        throw ApplyError(step: step, error: error, committed: committed)
      }
    }
    guard isOpen else { return }
    do throws(DatabaseError) {
      try commit(upTo: steps.count)
    } catch {
      undo()
      throw ApplyError(step: nil, error: error, committed: committed)
    }
  }

  private func run(_ step: Step, index: Int) throws(DatabaseError) {
    report(.starting(index: index, step))
    let clock = ContinuousClock()
    let start = clock.now
    try connection.run(step.statement.sql)
    report(.finished(index: index, step, clock.now - start))
  }

  private func begin() throws(DatabaseError) {
    try connection.run(joins ? "savepoint \(Self.savepoint)" : "begin")
    // Bodies of functions may speak of what a later step makes.
    try connection.run("set local check_function_bodies = off")
  }

  private mutating func commit(upTo count: Int) throws(DatabaseError) {
    try connection.run(joins ? "release savepoint \(Self.savepoint)" : "commit")
    guard !joins else { return }
    committed = before + count
    report(.committed(count: committed))
  }

  /// What cannot be undone any more has been: the server undoes for those who are gone.
  private func undo() {
    guard !connection.isLost else { return }
    if joins {
      _ = try? connection.run("rollback to savepoint \(Self.savepoint)")
    } else if connection.transactionStatus != .idle {
      _ = try? connection.run("rollback")
    }
  }
}

/// Where applying a plan ended, and what of it stays.
package struct ApplyError: Error, Sendable {
  /// The step that failed; nil when all ran and the commit failed.
  package let step: Step?
  package let error: DatabaseError
  /// How many steps are committed all the same: 0 unless the plan has steps that cannot run in a
  /// transaction.
  package let committed: Int
}
