import Postgres

/// Runs the statements of migrations on one connection, by the hand that knows their language.
struct Performer {
  let connection: Connection
  let report: (Runner.Event) -> Void
  private let perform: PerformStatement

  init(
    _ connection: Connection, _ perform: @escaping PerformStatement,
    _ report: @escaping (Runner.Event) -> Void
  ) {
    self.connection = connection
    self.perform = perform
    self.report = report
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
