package import Postgres

/// What a database knows about the migrations that it has been through.
///
/// One row an event: a version went up, or down. The last event of a version says where it stands.
/// An event that ran outside a transaction counts its statements, so that what was interrupted goes
/// on where it stopped. The table has a schema of its own, which no snapshot shows.
package struct MigrationHistory: Sendable {
  /// The schema is ours: it is never compared, pulled or dropped.
  package static let schemaName = "schemashell"

  /// The session's tenant; empty where the database has one history.
  static let tenant: SQL =
    "coalesce(pg_catalog.current_setting('schemashell.tenant', true), '')"

  package struct Event: Sendable {
    package let number: Int
    package let version: Int
    package let name: String
    package let direction: Migration.Direction
    package let isDone: Bool
    /// It was not run here, but taken over: from another tool, or as what was there.
    package let isAdopted: Bool
    /// How many statements are done for good.
    package let reached: Int
    /// The next statement was begun, and nobody saw its end.
    package let isInDoubt: Bool
    /// The invalid indexes that were there before that statement, by their OIDs.
    let invalidBefore: [UInt32]?
    package let checksum: String
    package let appliedAt: String
    package let appliedBy: String
    /// Nil while it is under way.
    package let duration: Duration?
  }

  /// Where a version stands.
  package enum State: Sendable {
    /// Never applied, or taken back.
    case absent
    case applied(Event)
    /// It stopped between two statements, on its way up or down.
    case halfway(Event)
  }

  /// Every event, oldest first.
  package let events: [Event]
  private let last: [Int: Event]

  package init(events: [Event]) {
    self.events = events
    last = Dictionary(events.map { ($0.version, $0) }) { _, later in later }
  }

  package func state(of version: Int) -> State {
    guard let event = last[version] else { return .absent }
    guard event.isDone else { return .halfway(event) }
    return event.direction == .upgrade ? .applied(event) : .absent
  }

  /// The versions that are applied in full, in order.
  package var applied: [Event] {
    last.values.filter { $0.isDone && $0.direction == .upgrade }.sorted { $0.version < $1.version }
  }

  package var halfway: Event? {
    last.values.filter { !$0.isDone }.min { $0.version < $1.version }
  }

  /// The version that the database is at; 0 before the first.
  package var version: Int { applied.last?.version ?? 0 }

  /// The number of the last event: whoever adds one must have seen it.
  var lastNumber: Int { events.last?.number ?? 0 }
}

extension MigrationHistory {
  /// Reads the session's own; empty where no migration ever ran.
  package static func read(_ connection: Connection) throws(DatabaseError) -> MigrationHistory {
    try read(connection, tenant)
  }

  /// Reads that of the tenant who has this schema.
  package static func read(
    _ connection: Connection, ofTenant schema: String
  ) throws(DatabaseError) -> MigrationHistory {
    try read(connection, "\(literal: schema)")
  }

  private static func read(
    _ connection: Connection, _ tenant: SQL
  ) throws(DatabaseError) -> MigrationHistory {
    guard try exists(connection) else { return MigrationHistory(events: []) }
    let result = try connection.run(
      """
      select event, version, name, direction, status <> 'running', status = 'adopted', reached, in_doubt, invalid_before,
        checksum, to_char(applied_at, 'YYYY-MM-DD HH24:MI:SSOF'), applied_by,
        (extract(epoch from duration) * 1000000)::bigint
      from schemashell.migration where tenant = \(tenant) order by event
      """)
    return MigrationHistory(
      events: try result.rows { row in
        Event(
          number: row.int(), version: row.int(), name: row.text(),
          direction: row.text() == "downgrade" ? .downgrade : .upgrade, isDone: row.bool(),
          isAdopted: row.bool(), reached: row.int(), isInDoubt: row.bool(),
          invalidBefore: row.optionalIntArray()?.map { UInt32(truncatingIfNeeded: $0) },
          checksum: row.text(), appliedAt: row.text(), appliedBy: row.text(),
          duration: row.optionalInt().map { .microseconds($0) })
      })
  }

  /// The file of a version as it was when it was applied, for a comparison with what it is now.
  package static func source(
    of event: Event, _ connection: Connection
  ) throws(DatabaseError) -> String? {
    try connection.run(
      """
      select source from schemashell.migration
      where tenant = \(tenant) and event = \(literal: event.number)
      """
    ).optionalString(0, 0)
  }

  static func exists(_ connection: Connection) throws(DatabaseError) -> Bool {
    try !connection.run("select to_regclass('schemashell.migration')").isNull(0, 0)
  }

  /// Makes the table where it is not there yet.
  static func create(_ connection: Connection) throws(DatabaseError) {
    guard try !exists(connection) else { return }
    for sql in definition { try connection.run(sql) }
  }

