import Postgres

/// One migration that is not one transaction, from where it stands to its end.
///
/// After every statement the history says how far it came, in the statement's own transaction
/// wherever that is possible. Where it is not (an index built concurrently), the statement is noted
/// as doubtful before it begins: whoever finds it so looks at what it left, and goes on from there.
struct Stretch {
  private let migration: Migration
  private let direction: Migration.Direction
  private let performer: Performer
  private let connection: Connection
  private let history: MigrationHistory
  private let report: (Runner.Event) -> Void
  private let count: Int
  /// What an interrupted run left to look at, until that is done.
  private var leftover: MigrationHistory.Event?
  private var isInDoubt = false
  /// The number of the event in the history, once it stands there.
  private(set) var event: Int?
  /// How many statements are done for good.
  private(set) var reached: Int
  private let start = ContinuousClock().now

  init(
    _ migration: Migration, _ direction: Migration.Direction, _ performer: Performer,
    history: MigrationHistory, resuming event: MigrationHistory.Event?
  ) {
    self.migration = migration
    self.direction = direction
    self.performer = performer
    connection = performer.connection
    report = performer.report
    self.history = history
    count = migration.statements(direction).count
    leftover = event
    self.event = event?.number
    reached = event?.reached ?? 0
  }

  var duration: Duration { ContinuousClock().now - start }

  mutating func run() throws(MigrationFailure.Reason) {
    let event = try begun()
    var first = 0
    for block in migration.blocks(direction) {
      if block.isTransactional {
        try runWhole(block, from: first, event)
      } else {
        for (offset, statement) in block.statements.enumerated() {
          try run(statement, first + offset, event)
        }
        guard connection.transactionStatus == .idle else {
          throw .other(
            DatabaseError(
              sqlstate: "25000", message: "the block leaves a transaction open",
              hint: "end it with `commit`"))
        }
      }
      first += block.statements.count
    }
    try finish(event)
  }

  private mutating func begun() throws(MigrationFailure.Reason) -> Int {
    if let event { return event }
    let connection = connection
    let (migration, direction, history) = (migration, direction, history)
    let number = try connection.inTransaction { () throws(DatabaseError) in
      try MigrationHistory.add(
        migration, direction, isDone: false, reached: 0,
        checksum: migration.checksum(ofFirst: 0, direction), duration: nil, known: history,
        connection)
    }
    event = number
    return number
  }

  private func finish(_ event: Int) throws(MigrationFailure.Reason) {
    try connection.inTransaction { () throws(DatabaseError) in
      try connection.settle()
      try MigrationHistory.finish(
        event, reached: count, checksum: migration.checksum, duration: duration, connection)
    }
  }

  /// A statement that was in doubt has failed in our sight, so it is no longer.
  func noteFailure() {
    guard isInDoubt, let event, !connection.isLost else { return }
    // If even this fails, the next run treats the failure as an interruption, and tries again.
    _ = try? MigrationHistory.noteFailure(event, connection)
  }

  // MARK: - A block in a transaction

  private mutating func runWhole(
    _ block: MigrationBlock, from first: Int, _ event: Int
  ) throws(MigrationFailure.Reason) {
    try patiently { (stretch: inout Stretch) throws(MigrationFailure.Reason) in
      try stretch.tryWhole(block, from: first, event)
    }
  }

  /// Tries again what gets no lock in time: nothing of it is done then.
  private mutating func patiently(
    _ body: (inout Stretch) throws(MigrationFailure.Reason) -> Void
  ) throws(MigrationFailure.Reason) {
    var attempt = 1
    while true {
      do throws(MigrationFailure.Reason) {
        return try body(&self)
      } catch {
        guard !isInDoubt, performer.canRetry(after: error, attempt) else { throw error }
        if connection.transactionStatus != .idle { try connection.manage("rollback") }
        try performer.pause(before: migration, attempt)
        attempt += 1
      }
    }
  }

  private mutating func tryWhole(
    _ block: MigrationBlock, from first: Int, _ event: Int
  ) throws(MigrationFailure.Reason) {
    let end = first + block.statements.count
    try connection.manage("begin")
    for (offset, statement) in block.statements.enumerated() {
      let index = first + offset
      guard index >= reached || statement.isRepeated else { continue }
      report(.statement(migration, statement, index: index, count: count))
      try performer.runInside(statement, of: migration)
    }
    if end > reached { try note(end, event) }
    do throws(DatabaseError) { try connection.run("commit") } catch { throw .commit(error) }
    reached = max(reached, end)
  }

  // MARK: - A statement by itself

