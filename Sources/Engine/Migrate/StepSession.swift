package import Postgres

/// Walks through statements one by one inside an open transaction, forwards and back.
///
/// A savepoint stands before every step, so that each can be undone, together with whatever else
/// was run since. `keep` commits what ran so far, `discard` undoes it. A statement that PostgreSQL
/// takes in no transaction runs by itself, once everything before it is kept.
package final class StepSession {
  package let connection: Connection
  package private(set) var steps: [SteppedStatement]
  /// The step that runs next; `steps.count` at the end.
  package private(set) var next = 0
  /// Steps before this one are committed and cannot be taken back.
  package private(set) var kept = 0
  /// Told before a step is tried again that got no lock in time.
  package var onRetry: ((_ attempt: Int, _ pause: Duration) -> Void)?
  package var patience = LockPatience(pauses: Array(LockPatience.usual.prefix(5)))
  private let perform: PerformStatement
  private let isOfMigrations: Bool
  private var lock: MigrationLock?
  private let history: MigrationHistory
  /// The events of migrations that are under way, as they stood before each step since `kept`.
  private var before: [Ledger] = []
  private var ledger = Ledger()

  /// What the history knows of the migrations that are under way.
  private struct Ledger {
    /// The event of each version, once it stands there.
    var events: [Int: Int] = [:]
    var durations: [Int: Duration] = [:]
  }

  /// Steps through a plan.
  package init(_ plan: Plan, on connection: Connection) {
    self.connection = connection
    steps = plan.steps.map { SteppedStatement(planned: $0) }
    perform = { _, _, _ in }
    isOfMigrations = false
    history = MigrationHistory(events: [])
  }

  /// Steps through migrations, as an upgrade or a downgrade would run them. From its first step on
  /// it holds the lock of runs, until it ends.
  package init(
    _ migrations: [Migration], _ direction: Migration.Direction, history: MigrationHistory,
    on connection: Connection, perform: @escaping PerformStatement
  ) {
    self.connection = connection
    self.perform = perform
    isOfMigrations = true
    self.history = history
    steps = migrations.flatMap {
      SteppedStatement.steps(of: $0, direction, history.state(of: $0.version))
    }
    for event in history.events where !event.isDone { ledger.events[event.version] = event.number }
  }

  deinit { lock?.release() }

  package var isAtEnd: Bool { next == steps.count }
  /// A transaction of the steps is open, from the first of them until `keep` or `discard`.
  package private(set) var isOpen = false

  /// The steps that PostgreSQL takes in no transaction, as far as can be told before they run.
  package var stepsApart: [Int] { steps.indices.filter { !steps[$0].isTransactional } }

  // MARK: - Forwards

  /// Runs the next step. When it fails, everything is as it was before it.
  package func step() throws(StepFailure) {
    guard next < steps.count else { throw StepFailure(.atEnd) }
    let step = steps[next]
    var attempt = 1
    while true {
      do throws(StepFailure) {
        return try step.isTransactional ? stepInside(step) : stepApart(step)
      } catch {
        guard case .statement(let failure) = error.reason, !failure.isConnectionLost,
          LockPatience.isAbout(failure.sqlstate), let pause = patience.pause(after: attempt)
        else { throw error }
        onRetry?(attempt, pause)
        do {
          try LockPatience.wait(pause) {}
        } catch { throw StepFailure(.statement(StatementFailure(any: error)), step: step) }
        attempt += 1
      }
    }
  }

  private func stepInside(_ step: SteppedStatement) throws(StepFailure) {
    do throws(StepFailure) {
      try open()
      try manage("savepoint \(Self.savepoint(next))")
      before.append(ledger)
      do throws(StepFailure) {
        try run(step)
      } catch {
        try returnTo(next)
        throw error
      }
    } catch {
      if connection.isLost { forget() }
      throw error
    }
    next += 1
  }

  /// A step that no transaction takes: all before it must be kept, and it is kept at once.
  private func stepApart(_ step: SteppedStatement) throws(StepFailure) {
    guard !isOpen else { throw StepFailure(.needsKeep, step: step) }
    guard connection.transactionStatus == .idle else { throw StepFailure(.foreignTransaction) }
    try lockRuns()
    try run(step)
    next += 1
    kept = next
  }

  /// Nobody else may run migrations from the first step on, nor have done so since they were
  /// planned.
  private func lockRuns() throws(StepFailure) {
    guard isOfMigrations, lock == nil else { return }
    struct Busy: Error { let holder: String? }
    do {
      let taken = try MigrationLock.take(connection) { throw Busy(holder: $0) }
      guard try MigrationHistory.read(connection).lastNumber == history.lastNumber else {
        taken.release()
        throw StepFailure(.moved)
      }
      lock = taken
    } catch let failure as StepFailure {
      throw failure
    } catch let busy as Busy {
      throw StepFailure(.busy(holder: busy.holder))
    } catch {
      throw StepFailure(.statement(StatementFailure(any: error)))
    }
  }

  private func run(_ step: SteppedStatement) throws(StepFailure) {
    do {
      switch step.work {
      case .planned(let statement):
        if let batch = statement.batch, statement.isAlone {
          try batch.run(on: connection)
        } else {
          try connection.run(statement.sql)
        }
      case .migration(let migration, let direction, let statement, let done):
        let clock = ContinuousClock()
        let start = clock.now
        if let statement {
          switch statement.control {
          // The transaction is the steps': what opens or closes one says what is so already.
          case .bracket: break
          case .undo: throw StepFailure(.endedTransaction, step: step)
          case .none: try perform(migration, statement, connection)
          }
        }
        ledger.durations[migration.version, default: .zero] += clock.now - start
        try note(migration, direction, done)
      }
    } catch let failure as StepFailure {
      throw failure
    } catch {
      throw StepFailure(.statement(StatementFailure(any: error)), step: step)
    }
    if step.isTransactional, connection.transactionStatus != .inTransaction {
      throw StepFailure(.endedTransaction, step: step)
    }
  }

  /// The history moves with the steps: what is kept halfway is known to be halfway.
  private func note(
    _ migration: Migration, _ direction: Migration.Direction, _ done: Int
  ) throws(DatabaseError) {
    let version = migration.version
    let count = migration.statements(direction).count
    if done == count { try connection.settle() }
    let prefix = migration.checksum(ofFirst: done, direction)
    if ledger.events[version] == nil {
      ledger.events[version] = try MigrationHistory.add(
        migration, direction, isDone: false, reached: done, checksum: prefix, duration: nil,
        known: history, connection)
    } else if let event = ledger.events[version], done < count {
      try MigrationHistory.note(event, reached: done, checksum: prefix, connection)
    }
    guard done == count, let event = ledger.events[version] else { return }
    try MigrationHistory.finish(
      event, reached: count, checksum: migration.checksum,
      duration: ledger.durations[version] ?? .zero, connection)
  }

  // MARK: - Mending what has not run yet

  /// Gives the next step of a plan another text.
  package func mend(_ text: String) {
    guard next < steps.count else { return }
    steps[next] = SteppedStatement(text: text)
  }

  /// Puts a migration that was mended in the place of its old text. What ran of it already must
  /// say the same in both.
  package func mend(_ migration: Migration, _ direction: Migration.Direction) throws(StepFailure) {
    guard
      let first = steps.firstIndex(where: { $0.migration?.version == migration.version }),
      let last = steps.lastIndex(where: { $0.migration?.version == migration.version })
    else { return }
    var made = SteppedStatement.steps(
      of: migration, direction, history.state(of: migration.version))
    let done = max(0, min(next, last + 1) - first)
    let isSame = zip(steps[first..<(first + done)], made).allSatisfy {
      $0.statement?.0.digest == $1.statement?.0.digest
    }
    guard made.count >= done, isSame else { throw StepFailure(.changesDone) }
    // The last step was taken out: that the others were all of it is noted by a step of its own.
    if made.count == done { made.append(SteppedStatement(endOf: migration, direction)) }
    steps.replaceSubrange(first...last, with: made)
  }

  // MARK: - Back, and to an end

  /// Undoes the last step, and whatever ran since.
  package func back() throws(StepFailure) {
    guard next > kept else { throw StepFailure(kept > 0 ? .alreadyKept : .atStart) }
    try returnTo(next - 1)
    next -= 1
  }

  /// Commits the steps that ran, and what ran between them. The others stay to be run.
  package func keep() throws(StepFailure) {
    guard isOpen else { return }
    try end("commit")
    kept = next
    before = []
  }

  /// Undoes the steps that ran and are not kept, and what ran between them.
  package func discard() throws(StepFailure) {
    if isOpen, connection.transactionStatus != .idle, !connection.isLost { try end("rollback") }
    forget()
  }

  /// Runs a statement of the user's between two steps. When it fails the transaction goes on as if
  /// it had not been tried.
  ///
  /// - Parameter handlesSavepoints: the statement sets or releases savepoints of its own, which
  ///   releasing ours would take with it.
  package func between<Value>(handlesSavepoints: Bool = false, _ body: () throws -> Value) throws
    -> Value
  {
    guard connection.transactionStatus == .inTransaction else { return try body() }
    try connection.run("savepoint schemashell_between")
    do {
      let value = try body()
      if connection.transactionStatus == .inTransaction, !handlesSavepoints {
        try connection.run("release savepoint schemashell_between")
      }
      return value
    } catch {
      if !connection.isLost, connection.transactionStatus == .inFailedTransaction {
        try connection.run("rollback to savepoint schemashell_between")
      }
      throw error
    }
  }

  // MARK: - The transaction

  private func open() throws(StepFailure) {
    if isOpen, connection.transactionStatus == .idle {
      forget()
      throw StepFailure(.lostTransaction)
    }
    guard !isOpen else { return }
    guard connection.transactionStatus == .idle else { throw StepFailure(.foreignTransaction) }
    try lockRuns()
    try manage("begin")
    isOpen = true
    // Bodies of a plan's functions may speak of what a later step makes.
    if case .planned? = steps.first?.work {
      try manage("set local check_function_bodies = off")
    }
  }

  private func returnTo(_ index: Int) throws(StepFailure) {
    guard connection.transactionStatus != .idle, !connection.isLost else {
      forget()
      throw StepFailure(.lostTransaction)
    }
    try manage("rollback to savepoint \(Self.savepoint(index))")
    try manage("release savepoint \(Self.savepoint(index))")
    while before.count > index - kept, let last = before.popLast() { ledger = last }
  }

  private func end(_ sql: SQL) throws(StepFailure) {
    do throws(DatabaseError) {
      try connection.run(sql)
    } catch {
      if connection.transactionStatus == .idle || connection.isLost { forget() }
      throw StepFailure(.ending(error))
    }
    isOpen = false
  }

  /// The transaction is gone, and with it what ran in it.
  private func forget() {
    if let first = before.first { ledger = first }
    before = []
    next = kept
    isOpen = false
  }

  private func manage(_ sql: SQL) throws(StepFailure) {
    do throws(DatabaseError) { try connection.run(sql) } catch { throw StepFailure(.ending(error)) }
  }

  private static func savepoint(_ index: Int) -> SQL { "\(name: "schemashell_step_\(index + 1)")" }
}
