import Engine
import Lang
import Postgres

/// A scratch database on which migrations are tried: where they lead, and whether what is written
/// leads there, too.
final class MigrationReplay {
  private let database: ScratchDatabase
  private let connection: Connection
  private let project: MigrationProject
  private unowned let session: Session

  init(_ project: MigrationProject, _ session: Session) throws {
    self.project = project
    self.session = session
    do {
      database = try session.scratch().database()
      connection = try Connection(database.settings)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  private var perform: PerformStatement { uncounted(project.perform) }

  /// What runs on a scratch database is nothing that was done: no failure tells of it.
  private func uncounted(_ perform: @escaping PerformStatement) -> PerformStatement {
    { [unowned session] migration, statement, connection in
      let ledger = session.ledger
      defer { session.ledger = ledger }
      try perform(migration, statement, connection)
    }
  }

  /// Runs the project's migrations.
  func run(_ migrations: [Migration]) throws {
    let report = MigrationReport(session)
    defer { session.console.progress?(nil) }
    do throws(MigrationFailure) {
      try Replay.run(
        migrations, on: connection, makesRoles: database.isPrivate,
        report: { if case .statement = $0 { report.tell($0) } }, perform: perform)
    } catch {
      throw ScriptFailure(replaying: error)
    }
  }

  func run(_ script: MigrationScript, _ direction: Migration.Direction, _ caller: Interpreter)
    throws
  {
    let perform = uncounted { [unowned session] _, statement, connection in
      try session.with(connection) { try script.perform(statement, for: caller) }
    }
    do throws(MigrationFailure) {
      switch direction {
      case .upgrade:
        try Replay.run(
          [script.migration], on: connection, makesRoles: database.isPrivate, perform: perform)
      case .downgrade: try Replay.runBack(script.migration, on: connection, perform: perform)
      }
    } catch {
      throw ScriptFailure(replaying: error)
    }
  }

  func snapshot() throws -> Snapshot {
    do {
      return try session.running.track(connection) { try SnapshotReader.read(connection) }
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// Where the downgrade of the last migration that ran leads, or why it leads nowhere. The
  /// database is as it was before, unless the downgrade takes no transaction: nil then.
  func back(from migration: Migration) throws(MigrationFailure) -> Snapshot? {
    let connection = connection
    return try Replay.tryBack(migration, on: connection, perform: perform) {
      () throws(DatabaseError) in
      try MigrationReplay.read(connection)
    }
  }

  /// The same for good: no transaction is asked for.
  func backForGood(from migration: Migration) throws(MigrationFailure) -> Snapshot {
    try Replay.runBack(migration, on: connection, perform: perform)
    do throws(DatabaseError) {
      return try MigrationReplay.read(connection)
    } catch {
      throw MigrationFailure(.other(error), migration: migration)
    }
  }

  private static func read(_ connection: Connection) throws(DatabaseError) -> Snapshot {
    do {
      return try SnapshotReader.read(connection)
    } catch let error as DatabaseError {
      throw error
    } catch {
      throw DatabaseError(message: "\(error)")
    }
  }
}

extension ScriptFailure {
  fileprivate init(replaying failure: MigrationFailure) {
    self.init(MigrationFailure(failure.reason), .upgrade)
    if let migration = failure.migration {
      diagnostics[0].notes.append(
        .init("while version \(migration.title) ran on a scratch database"))
    }
  }
}
