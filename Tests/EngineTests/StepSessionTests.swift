import Engine
import Postgres
import TestSupport
import Testing

@Suite struct StepSessionTests {
  private func plan(_ statements: [SQL]) -> Plan {
    Plan(
      steps: statements.map {
        Step(
          id: ObjectID("table", ["public", "t"]),
          statement: Statement($0, isTransactional: !$0.text.contains("concurrently")))
      })
  }

  // Not within `#expect`: its closures would be given the names of others in the same test.
  private func refused(
    _ expected: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    let found = problem(body)
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  /// What a step ends with, in a word; nil when it goes well.
  private func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let failure as StepFailure {
      switch failure.reason {
      case .statement(let failure): return failure.sqlstate
      case .ending(let error): return "ending \(error.sqlstate)"
      default: return "\(failure.reason)"
      }
    } catch {
      return (error as? DatabaseError)?.sqlstate ?? "\(error)"
    }
  }

  @Test func `steps go forwards and back, and are kept together`() throws {
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      let other = try Connection(settings)
      let session = StepSession(
        plan(["create table a ()", "create table b ()", "create table c ()"]), on: connection)
      #expect(session.steps.map(\.text).last == "create table c ()")
      try session.step()
      try session.step()
      #expect(try tables(connection) == ["a", "b"])
      #expect(try tables(other).isEmpty)
      try session.back()
      #expect(try tables(connection) == ["a"])
      #expect(session.next == 1)
      try session.step()
      try session.step()
      #expect(session.isAtEnd)
      refused("atEnd") { try session.step() }
      try session.keep()
      #expect(try tables(other) == ["a", "b", "c"])
      refused("alreadyKept") { try session.back() }
      #expect(connection.transactionStatus == .idle)
    }
  }

  @Test func `discard leaves the database as it was`() throws {
    try withDatabase { connection throws in
      let session = StepSession(plan(["create table a ()", "create table b ()"]), on: connection)
      refused("atStart") { try session.back() }
      try session.step()
      try session.between { try connection.script("create table mine ()") }
      try session.step()
      try session.discard()
      #expect(try tables(connection).isEmpty)
      #expect(session.next == 0)
      try session.step()
      #expect(try tables(connection) == ["a"])
    }
  }

  @Test func `a step that fails is tried again after it was made possible`() throws {
    try withDatabase { connection throws in
      try connection.run("create table b ()")
      let session = StepSession(plan(["create table a ()", "create table b ()"]), on: connection)
      try session.step()
      refused("42P07") { try session.step() }
      #expect(session.next == 1)
      #expect(try tables(connection) == ["a", "b"])
      try session.between { try connection.script("alter table b rename to old") }
      try session.step()
      #expect(try tables(connection) == ["a", "b", "old"])
      try session.back()
      #expect(try tables(connection) == ["a", "old"])
      try session.back()
      #expect(try tables(connection) == ["b"])
      try session.discard()
      #expect(try tables(connection) == ["b"])
    }
  }

  @Test func `the first step may fail, too`() throws {
    try withDatabase { connection throws in
      try connection.run("create table a ()")
      let session = StepSession(plan(["create table a ()"]), on: connection)
      refused("42P07") { try session.step() }
      try session.between { try connection.script("drop table a") }
      try session.step()
      try session.keep()
      #expect(try tables(connection) == ["a"])
    }
  }

  @Test func `a statement in between that fails breaks nothing`() throws {
    try withDatabase { connection throws in
      let session = StepSession(plan(["create table a ()", "create table b ()"]), on: connection)
      try session.step()
      refused("22012") { try session.between { try connection.script("select 1/0") } }
      try session.step()
      #expect(try tables(connection) == ["a", "b"])
    }
  }

  @Test func `what runs in no transaction runs by itself, once all before is kept`() throws {
    try withDatabase { connection throws in
      let session = StepSession(
        plan([
          "create table a (x int)", "create index concurrently i on a (x)", "create table b ()",
        ]), on: connection)
      #expect(session.stepsApart == [1])
      try session.step()
      refused("needsKeep") { try session.step() }
      try session.keep()
      try session.step()
      #expect(session.kept == 2)
      refused("alreadyKept") { try session.back() }
      try session.step()
      try session.discard()
      #expect(session.next == 2)
      #expect(try tables(connection) == ["a"])
    }
  }

  @Test func `a transaction that something else ended is noticed`() throws {
    try withDatabase { connection throws in
      let session = StepSession(plan(["create table a ()", "create table b ()"]), on: connection)
      try connection.run("begin")
      refused("foreignTransaction") { try session.step() }
      try connection.run("rollback")
      try session.step()
      try connection.run("rollback")
      refused("lostTransaction") { try session.step() }
      #expect(session.next == 0)
      try session.step()
      try connection.run("rollback")
      refused("lostTransaction") { try session.back() }
      try session.step()
      try session.step()
      try session.keep()
      #expect(try tables(connection) == ["a", "b"])
    }
  }

  @Test func `migrations are stepped through and noted with each step`() throws {
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)", "create table b ()"], true))
      all.add(2, (.upgrade, [], true))
      all.add(
        3, (.upgrade, ["begin", "create table c ()", "commit"], true),
        (.seed, ["insert into a values (1)"], true), (.downgrade, ["drop table c"], true))
      let selection = try Selection(all.migrations, connection)
      func session() throws -> StepSession {
        StepSession(
          try selection.pending(to: nil, allowsGaps: false), .upgrade,
          history: try MigrationHistory.read(connection),
          on: connection, perform: all.perform)
      }
      do {
        let session = try session()
        #expect(session.steps.count == 7)
        #expect(session.steps[2].text == "-- version 2 upgrades nothing")
        for _ in 0..<5 { try session.step() }
        #expect(try MigrationHistory.read(connection).halfway?.version == 3)
        for _ in 0..<4 { try session.back() }
        #expect(try MigrationHistory.read(connection).halfway?.version == 1)
        try session.keep()
      }
      // The lock goes with the session; what was kept halfway is finished by an upgrade.
      let other = try Connection(settings)
      #expect(try MigrationHistory.read(other).halfway?.reached == 1)
      #expect(try all.upgrade(on: other) == [1, 2, 3])
      #expect(try tables(other) == ["a", "b", "c"])
      #expect(try other.value("select count(*) from a") == "1")
      let down = StepSession(
        try Selection(all.migrations, connection).surplus(to: 2), .downgrade,
        history: try MigrationHistory.read(connection), on: connection, perform: all.perform)
      try down.step()
      #expect(down.isAtEnd)
      try down.keep()
      #expect(try versions(connection) == [1, 2])
    }
  }

  @Test func `a migration kept to its end is applied`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)", "create table b ()"], true))
      let session = StepSession(
        all.migrations, .upgrade, history: try MigrationHistory.read(connection),
        on: connection, perform: all.perform)
      try session.step()
      try session.step()
      #expect(session.isAtEnd)
      try session.back()
      try session.step()
      try session.keep()
      #expect(try versions(connection) == [1])
      #expect(try all.upgrade(on: connection).isEmpty)
    }
  }
}
