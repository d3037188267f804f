import Lang
import Postgres

/// What a migration's file is written in: blocks of the whole language, and nothing that runs
/// outside of them.
enum MigrationLanguage {
  /// Commands that reach beyond the migration's own connection have no place in it.
  static let vocabulary = Vocabulary(commands: blocks, foreign: MigrationSQL.self)

  static let blocks: [any MigrationBlockCommand.Type] = [
    DowngradeApartBlock.self, DowngradeBlock.self, SeedBlock.self, UpgradeApartBlock.self,
    UpgradeBlock.self,
  ]
}

/// The head of a block. It is read, never run: the runner runs what is in the block.
protocol MigrationBlockCommand: Command {}

extension MigrationBlockCommand {
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    throw call.failure("a block stands at the top level of its file")
  }
}

enum UpgradeBlock: MigrationBlockCommand {
  static let signature = Signature("upgrade", summary: "What leads to the version.", .block())
}

enum UpgradeApartBlock: MigrationBlockCommand {
  static let signature = Signature(
    "upgrade without transaction", summary: "The same, statement by statement.", .block())
}

enum DowngradeBlock: MigrationBlockCommand {
  static let signature = Signature("downgrade", summary: "What leads back.", .block())
}

enum DowngradeApartBlock: MigrationBlockCommand {
  static let signature = Signature(
    "downgrade without transaction", summary: "The same, statement by statement.", .block())
}

enum SeedBlock: MigrationBlockCommand {
  static let signature = Signature("seed", summary: "Rows that come with the version.", .block())
}

/// SQL in a migration: as everywhere, but nothing of it is shown.
enum MigrationSQL: ForeignLanguage {
  static let verbs = PostgreSQL.verbs

  static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    let connection = try interpreter.session.connection()
    guard interpreter.mayCatch, connection.transactionStatus == .inTransaction,
      !PostgreSQL.transactional.contains(call.verb)
    else { return .host(try PostgreSQL.perform(call, interpreter)) }
    // An error that is caught must leave the migration's transaction as it was before.
    try manage("savepoint schemashell_try", connection)
    do {
      let rows = try PostgreSQL.perform(call, interpreter)
      try manage("release savepoint schemashell_try", connection)
      return .host(rows)
    } catch {
      if !connection.isLost, connection.transactionStatus == .inFailedTransaction {
        try manage("rollback to savepoint schemashell_try", connection)
        try manage("release savepoint schemashell_try", connection)
      }
      throw error
    }
  }

  private static func manage(_ sql: SQL, _ connection: Connection) throws {
    do throws(DatabaseError) { try connection.run(sql) } catch { throw ScriptFailure(error) }
  }

  static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    throw ScriptFailure("psql's commands have no place in a migration", at: call.location)
  }
}
