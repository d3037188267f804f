import Engine
import Postgres
import TestSupport
import Testing

/// Migrations that are not one transaction, and what is left of them when they are interrupted.
@Suite struct StretchTests {
  private struct Interrupted: Error {}

  private let index = "create index concurrently i on a (x)"

  private func apart() -> SQLMigrations {
    var all = SQLMigrations()
    all.add(
      1, (.upgrade, ["create table a (x int)"], true),
      (.upgrade, ["insert into a values (1)", index, "insert into a values (2)"], false),
      (.seed, ["insert into a values (3)"], true),
      (.downgrade, ["drop table a"], false))
    return all
  }

  private func rows(_ connection: Connection) throws -> String? {
    try connection.value("select string_agg(x::text, ',' order by x) from a")
  }

  @Test func `it runs each statement once and says so`() throws {
    try withDatabase { connection throws in
      #expect(try apart().upgrade(on: connection) == [1])
      #expect(try rows(connection) == "1,2,3")
      #expect(
        try connection.value("select indisvalid from pg_index where indexrelid = 'i'::regclass")
          == "t")
      let event = try #require(try MigrationHistory.read(connection).events.first)
      #expect(event.isDone && event.reached == 5)
      #expect(try apart().downgrade(on: connection) == [1])
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `versions before it are committed and stay when it fails`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)"], true))
      all.add(
        2, (.upgrade, ["insert into a values (1)", "insert into a values ('x')", index], false))
      all.add(3, (.upgrade, ["create table c ()"], true))
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.committed == [1])
      #expect(failure?.migration?.version == 2)
      #expect(failure?.reached?.done == 1)
      #expect(failure?.reached?.count == 3)
      #expect(try versions(connection) == [1])
      #expect(try rows(connection) == "1")

      // What is done may not change; what failed is mended, and the run goes on from there.
      var changed = SQLMigrations()
      changed.migrations = [all.migrations[0]]
      changed.add(2, (.upgrade, ["insert into a values (7)", index], false))
      #expect(failing { try changed.upgrade(on: connection) }?.refusal == "changed [2]")
      var mended = SQLMigrations()
      mended.migrations = [all.migrations[0]]
      mended.add(
        2, (.upgrade, ["insert into a values (1)", "insert into a values (5)", index], false))
      mended.migrations.append(all.migrations[2])
      #expect(failing { try mended.downgrade(on: connection) }?.refusal == "halfway upgrade 2")
      #expect(try mended.upgrade(on: connection) == [2, 3])
      #expect(try rows(connection) == "1,5")
      #expect(try versions(connection) == [1, 2, 3])
    }
  }

  @Test func `interrupted before any statement, it goes on from there`() throws {
    for stop in 1...5 {
      try withDatabaseSettings { settings in
        var all = apart()
        all.before = { _, statement, _ in if statement.number == stop { throw Interrupted() } }
        #expect(failing { try all.upgrade(on: try Connection(settings)) } != nil)
        let connection = try Connection(settings)
        #expect(try apart().upgrade(on: connection) == [1])
        #expect(try rows(connection) == "1,2,3", "stopped at \(stop)")
      }
    }
  }

  @Test func `the server ends the session at any statement and the next run goes on`() throws {
    for stop in 1...5 {
      try withDatabaseSettings { settings in
        var all = apart()
        all.before = { _, statement, connection in
          guard statement.number == stop else { return }
          let other = try Connection(settings)
          try other.run("select pg_terminate_backend(\(literal: connection.backendPID), 5000)")
        }
        let failure = failing { try all.upgrade(on: try Connection(settings)) }
        #expect(failure != nil)
        let connection = try Connection(settings)
        #expect(try apart().upgrade(on: connection) == [1])
        #expect(try rows(connection) == "1,2,3", "stopped at \(stop)")
      }
    }
  }

  @Test func `a session that ends in a shared transaction leaves nothing`() throws {
    try withDatabaseSettings { settings in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a ()"], true))
      all.add(2, (.upgrade, ["create table b ()", "create table c ()"], true))
      all.before = { _, statement, connection in
        guard statement.text == "create table c ()" else { return }
        let other = try Connection(settings)
        try other.run("select pg_terminate_backend(\(literal: connection.backendPID), 5000)")
      }
      let failure = failing { try all.upgrade(on: try Connection(settings)) }
      #expect(failure?.undone == [1])
      let connection = try Connection(settings)
      #expect(try tables(connection).isEmpty)
      all.before = { _, _, _ in }
      #expect(try all.upgrade(on: connection) == [1, 2])
    }
  }

  @Test func `an index that was left unfinished is dropped and built anew`() throws {
    try withDatabase { connection throws in
      try connection.script("create table a (x int); insert into a values (1), (1)")
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create unique index concurrently i on a (x)"], false))
      #expect(failing { try all.upgrade(on: connection) }?.sqlstate == "23505")
      #expect(
        try connection.value("select indisvalid from pg_index where indexrelid = 'i'::regclass")
          == "f")
      try connection.run("delete from a where ctid = '(0,1)'")
      var dropped: [String] = []
      #expect(
        try all.upgrade(on: connection) { if case .dropped(let name) = $0 { dropped.append(name) } }
          == [1])
      #expect(dropped == ["public.i"])
      #expect(
        try connection.value("select indisvalid from pg_index where indexrelid = 'i'::regclass")
          == "t")
    }
  }

  @Test func `an invalid index that was there before is left alone`() throws {
    try withDatabase { connection throws in
      try connection.script("create table a (x int); insert into a values (1), (1)")
      _ = try? connection.run("create unique index concurrently theirs on a (x)")
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create unique index concurrently i on a (x)"], false))
      #expect(failing { try all.upgrade(on: connection) }?.sqlstate == "23505")
      try connection.run("delete from a where ctid = '(0,1)'")
      try all.upgrade(on: connection)
      #expect(try connection.value("select to_regclass('theirs')") == "theirs")
    }
  }

  @Test func `a statement that was done before its end was noted is not run again`() throws {
    try withDatabaseSettings { settings in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)"], true), (.upgrade, [index], false))
      // The index is built, and then the client is gone before it can note that.
      let first = try Connection(settings)
      let failure = failing {
        try Runner.upgrade(all.migrations, on: first) { _, statement, connection in
          try connection.run(SQL(trusted: statement.text))
          guard statement.text == index else { return }
          let other = try Connection(settings)
          try other.run("select pg_terminate_backend(\(literal: connection.backendPID), 5000)")
        }
      }
      #expect(failure != nil)
      let connection = try Connection(settings)
      var done: [String] = []
      try all.upgrade(on: connection) {
        if case .alreadyDone(_, let statement) = $0 { done.append(statement.text) }
      }
      #expect(done == [index])
      #expect(try versions(connection) == [1])
    }
  }

  @Test func `a name that is taken is an error however often it is tried`() throws {
    try withDatabase { connection throws in
      try connection.script("create table a (x int); create index i on a (x)")
      var all = SQLMigrations()
      all.add(1, (.upgrade, [index], false))
      for _ in 1...3 {
        #expect(failing { try all.upgrade(on: connection) }?.sqlstate == "42P07")
      }
    }
  }

  @Test func `a block may have transactions of its own`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1,
        (
          .upgrade,
          [
            "create table a (x int)", "begin", "insert into a values (1)", "commit", "begin",
            "insert into a values (2)", "insert into a values ('x')", "commit",
          ], false
        ))
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.reached?.done == 4)
      #expect(connection.transactionStatus == .idle)
      #expect(try rows(connection) == "1")
    }
  }

  @Test func `a block that leaves its transaction open is refused`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["begin", "create table a ()"], false))
      #expect(failing { try all.upgrade(on: connection) }?.sqlstate == "25000")
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `procedures that commit run as they are`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      let loop = "do $$ begin for i in 1..3 loop insert into a values (i); commit; end loop; end $$"
      all.add(1, (.upgrade, ["create table a (x int)", loop, "vacuum a"], false))
      try all.upgrade(on: connection)
      #expect(try rows(connection) == "1,2,3")
    }
  }

  @Test func `settings are made again when it goes on`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1, (.upgrade, ["create schema s", "set search_path = s", "create table a ()"], false))
      all.before = { _, statement, _ in if statement.number == 3 { throw Interrupted() } }
      #expect(failing { try all.upgrade(on: connection) }?.reached?.done == 1)
      try connection.run("reset all")
      all.before = { _, _, _ in }
      try all.upgrade(on: connection)
      #expect(try connection.value("select to_regclass('s.a')") == "s.a")
    }
  }
}