  private mutating func run(
    _ statement: MigrationStatement, _ index: Int, _ event: Int
  ) throws(MigrationFailure.Reason) {
    guard index >= reached || statement.isRepeated else { return }
    report(.statement(migration, statement, index: index, count: count))
    if statement.isRepeated { return try performer.run(statement, of: migration) }
    let isOwnTransaction = connection.transactionStatus != .idle || statement.control != .none
    if isOwnTransaction {
      try performer.run(statement, of: migration)
      if connection.transactionStatus == .idle { try noteAlone(index + 1, event) }
      return
    }
    if let left = leftover {
      try cleanUp(after: left)
      leftover = nil
      if left.isInDoubt { return try runInDoubt(statement, index, event, isAgain: true) }
    }
    if statement.sort == .sql {
      var isDone = false
      try patiently { (stretch: inout Stretch) throws(MigrationFailure.Reason) in
        isDone = try stretch.runAtOnce(statement, index, event)
      }
      if isDone { return }
    }
    try runInDoubt(statement, index, event, isAgain: false)
  }

  /// The statement and the note of it in one transaction; false when the statement takes none.
  private mutating func runAtOnce(
    _ statement: MigrationStatement, _ index: Int, _ event: Int
  ) throws(MigrationFailure.Reason) -> Bool {
    try connection.manage("begin")
    do throws(MigrationFailure.Reason) {
      try performer.run(statement, of: migration)
      try note(index + 1, event)
      do throws(DatabaseError) { try connection.run("commit") } catch { throw .commit(error) }
    } catch {
      guard error.refusesTransaction else { throw error }
      try connection.manage("rollback")
      return false
    }
    reached = index + 1
    return true
  }

  private mutating func runInDoubt(
    _ statement: MigrationStatement, _ index: Int, _ event: Int, isAgain: Bool
  ) throws(MigrationFailure.Reason) {
    do throws(DatabaseError) {
      try MigrationHistory.noteDoubt(event, connection)
    } catch {
      throw .other(error)
    }
    isInDoubt = true
    do throws(MigrationFailure.Reason) {
      try performer.run(statement, of: migration)
    } catch {
      guard isAgain, error.says(isDone: statement) else { throw error }
      report(.alreadyDone(migration, statement))
    }
    try noteAlone(index + 1, event)
    isInDoubt = false
  }

  private mutating func noteAlone(_ index: Int, _ event: Int) throws(MigrationFailure.Reason) {
    try note(index, event)
    reached = index
  }

  private func note(_ index: Int, _ event: Int) throws(MigrationFailure.Reason) {
    do throws(DatabaseError) {
      try MigrationHistory.note(
        event, reached: index, checksum: migration.checksum(ofFirst: index, direction), connection)
    } catch {
      throw .other(error)
    }
  }

  /// Drops the indexes that a statement began to build concurrently and did not finish. One that
  /// is being built at this moment is somebody else's.
  private func cleanUp(after left: MigrationHistory.Event) throws(MigrationFailure.Reason) {
    guard let before = left.invalidBefore else { return }
    do throws(DatabaseError) {
      let names = try connection.run(
        """
        select n.nspname, c.relname from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid
          and i.indexrelid <> all (\(literal: "{" + before.map(String.init).joined(separator: ",") + "}")::oid[])
          and not exists (select from pg_catalog.pg_stat_progress_create_index p
            where p.index_relid = i.indexrelid)
        """
      ).rows { [$0.text(), $0.text()] }
      for name in names {
        try connection.run("drop index concurrently if exists \(name: name)")
        report(.dropped(index: name.joined(separator: ".")))
      }
    } catch {
      throw .other(error)
    }
  }
}

extension MigrationFailure.Reason {
  /// PostgreSQL takes the statement, but not inside a transaction block; or it ends transactions
  /// by itself.
  fileprivate var refusesTransaction: Bool {
    guard case .statement(_, let failure) = self, let sqlstate = failure.sqlstate else {
      return false
    }
    return sqlstate == "25001" || sqlstate == "2D000"
  }

  /// The statement was interrupted, and now its work turns out to be there.
  fileprivate func says(isDone statement: MigrationStatement) -> Bool {
    guard case .statement(_, let failure) = self, let sqlstate = failure.sqlstate else {
      return false
    }
    switch LeadingWords(statement.text).first {
    case "create", "alter":
      return ["42P07", "42710", "42701", "42P06", "42723", "42P04"].contains(sqlstate)
    case "drop": return ["42704", "42P01", "3D000", "3F000", "42883"].contains(sqlstate)
    default: return false
    }
  }
}
