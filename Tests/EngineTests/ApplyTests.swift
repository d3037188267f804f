import Engine
import Postgres
import TestSupport
import Testing

@Suite struct ApplyTests {
  private func step(
    _ sql: SQL, transactional: Bool = true, commitsFirst: Bool = false
  ) -> Step {
    Step(
      id: ObjectID("table", ["public", "t"]),
      statement: Statement(sql, isTransactional: transactional, commitsFirst: commitsFirst))
  }

  private func failure(_ plan: Plan, _ connection: Connection) -> ApplyError? {
    do throws(ApplyError) {
      try Apply.run(plan, on: connection)
      return nil
    } catch {
      return error
    }
  }

  private func tables(_ connection: Connection) throws -> [String] {
    try connection.run(
      "select relname from pg_class where relkind = 'r' and relnamespace = 2200 order by 1"
    ).rows { $0.text() }
  }

  @Test func `a partition that was left half detached is detached, and joins again`() throws {
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      try connection.script(
        """
        create table whole (a int) partition by list (a);
        create table part partition of whole for values in (1);
        insert into whole values (1);
        """)
      let before = try SnapshotReader.read(connection)
      let reader = try Connection(settings)
      try reader.run("begin")
      try reader.run("select * from whole")
      try connection.run("set lock_timeout = '20ms'")
      #expect(throws: DatabaseError.self) {
        try connection.run("alter table whole detach partition part concurrently")
      }
      try reader.run("rollback")
      try connection.run("reset lock_timeout")
      let diff = Diff(from: try SnapshotReader.read(connection), to: before)
      #expect(diff.changes.map(\.id.kind).contains("inheritance"))
      try Apply.run(Plan(diff), on: connection)
      #expect(Diff(from: try SnapshotReader.read(connection), to: before).isEmpty)
      #expect(try connection.value("select count(*) from whole") == "1")
    }
  }

  @Test func `a plan is applied as a whole, step by step`() throws {
    try withDatabase { connection in
      var told: [String] = []
      let plan = Plan(steps: [step("create table a ()"), step("create table b ()")])
      try Apply.run(plan, on: connection) { progress in
        switch progress {
        case .starting(let index, let step): told.append("\(index) \(step.statement.sql)")
        case .finished(let index, _, _): told.append("\(index) done")
        case .committed(let count): told.append("committed \(count)")
        case .restarting: told.append("restarting")
        }
      }
      #expect(
        told == [
          "0 create table a ()", "0 done", "1 create table b ()", "1 done", "committed 2",
        ])
      #expect(try tables(connection) == ["a", "b"])
    }
  }

  @Test func `an error undoes all and names its step`() throws {
    try withDatabase { connection in
      let plan = Plan(steps: [step("create table a ()"), step("create table a ()")])
      let error = failure(plan, connection)
      #expect(error?.error.sqlstate == "42P07")
      #expect(error?.committed == 0)
      #expect(connection.transactionStatus == .idle)
      let left = try tables(connection)
      #expect(left.isEmpty)
    }
  }

  @Test func `a new enum label may be used by a later step`() throws {
    try withDatabase { connection in
      try connection.script("create type e as enum ('a'); create table t (x e)")
      let plan = Plan(steps: [
        step("create table before ()"),
        step("alter type e add value 'b'", commitsFirst: true),
        step("alter table t alter column x set default 'b'"),
        step("insert into t default values"),
      ])
      var restarts = 0
      try Apply.run(plan, on: connection) { if case .restarting = $0 { restarts += 1 } }
      #expect(restarts == 1)
      #expect(try tables(connection) == ["before", "t"])
    }
  }

  @Test func `what follows a new label and fails says what stays`() throws {
    try withDatabase { connection in
      try connection.script("create type e as enum ('a'); create table t (x e)")
      let plan = Plan(steps: [
        step("alter type e add value 'b'", commitsFirst: true),
        step("insert into t values ('b')"), step("create table t ()"),
      ])
      let error = failure(plan, connection)
      #expect(error?.committed == 1)
      #expect(try connection.run("select 'b'::e").string(0, 0) == "b")
      #expect(try connection.run("select count(*) from t").string(0, 0) == "0")
    }
  }

  @Test func `a step that no transaction takes stands alone`() throws {
    try withDatabase { connection in
      let index = step("create index concurrently i on a (x)", transactional: false)
      let plan = Plan(steps: [
        step("create table a (x int)"), index, step("create table b ()"),
        step("create table a ()"),
      ])
      let error = failure(plan, connection)
      #expect(error?.committed == 2)
      #expect(try tables(connection) == ["a"])
      try connection.run("begin")
      let refused = failure(Plan(steps: [index]), connection)
      #expect(refused?.error.sqlstate == "25001")
    }
  }

  @Test func `inside a caller's transaction it becomes part of that`() throws {
    try withDatabase { connection in
      try connection.run("begin")
      try connection.run("create table mine ()")
      try Apply.run(Plan(steps: [step("create table a ()")]), on: connection)
      let bad = Plan(steps: [step("create table b ()"), step("nonsense")])
      #expect(failure(bad, connection) != nil)
      #expect(connection.transactionStatus == .inTransaction)
      #expect(try tables(connection) == ["a", "mine"])
      try connection.run("rollback")
      #expect(try tables(connection).isEmpty)
    }
  }

  @Test func `a refused commit undoes all`() throws {
    try withDatabase { connection in
      let plan = Plan(steps: [
        step("create table a (x int unique deferrable initially deferred)"),
        step("insert into a values (1), (1)"),
      ])
      let error = failure(plan, connection)
      #expect(error?.step == nil)
      #expect(error?.error.sqlstate == "23505")
      let left = try tables(connection)
      #expect(left.isEmpty)
    }
  }
}
