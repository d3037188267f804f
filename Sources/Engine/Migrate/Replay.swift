package import Postgres

/// Makes what migrations say, on an empty database: the schema they lead to, without their rows.
///
/// Seeds do not run, nothing is recorded, and each migration is committed by itself, since nobody
/// but the replay sees the database.
package struct Replay {
  private let performer: Performer
  private let connection: Connection
  private let makesRoles: Bool

  /// Runs the upgrades in the order of their versions.
  ///
  /// - Parameter makesRoles: the server is ours alone, so a role that a grant names may be made.
  package static func run(
    _ migrations: [Migration], on connection: Connection, makesRoles: Bool,
    report: @escaping (Runner.Event) -> Void = { _ in }, perform: @escaping PerformStatement
  ) throws(MigrationFailure) {
    let replay = Replay(
      performer: Performer(connection, perform, report), connection: connection,
      makesRoles: makesRoles)
    for migration in migrations.sorted(by: { $0.version < $1.version }) {
      do throws(MigrationFailure.Reason) {
        for block in migration.blocks where block.sort == .upgrade {
          try replay.run(block, of: migration)
        }
        do throws(DatabaseError) { try connection.settle() } catch { throw .other(error) }
      } catch {
        if !connection.isLost, connection.transactionStatus != .idle {
          _ = try? connection.run("rollback")
        }
        throw MigrationFailure(error, migration: migration)
      }
    }
  }

  /// Runs the downgrades of one migration, to see where they lead.
  package static func runBack(
    _ migration: Migration, on connection: Connection, perform: @escaping PerformStatement
  ) throws(MigrationFailure) {
    let replay = Replay(
      performer: Performer(connection, perform) { _ in }, connection: connection, makesRoles: false)
    do throws(MigrationFailure.Reason) {
      for block in migration.blocks(.downgrade) { try replay.run(block, of: migration) }
      do throws(DatabaseError) { try connection.settle() } catch { throw .other(error) }
    } catch {
      if !connection.isLost, connection.transactionStatus != .idle {
        _ = try? connection.run("rollback")
      }
      throw MigrationFailure(error, migration: migration)
    }
  }

  /// Runs the downgrades of one migration in a transaction, looks at what they lead to, and undoes
  /// them. Nil when they take no transaction, or not one for all of them.
  package static func tryBack<Value>(
    _ migration: Migration, on connection: Connection, perform: @escaping PerformStatement,
    look: () throws(DatabaseError) -> Value
  ) throws(MigrationFailure) -> Value? {
    guard migration.isTransactional(.downgrade) else { return nil }
    let performer = Performer(connection, perform) { _ in }
    defer {
      if !connection.isLost, connection.transactionStatus != .idle {
        _ = try? connection.run("rollback")
      }
    }
    do throws(MigrationFailure.Reason) {
      try connection.manage("begin")
      for statement in migration.statements(.downgrade) {
        try performer.runInside(statement, of: migration)
      }
      // What a commit would find wrong is found now.
      try connection.manage("set constraints all immediate")
      do throws(DatabaseError) {
        try connection.settle()
        return try look()
      } catch {
        throw .other(error)
      }
    } catch {
      if error.wantsTransactionsOfItsOwn { return nil }
      throw MigrationFailure(error, migration: migration)
    }
  }

  private func run(
    _ block: MigrationBlock, of migration: Migration
  ) throws(MigrationFailure.Reason) {
    guard block.isTransactional else {
      for statement in block.statements {
        try retryingWithStandIns { () throws(MigrationFailure.Reason) in
          try performer.run(statement, of: migration)
        }
      }
      return
    }
    try retryingWithStandIns { () throws(MigrationFailure.Reason) in
      try connection.manage("begin")
      for statement in block.statements { try performer.runInside(statement, of: migration) }
      do throws(DatabaseError) { try connection.run("commit") } catch { throw .commit(error) }
    }
  }

  private func retryingWithStandIns(
    _ body: () throws(MigrationFailure.Reason) -> Void
  ) throws(MigrationFailure.Reason) {
    var made: Set<ObjectID> = []
    while true {
      do throws(MigrationFailure.Reason) {
        return try body()
      } catch {
        // Other replays on this server may make it at the same time.
        guard makesRoles, let missing = error.missing, made.insert(missing).inserted else {
          throw error
        }
        if connection.transactionStatus != .idle { try connection.manage("rollback") }
        do throws(DatabaseError) {
          _ = try connection.makeStandIns([missing], asSuperusers: false)
        } catch {
          throw .other(error)
        }
      }
    }
  }
}

extension MigrationFailure.Reason {
  /// It might go well in several transactions: a statement takes none, or uses what another must
  /// have committed.
  fileprivate var wantsTransactionsOfItsOwn: Bool {
    guard case .statement(_, let failure) = self, let sqlstate = failure.sqlstate else {
      return false
    }
    return ["25001", "55P04", "55006"].contains(sqlstate)
  }

  /// The role or tablespace that is not there.
  fileprivate var missing: ObjectID? {
    guard case .statement(_, let failure) = self, let message = failure.message else { return nil }
    return ModelLoader.missing(
      DatabaseError(sqlstate: failure.sqlstate ?? "", message: message))
  }
}
