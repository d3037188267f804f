import Engine
import Postgres
import TestSupport
import Testing

@Suite struct RunnerTests {
  private func three() -> SQLMigrations {
    var all = SQLMigrations()
    all.add(1, (.upgrade, ["create table a (x int)"], true), (.downgrade, ["drop table a"], true))
    all.add(
      2, (.upgrade, ["create table b (x int)", "create table c (x int)"], true),
      (.downgrade, ["drop table b", "drop table c"], true))
    all.add(3, (.upgrade, ["create table d (x int)"], true), (.downgrade, ["drop table d"], true))
    return all
  }

  @Test func `all that is pending is applied once, in order`() throws {
    try withDatabase { connection throws in
      let all = three()
      #expect(try all.upgrade(to: 1, on: connection) == [1])
      #expect(try tables(connection) == ["a"])
      #expect(try all.upgrade(on: connection) == [2, 3])
      #expect(try tables(connection) == ["a", "b", "c", "d"])
      #expect(try all.upgrade(on: connection).isEmpty)
      let history = try MigrationHistory.read(connection)
      #expect(history.version == 3)
      #expect(history.events.map(\.version) == [1, 2, 3])
      #expect(history.events.allSatisfy { $0.isDone && $0.duration != nil })
      #expect(history.events.first?.appliedBy == connection.user)
      #expect(history.events.map(\.reached) == [1, 2, 1])
    }
  }

  @Test func `the database is at version 0 before, and nothing is made to find out`() throws {
    try withDatabase { connection throws in
      let history = try MigrationHistory.read(connection)
      #expect(history.version == 0)
      #expect(try connection.value("select to_regnamespace('schemashell')") == nil)
    }
  }

