package import Postgres

/// Brings a database up to a version of its migrations, or back to one.
///
/// All that is pending runs in one transaction, so that a failure leaves the last good version.
/// Three things break the run into several, each committed by itself: being asked to go one by one;
/// a migration that opts out of transactions; and a statement that PostgreSQL refuses only because
/// an earlier migration shares its transaction, such as the use of a new enum label.
package struct Runner {
  private let connection: Connection
  private let performer: Performer
  private let migrations: [Migration]
  private let report: (Event) -> Void
  private var history = MigrationHistory(events: [])
  private var committed: [Int] = []
  /// Those that ran in the open transaction.
  private var open: [Migration] = []

  /// What a listener is told.
  package enum Event {
    /// Another run is at work.
    case waiting(holder: String?)
    case starting(Migration, Migration.Direction)
    /// It stopped halfway before; the number of statements that are done.
    case resuming(Migration, Migration.Direction, done: Int)
    case statement(Migration, MigrationStatement, index: Int, count: Int)
    /// It was left out: the transaction is the migration's own.
    case skipped(Migration, MigrationStatement)
    /// A statement that had been interrupted turns out to be done.
    case alreadyDone(Migration, MigrationStatement)
    /// An index that an interrupted statement left unfinished was dropped.
    case dropped(index: String)
    /// It got no lock in time; it is tried again after a pause.
    case retrying(Migration, attempt: Int, pause: Duration)
    /// It ran to its end; whether it stays is said by `committed`.
    case finished(Migration, Migration.Direction, Duration)
    /// What ran before it is committed, because the two cannot share a transaction.
    case splitting(before: Migration, because: StatementFailure)
    case committed([Int])
  }

  package struct Options {
    /// Commit after each migration.
    package var isOneByOne = false
    /// Apply also what comes before a version that is applied already.
    package var allowsGaps = false
    /// Asked while another run is waited for; it may give up by throwing.
    package var isWaiting: () throws -> Void = {}
    /// How often a statement that gets no lock in time is tried again.
    package var patience = LockPatience()

    package init() {}
  }

  /// Applies what is pending, up to `target` or the last. Gives the versions it applied.
  @discardableResult
  package static func upgrade(
    _ migrations: [Migration], to target: Int? = nil, on connection: Connection,
    options: Options = Options(), report: @escaping (Event) -> Void = { _ in },
    perform: @escaping PerformStatement
  ) throws(MigrationFailure) -> [Int] {
    var runner = Runner(Performer(connection, perform, report, options), migrations)
    return try runner.run(.upgrade, options) { selection throws(Refusal) in
      try selection.pending(to: target, allowsGaps: options.allowsGaps)
    }
  }

  /// Takes back what is applied above `target`; without one, the last version. Gives the versions.
  @discardableResult
  package static func downgrade(
    _ migrations: [Migration], to target: Int? = nil, on connection: Connection,
    options: Options = Options(), report: @escaping (Event) -> Void = { _ in },
    perform: @escaping PerformStatement
  ) throws(MigrationFailure) -> [Int] {
    var runner = Runner(Performer(connection, perform, report, options), migrations)
    return try runner.run(.downgrade, options) { selection throws(Refusal) in
      try selection.surplus(to: target)
    }
  }

  private init(_ performer: Performer, _ migrations: [Migration]) {
    self.performer = performer
    connection = performer.connection
    report = performer.report
    self.migrations = migrations.sorted { $0.version < $1.version }
  }

  private mutating func run(
    _ direction: Migration.Direction, _ options: Options,
    choose: (Selection) throws(Refusal) -> [Migration]
  ) throws(MigrationFailure) -> [Int] {
    guard connection.transactionStatus == .idle else {
      throw MigrationFailure(.refused(.openTransaction))
    }
    let lock: MigrationLock
    do {
      lock = try MigrationLock.take(connection) { holder in
        report(.waiting(holder: holder))
        try options.isWaiting()
      }
    } catch {
      throw MigrationFailure(.other(error))
    }
    defer { lock.release() }
    let chosen: [Migration]
    do throws(MigrationFailure.Reason) {
      let selection = try Selection(migrations, connection)
      history = selection.history
      do throws(Refusal) { chosen = try choose(selection) } catch { throw .refused(error) }
    } catch {
      throw MigrationFailure(error)
    }
    for migration in chosen {
      try run(migration, direction)
      if options.isOneByOne { try commit() }
    }
    try commit()
    return committed
  }

  private mutating func run(
    _ migration: Migration, _ direction: Migration.Direction
  ) throws(MigrationFailure) {
    if case .halfway(let event) = history.state(of: migration.version) {
      try runApart(migration, direction, resuming: event)
    } else if migration.isTransactional(direction) {
      try runShared(migration, direction)
    } else {
      try runApart(migration, direction, resuming: nil)
    }
  }

  // MARK: - In a transaction that is shared

  private mutating func runShared(
    _ migration: Migration, _ direction: Migration.Direction, attempt: Int = 1
  ) throws(MigrationFailure) {
    let isShared = !open.isEmpty
    do throws(MigrationFailure.Reason) {
      // The first statement of a transaction may choose its isolation: nothing runs before it.
      try connection.manage(isShared ? "savepoint schemashell_migration" : "begin")
      try runWhole(migration, direction)
      if isShared { try connection.manage("release savepoint schemashell_migration") }
    } catch {
      if !isShared, performer.canRetry(after: error, attempt) {
        undo()
        try pause(migration, attempt)
        return try runShared(migration, direction, attempt: attempt + 1)
      }
      guard isShared, let cause = error.causeInSharing else {
        undo()
        throw failure(error, migration)
      }
      do throws(MigrationFailure.Reason) {
        try connection.manage("rollback to savepoint schemashell_migration")
      } catch {
        undo()
        throw failure(error, migration)
      }
      report(.splitting(before: migration, because: cause))
      try commit()
      return try runShared(migration, direction)
    }
    open.append(migration)
  }

  private func runWhole(
    _ migration: Migration, _ direction: Migration.Direction
  ) throws(MigrationFailure.Reason) {
    report(.starting(migration, direction))
    let clock = ContinuousClock()
    let start = clock.now
    let statements = migration.statements(direction)
    for (index, statement) in statements.enumerated() {
      report(.statement(migration, statement, index: index, count: statements.count))
      try performer.runInside(statement, of: migration)
    }
    do throws(DatabaseError) {
      try connection.settle()
      _ = try MigrationHistory.add(
        migration, direction, isDone: true, reached: statements.count,
        checksum: migration.checksum, duration: clock.now - start, known: history, connection)
    } catch {
      throw .other(error)
    }
    report(.finished(migration, direction, clock.now - start))
  }

  private func pause(_ migration: Migration, _ attempt: Int) throws(MigrationFailure) {
    do throws(MigrationFailure.Reason) {
      try performer.pause(before: migration, attempt)
    } catch {
      throw failure(error, migration)
    }
  }

  /// Commits what ran in the open transaction.
  private mutating func commit() throws(MigrationFailure) {
    guard !open.isEmpty else { return }
    do throws(DatabaseError) {
      try connection.run("commit")
    } catch {
      undo()
      throw failure(.commit(error), nil)
    }
    let versions = open.map(\.version)
    open = []
    committed += versions
    report(.committed(versions))
  }

  /// What cannot be undone any more has been: the server undoes for those who are gone.
  private func undo() {
    guard !connection.isLost, connection.transactionStatus != .idle else { return }
    _ = try? connection.run("rollback")
  }

  private func failure(
    _ reason: MigrationFailure.Reason, _ migration: Migration?
  ) -> MigrationFailure {
    MigrationFailure(
      reason, migration: migration, committed: committed, undone: open.map(\.version))
  }

  // MARK: - Apart from transactions

  private mutating func runApart(
    _ migration: Migration, _ direction: Migration.Direction,
    resuming event: MigrationHistory.Event?
  ) throws(MigrationFailure) {
    try commit()
    if let event {
      report(.resuming(migration, direction, done: event.reached))
    } else {
      report(.starting(migration, direction))
    }
    var stretch = Stretch(
      migration, direction, performer, history: history, resuming: event)
    do throws(MigrationFailure.Reason) {
      try stretch.run()
    } catch {
      undo()
      stretch.noteFailure()
      throw MigrationFailure(
        error, migration: migration, committed: committed,
        reached: stretch.event == nil
          ? nil : (stretch.reached, migration.statements(direction).count))
    }
    committed.append(migration.version)
    report(.finished(migration, direction, stretch.duration))
    report(.committed([migration.version]))
  }
}

extension MigrationFailure.Reason {
  /// The failure, if it may come from nothing but the company in the transaction: a new enum label
  /// is not to be used yet (55P04), events of deferred constraints are pending (55006), a setting
  /// belongs at the transaction's beginning (25001), its locks are too many (53200), or one that it
  /// wants is not to be had in time (55P03), which it may wait for only while it keeps no other.
  fileprivate var causeInSharing: StatementFailure? {
    guard case .statement(_, let failure) = self, !failure.isConnectionLost,
      let sqlstate = failure.sqlstate,
      ["55P04", "55006", "25001", "53200", "55P03"].contains(sqlstate)
    else { return nil }
    return failure
  }
}