  /// Makes the table before many runs write to it at the same time.
  package static func prepare(_ connection: Connection) throws(MigrationFailure) {
    let lock: MigrationLock
    do { lock = try MigrationLock.take(connection) } catch { throw MigrationFailure(.other(error)) }
    defer { lock.release() }
    do throws(MigrationFailure.Reason) {
      try connection.inTransaction { () throws(DatabaseError) in try create(connection) }
    } catch {
      throw MigrationFailure(error)
    }
  }

  private static let definition: [SQL] = [
    "create schema if not exists schemashell",
    "comment on schema schemashell is 'Which migrations this database has been through.'",
    """
    create table schemashell.migration (
      tenant text not null default coalesce(current_setting('schemashell.tenant', true), ''),
      event bigint not null,
      version bigint not null,
      name text not null,
      direction text not null check (direction in ('upgrade', 'downgrade')),
      status text not null check (status in ('running', 'done', 'adopted')),
      reached integer not null,
      in_doubt boolean not null default false,
      invalid_before oid[],
      checksum text not null,
      source text,
      applied_at timestamptz not null default clock_timestamp(),
      applied_by text not null default session_user,
      duration interval,
      primary key (tenant, event)
    )
    """,
    """
    comment on table schemashell.migration is
      'One row an event; the last one of a version says where it stands.'
    """,
    """
    comment on column schemashell.migration.tenant is
      'The schema that it is about; empty for the database.'
    """,
    """
    comment on column schemashell.migration.reached is
      'How many of the statements are done for good.'
    """,
  ]
}

/// Writing. Each method is to be called in a transaction of its caller's, or is one by itself.
extension MigrationHistory {
  /// A file larger than this is not kept beside its event.
  private static let largestSource = 1 << 20

  /// Adds an event, and fails when another run has added one since `known` was read.
  ///
  /// Its number is no sequence's: one that was made and asked in a transaction with
  /// `wal_level = minimal` gives the same numbers again after a crash.
  static func add(
    _ migration: Migration, _ direction: Migration.Direction, isDone: Bool, reached: Int,
    checksum: String, duration: Duration?, known: MigrationHistory, _ connection: Connection
  ) throws(DatabaseError) -> Int {
    try create(connection)
    let source = migration.source.utf8.count <= largestSource ? migration.source : nil
    let result = try connection.run(
      """
      insert into schemashell.migration
        (event, version, name, direction, status, reached, checksum, source, duration)
      select
        (select coalesce(max(event), 0) + 1 from schemashell.migration where tenant = \(tenant)),
        \(binding: String(migration.version)), \(binding: migration.file.name),
        \(binding: direction.rawValue), \(literal: isDone ? "done" : "running"),
        \(binding: String(reached)), \(binding: checksum), \(binding: source),
        \(interval: duration)
      where not exists (select from schemashell.migration
        where tenant = \(tenant) and event > \(binding: String(known.lastNumber))
          and version = \(binding: String(migration.version)))
      on conflict do nothing
      returning event
      """)
    guard let number = result.optionalString(0, 0).flatMap({ Int($0) }) else {
      throw DatabaseError(
        sqlstate: "40001",
        message: "another run has taken version \(migration.version) \(direction) in the meantime")
    }
    return number
  }

  /// Notes how far an event has come.
  static func note(
    _ event: Int, reached: Int, checksum: String, _ connection: Connection
  ) throws(DatabaseError) {
    try connection.run(
      """
      update schemashell.migration set reached = \(binding: String(reached)),
        checksum = \(binding: checksum), in_doubt = false, invalid_before = null
      where tenant = \(tenant) and event = \(binding: String(event))
      """)
  }

  /// Notes that a statement is about to begin whose end cannot be noted together with it.
  static func noteDoubt(_ event: Int, _ connection: Connection) throws(DatabaseError) {
    try connection.run(
      """
      update schemashell.migration set in_doubt = true, invalid_before = array(
        select indexrelid from pg_catalog.pg_index where not indisvalid)
      where tenant = \(tenant) and event = \(binding: String(event))
      """)
  }

  /// The statement that was in doubt has failed: it is known not to be done.
  static func noteFailure(_ event: Int, _ connection: Connection) throws(DatabaseError) {
    try connection.run(
      """
      update schemashell.migration set in_doubt = false
      where tenant = \(tenant) and event = \(binding: String(event))
      """)
  }

  static func finish(
    _ event: Int, reached: Int, checksum: String, duration: Duration, _ connection: Connection
  ) throws(DatabaseError) {
    try connection.run(
      """
      update schemashell.migration set status = 'done', reached = \(binding: String(reached)),
        checksum = \(binding: checksum), in_doubt = false, invalid_before = null,
        applied_at = clock_timestamp(), duration = \(interval: duration)
      where tenant = \(tenant) and event = \(binding: String(event))
      """)
  }
}

extension SQL.Interpolation {
  fileprivate mutating func appendInterpolation(interval duration: Duration?) {
    guard let duration else { return appendInterpolation("null::interval") }
    let parts = duration.components
    let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    appendInterpolation("(\(literal: Int(microseconds)) * interval '1 microsecond')")
  }
}