  @Test func `an error undoes the whole run, the history's table too`() throws {
    try withDatabase { connection throws in
      var all = three()
      all.add(4, (.upgrade, ["create table e ()", "create table a ()"], true))
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.sqlstate == "42P07")
      #expect(failure?.migration?.version == 4)
      #expect(failure?.undone == [1, 2, 3])
      #expect(failure?.committed.isEmpty == true)
      #expect(try tables(connection).isEmpty)
      #expect(try connection.value("select to_regnamespace('schemashell')") == nil)
      #expect(connection.transactionStatus == .idle)
    }
  }

  @Test func `one by one, an error leaves the last good version`() throws {
    try withDatabase { connection throws in
      var all = three()
      all.add(4, (.upgrade, ["create table e ()", "create table a ()"], true))
      var options = Runner.Options()
      options.isOneByOne = true
      let failure = failing { try all.upgrade(on: connection, options: options) }
      #expect(failure?.committed == [1, 2, 3])
      #expect(failure?.undone.isEmpty == true)
      #expect(try versions(connection) == [1, 2, 3])
      #expect(try tables(connection) == ["a", "b", "c", "d"])
    }
  }

  @Test func `a failing seed undoes its upgrade`() throws {
    try withDatabase { connection throws in
      var all = three()
      all.add(
        4, (.seed, ["insert into e values (1), ('x')"], true),
        (.upgrade, ["create table e (x int)"], true))
      #expect(failing { try all.upgrade(on: connection) } != nil)
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `a seed runs after its upgrade wherever it stands`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1, (.seed, ["insert into e values (1)"], true),
        (.upgrade, ["create table e (x int)"], true))
      all.add(2, (.upgrade, ["alter table e add y int not null default 7"], true))
      try all.upgrade(on: connection)
      #expect(try connection.value("select x || ' ' || y from e") == "1 7")
    }
  }

  @Test func `down goes one version, or to the one that is named`() throws {
    try withDatabase { connection throws in
      let all = three()
      try all.upgrade(on: connection)
      #expect(try all.downgrade(on: connection) == [3])
      #expect(try tables(connection) == ["a", "b", "c"])
      #expect(try all.downgrade(to: 0, on: connection) == [2, 1])
      #expect(try tables(connection).isEmpty)
      #expect(try all.downgrade(on: connection).isEmpty)
      #expect(try all.upgrade(on: connection) == [1, 2, 3])
      #expect(
        try MigrationHistory.read(connection).events.map { "\($0.direction) \($0.version)" } == [
          "upgrade 1", "upgrade 2", "upgrade 3", "downgrade 3", "downgrade 2", "downgrade 1",
          "upgrade 1", "upgrade 2", "upgrade 3",
        ])
    }
  }

  @Test func `what has no way back is said before anything runs`() throws {
    try withDatabase { connection throws in
      var all = three()
      all.add(4, (.upgrade, ["create table e ()"], true))
      try all.upgrade(on: connection)
      let failure = failing { try all.downgrade(to: 2, on: connection) }
      #expect(failure?.refusal == "no way back from [4]")
      #expect(try versions(connection) == [1, 2, 3, 4])
    }
  }

  @Test func `versions that cannot be reached are refused`() throws {
    try withDatabase { connection throws in
      let all = three()
      try all.upgrade(to: 2, on: connection)
      #expect(failing { try all.upgrade(to: 9, on: connection) }?.refusal == "unknown 9")
      #expect(failing { try all.upgrade(to: 1, on: connection) }?.refusal == "1 from 2")
      #expect(failing { try all.downgrade(to: 3, on: connection) }?.refusal == "3 from 2")
      #expect(failing { try all.downgrade(to: 8, on: connection) }?.refusal == "unknown 8")
      try connection.run("begin")
      #expect(failing { try all.upgrade(on: connection) }?.refusal == "open transaction")
      try connection.run("rollback")
      var fewer = all
      fewer.migrations.remove(at: 1)
      #expect(failing { try fewer.downgrade(to: 1, on: connection) }?.refusal == "missing [2]")
    }
  }

  @Test func `an older version that was never applied is refused unless allowed`() throws {
    try withDatabase { connection throws in
      let all = three()
      var without = all
      without.migrations.remove(at: 1)
      try without.upgrade(on: connection)
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.refusal == "late [2] after 3")
      #expect(try versions(connection) == [1, 3])
      var options = Runner.Options()
      options.allowsGaps = true
      #expect(try all.upgrade(on: connection, options: options) == [2])
      #expect(try versions(connection) == [1, 2, 3])
    }
  }

  @Test func `an applied file that changed is refused with what it was`() throws {
    try withDatabase { connection throws in
      let all = three()
      try all.upgrade(to: 2, on: connection)
      var other = SQLMigrations()
      other.add(1, (.upgrade, ["create table a (x int)"], true))
      other.add(2, (.upgrade, ["create table b (x int)", "create table z (x int)"], true))
      other.add(3, (.upgrade, ["create table d (x int)"], true))
      let failure = failing { try other.upgrade(on: connection) }
      #expect(failure?.refusal == "changed [2]")
      guard case .refused(.changed(let changed)) = failure?.reason else { return }
      #expect(changed.first?.source?.contains("create table c (x int)") == true)
      // Of the first, only the way back changed: nothing of that is in the database.
    }
  }

  @Test func `a label of an enum is committed before a later version uses it`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create type e as enum ('a')", "create table t (x e)"], true))
      all.add(2, (.upgrade, ["alter type e add value 'b'"], true))
      all.add(3, (.upgrade, ["alter table t alter x set default 'b'"], true))
      all.add(4, (.upgrade, ["create table last ()"], true))
      try all.upgrade(to: 1, on: connection)
      var commits: [[Int]] = []
      var splits: [Int] = []
      try all.upgrade(on: connection) { event in
        if case .committed(let versions) = event { commits.append(versions) }
        if case .splitting(let migration, _) = event { splits.append(migration.version) }
      }
      #expect(commits == [[2], [3, 4]])
      #expect(splits == [3])
      #expect(try versions(connection) == [1, 2, 3, 4])
    }
  }

  @Test func `pending events of constraints are fired before a later version alters the table`()
    throws
  {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1,
        (
          .upgrade,
          [
            "create table a (x int primary key)",
            "create table b (x int references a deferrable initially deferred)",
          ], true
        ))
      all.add(2, (.upgrade, ["insert into a values (1)", "insert into b values (1)"], true))
      all.add(3, (.upgrade, ["alter table b add y int"], true))
      #expect(try all.upgrade(on: connection) == [1, 2, 3])
    }
  }

  @Test func `what a migration leaves in its session does not reach the next`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1,
        (
          .upgrade,
          [
            "create schema s", "set search_path = s", "set local lock_timeout = 1000",
            "create temp table scratch (x int)", "create table a (x int)",
            "prepare p as select 1", "set role pg_monitor",
          ], true
        ))
      all.add(2, (.upgrade, ["create temp table scratch (x int)", "create table b ()"], true))
      all.add(
        3,
        (
          .upgrade,
          [
            "prepare p as select 1",
            """
            do $$ begin assert current_setting('lock_timeout') = '0'; end $$
            """,
          ], true
        ))
      try all.upgrade(on: connection)
      #expect(try connection.value("select to_regclass('s.a')") == "s.a")
      #expect(try connection.value("select to_regclass('public.b')") == "b")
    }
  }

  @Test func `begin and commit around a block change nothing, rollback is refused`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1,
        (.upgrade, ["set work_mem = '8MB'", "begin", "create table a ()", "COMMIT"], true))
      all.add(2, (.upgrade, ["create table c ()", "create table a ()"], true))
      var skipped: [String] = []
      let failed = failing {
        try all.upgrade(on: connection) {
          if case .skipped(_, let statement) = $0 { skipped.append(statement.text) }
        }
      }
      #expect(failed != nil)
      #expect(skipped == ["begin", "COMMIT"])
      #expect(try tables(connection).isEmpty)
      var other = SQLMigrations()
      other.add(
        1,
        (
          .upgrade,
          [
            "savepoint s", "create table a ()", "rollback to s", "create table b ()", "rollback",
          ], true
        ))
      let failure = failing { try other.upgrade(on: connection) }
      #expect(failure?.sqlstate == "2D000")
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `a block that commits in its middle has transactions of its own`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        1,
        (
          .upgrade,
          [
            "create table a (x int)", "begin", "set local role pg_monitor", "select 1", "end",
            "insert into a values (1)", "insert into b values (1)",
          ], true
        ))
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.sqlstate == "42P01")
      #expect(failure?.reached?.done == 6)
      #expect(try connection.value("select count(*) from a") == "1")
    }
  }

  @Test func `a migration may choose its isolation`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a ()"], true))
      all.add(
        2,
        (
          .upgrade,
          ["set transaction isolation level serializable", "create table b ()"], true
        ))
      #expect(try all.upgrade(on: connection) == [1, 2])
    }
  }

  @Test func `a refused commit says that all of it was undone`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int unique deferrable initially deferred)"], true))
      all.add(2, (.upgrade, ["insert into a values (1), (1)"], true))
      let failure = failing { try all.upgrade(on: connection) }
      #expect(failure?.sqlstate == "23505")
      #expect(failure?.undone == [1, 2])
      #expect(failure?.isUncertain == false)
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `the history shows in no snapshot`() throws {
    try withDatabase { connection throws in
      let before = try SnapshotReader.read(connection)
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["select 1"], true))
      try all.upgrade(on: connection)
      let after = try SnapshotReader.read(connection)
      #expect(Diff(from: before, to: after).isEmpty)
      #expect(Set(before.objects.keys) == Set(after.objects.keys))
    }
  }
}
