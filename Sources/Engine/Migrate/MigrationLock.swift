package import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lets one run of migrations at a time into a database.
///
/// The lock belongs to the session, so it outlives transactions and ends with the connection,
/// however that ends; and the server keeps it as long as it still works on a killed client's last
/// statement. Waiting means asking again: who waits *within* a statement holds a snapshot, and
/// `create index concurrently` would wait for that in turn, forever.
package struct MigrationLock {
  private let connection: Connection

  /// "schema shell", as a number that is ours; each tenant's is another one.
  private static let key: SQL = """
    (\(literal: 0x5C4E_3A5E_11) # case \(MigrationHistory.tenant) when '' then 0
      else pg_catalog.hashtextextended(\(MigrationHistory.tenant), 0) end)
    """

  /// Takes the lock. While another has it, `isWaiting` is told who, and may give up by throwing.
  package static func take(
    _ connection: Connection, isWaiting: (_ holder: String?) throws -> Void = { _ in }
  ) throws -> MigrationLock {
    var milliseconds: Int32 = 20
    while true {
      let isTaken = try connection.run(
        "select pg_catalog.pg_try_advisory_lock(\(key))"
      ).string(0, 0)
      if isTaken == "t" { return MigrationLock(connection: connection) }
      try isWaiting(holder(connection))
      poll(nil, 0, milliseconds)
      milliseconds = min(milliseconds * 2, 500)
    }
  }

  /// A lost connection has given it up already.
  package func release() {
    guard !connection.isLost else { return }
    _ = try? connection.run("select pg_catalog.pg_advisory_unlock(\(Self.key))")
  }

  /// Who holds it, for a person: `pid 4711, me from psql since …`.
  private static func holder(_ connection: Connection) throws(DatabaseError) -> String? {
    try connection.run(
      """
      select format('process %s of %s', a.pid, coalesce(a.usename, 'an unknown user'))
      from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.classid::bigint = (\(key) >> 32) & 4294967295
        and l.objid::bigint = \(key) & 4294967295
        and l.database = (select oid from pg_catalog.pg_database
          where datname = pg_catalog.current_database())
      """
    ).rows { $0.text() }.first
  }
}
