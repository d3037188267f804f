import Engine
import Postgres
import TestSupport
import Testing

/// A statement that gets no lock in time lets the others through and comes back.
@Suite struct LockPatienceTests {
  private static let quick = LockPatience(pauses: [.milliseconds(10), .milliseconds(10)])

  /// Runs migrations while another session holds a table, until that many attempts have failed.
  private func upgrade(
    _ all: SQLMigrations, letGoAfter attempts: Int
  ) throws -> (versions: [Int], retries: Int) {
    try withDatabaseSettings { settings in
      let holder = try Connection(settings)
      let connection = try Connection(settings)
      try holder.run("create table t (n int)")
      try holder.script("begin; lock table t in access share mode;")
      var options = Runner.Options()
      options.patience = Self.quick
      var retries = 0
      let versions = try all.upgrade(
        on: connection, options: options,
        report: { event in
          guard case .retrying = event else { return }
          retries += 1
          if retries == attempts { _ = try? holder.run("commit") }
        })
      #expect(try connection.value("select count(*) from t") == "1")
      return (versions, retries)
    }
  }

  private static let statements = [
    "set lock_timeout to '20ms'", "insert into t values (1)", "alter table t add column x int",
  ]

  @Test func `in one transaction all of it is tried again`() throws {
    var all = SQLMigrations()
    all.add(1, (.upgrade, Self.statements, true))
    let run = try upgrade(all, letGoAfter: 2)
    #expect(run.versions == [1] && run.retries == 2)
  }

  @Test func `what ran before is committed, so that it keeps no lock while it waits`() throws {
    var all = SQLMigrations()
    all.add(1, (.upgrade, ["create table other ()"], true))
    all.add(2, (.upgrade, Self.statements, true))
    #expect(try upgrade(all, letGoAfter: 1).versions == [1, 2])
  }

  @Test func `without a transaction the statement alone is tried again`() throws {
    var all = SQLMigrations()
    all.add(1, (.upgrade, Self.statements, false))
    #expect(try upgrade(all, letGoAfter: 2).retries == 2)
  }

  @Test func `in the end it gives up and says why`() throws {
    var all = SQLMigrations()
    all.add(1, (.upgrade, Self.statements, true))
    #expect(throws: MigrationFailure.self) { try upgrade(all, letGoAfter: 9) }
  }

  @Test func `a step is tried again, and what ran before it stands`() throws {
    try withDatabaseSettings { settings in
      let holder = try Connection(settings)
      let connection = try Connection(settings)
      try holder.run("create table t (n int)")
      try holder.script("begin; lock table t in access share mode;")
      try connection.run("set lock_timeout to '20ms'")
      let steps = ["create table u ()", "alter table t add column x int"].map { text in
        Step(id: ObjectID("table", ["public", "t"]), statement: Statement(SQL(trusted: text)))
      }
      let walk = StepSession(Plan(steps: steps), on: connection)
      walk.patience = Self.quick
      var retries = 0
      walk.onRetry = { _, _ in
        retries += 1
        _ = try? holder.run("commit")
      }
      try walk.step()
      try walk.step()
      #expect(retries == 1)
      try walk.keep()
      #expect(try connection.value("select to_regclass('u')") == "u")
    }
  }
}
