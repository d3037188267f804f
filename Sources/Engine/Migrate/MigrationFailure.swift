package import Postgres

/// Why a run of migrations ended, and exactly what of it stays.
package struct MigrationFailure: Error {
  package enum Reason: Error {
    /// A statement was refused.
    case statement(MigrationStatement, StatementFailure)
    /// All statements went well and the commit did not.
    case commit(DatabaseError)
    /// The database failed outside the migrations' own statements, or the run was stopped.
    case other(any Error)
    /// Nothing was tried.
    case refused(Refusal)
  }
  package let reason: Reason
  /// The migration that was under way.
  package let migration: Migration?
  /// The versions that this run finished and committed, in the order of its work.
  package let committed: [Int]
  /// The versions that had run to their end and were undone.
  package let undone: [Int]
  /// How many statements of the migration stay done, and out of how many, where it is not undone.
  package let reached: (done: Int, count: Int)?

  package init(
    _ reason: Reason, migration: Migration? = nil, committed: [Int] = [], undone: [Int] = [],
    reached: (done: Int, count: Int)? = nil
  ) {
    self.reason = reason
    self.migration = migration
    self.committed = committed
    self.undone = undone
    self.reached = reached
  }

  /// The commit was sent and its answer never came: it may have happened.
  package var isUncertain: Bool {
    if case .commit(let error) = reason { return error.isConnectionLost }
    return false
  }
}

/// What stands in the way of a run before it begins.
package enum Refusal: Error {
  /// The connection is in a transaction of the caller's.
  case openTransaction
  /// Files that were applied and say something else now.
  case changed([ChangedMigration])
  /// Files that were never applied, though a later version was.
  case outOfOrder([Migration], applied: Int)
  /// No file has this version.
  case unknownVersion(Int, known: [Int])
  /// The database is past this version already, or has not come to it.
  case wrongWay(Int, current: Int)
  /// Versions without a way back.
  case noDowngrade([Migration])
  /// Versions that the database has and no file.
  case missingFiles([MigrationHistory.Event])
  /// A version stopped halfway, and what was asked does not finish it.
  case halfway(MigrationHistory.Event)
}

/// An applied migration whose file changed afterwards.
package struct ChangedMigration: Sendable {
  package let migration: Migration
  package let event: MigrationHistory.Event
  /// The file as it was, where it was kept.
  package let source: String?
}
