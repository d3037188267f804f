import Postgres

/// What every run of migrations does on its connection.
extension Connection {
  /// A statement of the run's own, such as `begin`.
  func manage(_ sql: SQL) throws(MigrationFailure.Reason) {
    do throws(DatabaseError) { try run(sql) } catch { throw .other(error) }
  }

  /// Runs `body` in a transaction of its own.
  func inTransaction<Value>(
    _ body: () throws(DatabaseError) -> Value
  ) throws(MigrationFailure.Reason) -> Value {
    do throws(DatabaseError) {
      try run("begin")
      do throws(DatabaseError) {
        let value = try body()
        try run("commit")
        return value
      } catch {
        if !isLost { _ = try? run("rollback") }
        throw error
      }
    } catch {
      throw .other(error)
    }
  }

  /// Forgets what a migration left in the session: the next one finds it as a new session would.
  func settle() throws(DatabaseError) {
    do {
      try pipeline(Self.settling) { _, _ in }
    } catch let error as DatabaseError {
      throw error
    } catch {
      preconditionFailure("a pipeline whose results nobody reads throws database errors only")
    }
  }

  private static let settling: [SQL] = [
    "reset session authorization", "reset all", "close all", "unlisten *", "deallocate all",
    "discard sequences", "discard temp",
  ]
}
