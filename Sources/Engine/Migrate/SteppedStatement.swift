package import Postgres

/// One step of a `StepSession`: a statement, where it comes from, and what it may cost.
package struct SteppedStatement: Sendable {
  enum Work: Sendable {
    case planned(Statement)
    /// Without a statement only the version is noted; `done` statements are done afterwards.
    case migration(Migration, Migration.Direction, MigrationStatement?, done: Int)
  }
  let work: Work

  init(planned step: Step) { work = .planned(step.statement) }

  private init(_ work: Work) { self.work = work }

  /// A step of a plan that was given another text. What it locks and risks nobody has worked out.
  init(text: String) {
    let isTransactional = MigrationStatement(text: text, place: "", number: 0).looksTransactional
    work = .planned(
      Statement(SQL(trusted: text), lock: .none, isTransactional: isTransactional))
  }

  /// Says only that a migration is through.
  init(endOf migration: Migration, _ direction: Migration.Direction) {
    work = .migration(migration, direction, nil, done: migration.statements(direction).count)
  }

  /// The steps of a migration, from where it stands. One without statements is a step all the same:
  /// that the database has been through it is noted.
  static func steps(
    of migration: Migration, _ direction: Migration.Direction, _ state: MigrationHistory.State
  ) -> [SteppedStatement] {
    var reached = 0
    if case .halfway(let event) = state { reached = event.reached }
    let statements = migration.statements(direction)
    let steps = statements.enumerated().compactMap { index, statement -> SteppedStatement? in
      guard index >= reached || statement.isRepeated else { return nil }
      return SteppedStatement(
        .migration(migration, direction, statement, done: max(reached, index + 1)))
    }
    let isNoted = steps.last?.isLast ?? false
    return isNoted ? steps : steps + [SteppedStatement(endOf: migration, direction)]
  }

  private var isLast: Bool {
    guard case .migration(let migration, let direction, _, let done) = work else { return false }
    return done == migration.statements(direction).count
  }

  /// The statement as its author wrote it, or as it was planned.
  package var text: String {
    switch work {
    case .planned(let statement): statement.sql.text
    case .migration(let migration, let direction, let statement, _):
      statement?.text ?? "-- version \(migration.version) \(direction)s nothing"
    }
  }

  /// Where its author wrote it.
  package var place: String? {
    guard case .migration(_, _, let statement, _) = work else { return nil }
    return statement?.place
  }

  /// The statement of a migration that it runs, and in which direction.
  package var statement: (MigrationStatement, Migration.Direction)? {
    guard case .migration(_, let direction, let statement?, _) = work else { return nil }
    return (statement, direction)
  }

  /// The migration that it belongs to.
  package var migration: Migration? {
    guard case .migration(let migration, _, _, _) = work else { return nil }
    return migration
  }

  /// What it locks and risks, where it was planned.
  package var planned: Statement? {
    guard case .planned(let statement) = work else { return nil }
    return statement
  }

  package var isTransactional: Bool {
    switch work {
    case .planned(let statement): !statement.runsApart
    case .migration(_, _, let statement, _): statement?.looksTransactional ?? true
    }
  }
}

/// Why a step was not taken, or not taken back.
package struct StepFailure: Error {
  package enum Reason: Sendable {
    case statement(StatementFailure)
    /// There is no further step.
    case atEnd
    /// No step has been taken.
    case atStart
    /// The step before is committed.
    case alreadyKept
    /// The step runs in no transaction, and steps before it are not kept yet.
    case needsKeep
    /// A transaction of the user's own is open.
    case foreignTransaction
    /// The transaction of the steps was ended by something else.
    case lostTransaction
    /// The step itself ended the transaction.
    case endedTransaction
    /// What has run already would say something else.
    case changesDone
    /// Another run of migrations is at work.
    case busy(holder: String?)
    /// Another run has applied or taken back migrations since the steps were planned.
    case moved
    /// `commit` or `rollback` failed.
    case ending(DatabaseError)
  }
  package let reason: Reason
  package let step: SteppedStatement?

  init(_ reason: Reason, step: SteppedStatement? = nil) {
    self.reason = reason
    self.step = step
  }
}
