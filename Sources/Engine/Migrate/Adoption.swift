package import Postgres

/// A version that a database has been brought to by somebody else, and what is known of that.
package struct Adoption: Sendable {
  package let migration: Migration
  package let appliedAt: String?
  package let appliedBy: String?
  package let duration: Duration?

  package init(
    _ migration: Migration, appliedAt: String? = nil, appliedBy: String? = nil,
    duration: Duration? = nil
  ) {
    self.migration = migration
    self.appliedAt = appliedAt
    self.appliedBy = appliedBy
    self.duration = duration
  }

  /// Notes them in the history, as if they had been run here; nothing else of the database changes.
  /// The old tool's table goes in the same transaction, where it is named.
  package static func note(
    _ adoptions: [Adoption], dropping table: [String]? = nil, on connection: Connection
  ) throws(MigrationFailure) {
    guard connection.transactionStatus == .idle else {
      throw MigrationFailure(.refused(.openTransaction))
    }
    let lock: MigrationLock
    do { lock = try MigrationLock.take(connection) } catch { throw MigrationFailure(.other(error)) }
    defer { lock.release() }
    do throws(MigrationFailure.Reason) {
      try connection.inTransaction { () throws(DatabaseError) in
        for adoption in adoptions { try MigrationHistory.add(adoption, connection) }
        if let table { try connection.run("drop table \(name: table)") }
      }
    } catch {
      throw MigrationFailure(error)
    }
  }
}

extension MigrationHistory {
  fileprivate static func add(
    _ adoption: Adoption, _ connection: Connection
  ) throws(DatabaseError) {
    let migration = adoption.migration
    let known = try read(connection)
    let event = try add(
      migration, .upgrade, isDone: true, reached: migration.statements(.upgrade).count,
      checksum: migration.checksum, duration: adoption.duration, known: known, connection)
    try connection.run(
      """
      update schemashell.migration set status = 'adopted',
        applied_at = coalesce(\(binding: adoption.appliedAt)::timestamptz, applied_at),
        applied_by = coalesce(\(binding: adoption.appliedBy), applied_by)
      where tenant = \(tenant) and event = \(binding: String(event))
      """)
  }
}
