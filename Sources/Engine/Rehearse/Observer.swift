import Postgres

/// Runs statements and sees what they do: it compares the server's own books before and after.
///
/// What a statement locks it holds until its transaction ends, so each has one of its own, and its
/// locks are read at the end of it. A statement that takes no transaction lets go by itself: it is
/// watched from a second connection, whose open snapshot it has to wait for until it was seen.
struct Observer {
  private let connection: Connection
  private let watcher: Connection
  /// The relations that were there when the first statement had not run.
  private let known: Set<UInt32>

  init(_ connection: Connection, watcher: Connection) throws(DatabaseError) {
    self.connection = connection
    self.watcher = watcher
    // Counted by this process alone, so that its own counters tell all.
    try connection.run("set max_parallel_maintenance_workers to 0")
    try connection.run("set max_parallel_workers_per_gather to 0")
    known = Set(try Books(connection).relations.keys)
  }

  /// Runs what fits in a transaction, in one of its own.
  func observe(_ work: () throws -> Void) throws -> Observation {
    try connection.run("begin")
    do {
      let before = try Books(connection)
      let clock = ContinuousClock()
      let start = clock.now
      try work()
      let duration = clock.now - start
      let after = try Books(connection)
      let locks = try Self.locks(of: connection.backendPID, read: connection)
      try connection.run("commit")
      return observation(from: before, to: after, locks, duration)
    } catch {
      if !connection.isLost, connection.transactionStatus != .idle {
        _ = try? connection.run("rollback")
      }
      throw error
    }
  }

  /// Runs what takes no transaction.
  func observeApart(_ sql: SQL) throws -> Observation {
    let before = try Books(connection, isFlushed: true)
    var held = try Hold(watcher)
    defer { held.letGo() }
    var locks: [UInt32: LockMode] = [:]
    var inTheWay: [UInt32: LockMode] = [:]
    let clock = ContinuousClock()
    let start = clock.now
    var waited = Duration.zero
    try connection.run(sql) { () throws(DatabaseError) in
      let from = clock.now
      // Whoever waits has all its locks by then.
      let isWaiting = try Self.isWaiting(connection.backendPID, watcher)
      let seen = try Self.locks(of: connection.backendPID, read: watcher)
      locks.merge(seen) { max($0, $1) }
      if held.isOpen { inTheWay = locks }
      if isWaiting { held.letGo() }
      waited += clock.now - from
    }
    let duration = clock.now - start - waited
    let after = try Books(connection, isFlushed: true)
    // What goes is locked once more in the end, when the server has waited for all who knew it.
    for oid in locks.keys where after.relations[oid] == nil { locks[oid] = inTheWay[oid] }
    return observation(from: before, to: after, locks, duration)
  }

  private func observation(
    from before: Books, to after: Books, _ locks: [UInt32: LockMode], _ duration: Duration
  ) -> Observation {
    var result = Observation()
    result.duration = duration
    let names = Dictionary(
      before.relations.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (oid, mode) in locks {
      guard let relation = before.relations[oid] else { continue }
      result.locks.append(
        .init(relation: relation.name, mode: mode, isNew: !known.contains(oid)))
    }
    result.locks.sort {
      $0.mode != $1.mode ? $0.mode > $1.mode : $0.relation.lexicographicallyPrecedes($1.relation)
    }
    for (oid, relation) in after.relations {
      // An index that is made anew is another one of the same name.
      if let old = relation.isIndex ? names[relation.name] : before.relations[oid],
        old.file != relation.file, old.file != 0, relation.file != 0
      {
        if relation.isIndex {
          result.rebuilt.append(relation.name)
        } else if relation.holdsRows, known.contains(oid) {
          result.rewritten.append(relation.name)
        }
      }
    }
    for (oid, old) in before.relations where old.holdsRows {
      guard let new = after.relations[oid] else { continue }
      result.changedRows += new.changes - old.changes
      if new.scans > old.scans {
        result.scans.append(
          .init(relation: new.name, rows: new.rowsRead - old.rowsRead, isNew: !known.contains(oid)))
      }
    }
    result.rewritten.sort { $0.lexicographicallyPrecedes($1) }
    result.rebuilt.sort { $0.lexicographicallyPrecedes($1) }
    result.scans.sort { $0.relation.lexicographicallyPrecedes($1.relation) }
    return result
  }

  /// The strongest lock of a session on each relation.
  private static func locks(
    of pid: Int, read connection: Connection
  ) throws(DatabaseError) -> [UInt32: LockMode] {
    var locks: [UInt32: LockMode] = [:]
    try connection.run(
      """
      select relation, mode from pg_catalog.pg_locks
      where pid = \(literal: pid) and locktype = 'relation' and granted and relation >= 16384
      """
    ).forEachRow { row in
      let oid = row.oid()
      guard let mode = LockMode(catalogName: row.text()) else { return }
      locks[oid] = max(locks[oid] ?? .none, mode)
    }
    return locks
  }

  private static func isWaiting(
    _ pid: Int, _ connection: Connection
  ) throws(DatabaseError) -> Bool {
    let waiting = try connection.run(
      "select from pg_catalog.pg_locks where pid = \(literal: pid) and not granted")
    return waiting.rowCount > 0
  }
}

/// A snapshot kept open, for which whatever works "concurrently" waits before it ends.
private struct Hold {
  private let connection: Connection
  private(set) var isOpen = true

  init(_ connection: Connection) throws(DatabaseError) {
    self.connection = connection
    try connection.run("begin isolation level repeatable read")
    // A reader's lock on every table: who detaches or drops one waits for its readers.
    try connection.run(
      """
      do $$ declare r regclass; begin
        for r in select oid::regclass from pg_catalog.pg_class
          where relkind in ('r', 'p', 'm') and oid >= 16384
        loop execute format('select from %s limit 0', r); end loop;
      end $$
      """)
  }

  mutating func letGo() {
    guard isOpen else { return }
    isOpen = false
    // The watched statement fails by itself where the connection is gone.
    _ = try? connection.run("commit")
  }
}

/// What the server knows of its relations at one moment.
private struct Books {
  struct Relation {
    let name: [String]
    let sort: Character
    let file: UInt32
    let scans: Int
    let rowsRead: Int
    let changes: Int

    var isIndex: Bool { sort == "i" }
    var holdsRows: Bool { sort == "r" || sort == "m" }
  }

  private(set) var relations: [UInt32: Relation] = [:]

  /// `isFlushed` asks for what the server has put down for all, else for what this session has
  /// counted and not yet put down.
  init(_ connection: Connection, isFlushed: Bool = false) throws(DatabaseError) {
    if isFlushed { try connection.run("select pg_catalog.pg_stat_force_next_flush()") }
    let scope: SQL = isFlushed ? "" : "xact_"
    try connection.run(
      """
      select c.oid, n.nspname, c.relname, c.relkind, c.relfilenode,
        pg_catalog.pg_stat_get_\(scope)numscans(c.oid),
        pg_catalog.pg_stat_get_\(scope)tuples_returned(c.oid),
        pg_catalog.pg_stat_get_\(scope)tuples_inserted(c.oid)
          + pg_catalog.pg_stat_get_\(scope)tuples_updated(c.oid)
          + pg_catalog.pg_stat_get_\(scope)tuples_deleted(c.oid)
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.oid >= 16384 and n.nspname <> 'pg_toast'
      """
    ).forEachRow { row in
      relations[row.oid()] = Relation(
        name: [row.text(), row.text()], sort: row.character(), file: row.oid(), scans: row.int(),
        rowsRead: row.int(), changes: row.int())
    }
  }
}
