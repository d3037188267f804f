import Postgres

/// Runs the statements of migrations on one connection, by the hand that knows their language.
struct Performer {
  let connection: Connection
  let report: (Runner.Event) -> Void
  private let perform: PerformStatement
  private let options: Runner.Options

  init(
    _ connection: Connection, _ perform: @escaping PerformStatement,
    _ report: @escaping (Runner.Event) -> Void, _ options: Runner.Options = Runner.Options()
  ) {
    self.connection = connection
    self.perform = perform
    self.report = report
    self.options = options
  }

  /// Whether a lock was missing, and there is patience left for another attempt.
  func canRetry(after reason: MigrationFailure.Reason, _ attempt: Int) -> Bool {
    guard case .statement(_, let failure) = reason, !failure.isConnectionLost else { return false }
    return LockPatience.isAbout(failure.sqlstate) && options.patience.pause(after: attempt) != nil
  }

  /// Lets the others through, and says so.
  func pause(before migration: Migration, _ attempt: Int) throws(MigrationFailure.Reason) {
    guard let pause = options.patience.pause(after: attempt) else { return }
    report(.retrying(migration, attempt: attempt, pause: pause))
    do { try LockPatience.wait(pause, options.isWaiting) } catch { throw .other(error) }
  }

  func run(
    _ statement: MigrationStatement, of migration: Migration
  ) throws(MigrationFailure.Reason) {
    do {
      try perform(migration, statement, connection)
    } catch {
      throw .statement(statement, StatementFailure(any: error))
    }
  }

  /// Runs a statement of a block that is one transaction. `begin` and `commit` of the block's own
  /// are left out: they say what is so already.
  func runInside(
    _ statement: MigrationStatement, of migration: Migration
  ) throws(MigrationFailure.Reason) {
    switch statement.control {
    case .bracket: return report(.skipped(migration, statement))
    case .undo: throw refusal(of: statement, "a migration cannot undo the transaction it runs in")
    case .none: break
    }
    try run(statement, of: migration)
    switch connection.transactionStatus {
    case .inTransaction: return
    case .inFailedTransaction:
      throw refusal(
        of: statement, "an error that was caught broke the transaction that the migration runs in")
    case .idle, .active, .unknown:
      throw refusal(of: statement, "this ended the transaction that the migration runs in")
    }
  }

  private func refusal(
    of statement: MigrationStatement, _ message: String
  ) -> MigrationFailure.Reason {
    .statement(
      statement,
      StatementFailure(
        DatabaseError(
          sqlstate: "2D000", message: message,
          hint: "`upgrade without transaction { … }` leaves transactions to the block",
          statement: statement.text, isConnectionLost: connection.isLost)))
  }
}
