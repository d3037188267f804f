import Engine
import Postgres
import TestSupport
import Testing

/// What statements are seen to do.
@Suite struct ObserverTests {
  private func see(_ statements: SQL..., setUp: String) throws -> [Observation] {
    try withDatabase { connection in
      try connection.script(setUp)
      let steps = statements.map { sql in
        Step(
          id: ObjectID("table", ["public", "t"]),
          statement: Statement(sql, isTransactional: !sql.text.contains("concurrently")))
      }
      let rehearsal = try Rehearsal.run(Plan(steps: steps), on: connection)
      if let failure = rehearsal.failure { throw failure.error }
      return rehearsal.scenes.map(\.observation)
    }
  }

  private static let table = """
    create table t (id int primary key, a varchar(10), b int);
    insert into t select i, i, i from generate_series(1, 30) i;
    create index t_a on t (a);
    """

  @Test func `locks are those of each statement alone, the strongest first`() throws {
    let seen = try see(
      "alter table t add column c int", "create view v as select a from t",
      "comment on table t is 'x'", setUp: Self.table)
    #expect(seen[0].locks.map(\.mode) == [.accessExclusive])
    #expect(seen[1].locks.map(\.relation) == [["public", "t"]])
    #expect(seen[1].strongestLock == .accessShare)
    #expect(seen[2].strongestLock == .shareUpdateExclusive)
    #expect(seen.allSatisfy { $0.scans.isEmpty && $0.rewritten.isEmpty && $0.rebuilt.isEmpty })
  }

  @Test func `a table that lies in another file was rewritten, and its indexes rebuilt`() throws {
    let seen = try see(
      "alter table t alter column a type varchar(20)",
      "alter table t alter column b type bigint", setUp: Self.table)
    #expect(seen[0].rewritten.isEmpty && seen[0].rebuilt.isEmpty && seen[0].scans.isEmpty)
    #expect(seen[1].rewritten == [["public", "t"]])
    #expect(seen[1].rebuilt == [["public", "t_a"], ["public", "t_pkey"]])
  }

  @Test func `a table that was read is named with its rows`() throws {
    let seen = try see(
      "alter table t alter column b set not null", "update t set b = 1 where id < 4",
      "alter table t add check (b > 0) not valid", setUp: Self.table)
    #expect(seen[0].scans.map(\.rows) == [30])
    #expect(seen[1].changedRows == 3)
    #expect(seen[2].scans.isEmpty && seen[2].strongestLock == .accessExclusive)
  }

  @Test func `what runs in no transaction is watched while it runs`() throws {
    let seen = try see(
      "create index concurrently t_b on t (b)", "drop index concurrently t_b", setUp: Self.table)
    #expect(seen[0].strongestLock == .shareUpdateExclusive)
    #expect(seen[0].scans.map(\.relation) == [["public", "t"]])
    #expect(seen[1].strongestLock == .shareUpdateExclusive)
    #expect(seen[1].scans.isEmpty)
  }

  @Test func `a statement that fails ends the rehearsal and says why`() throws {
    try withDatabase { connection in
      let step = Step(
        id: ObjectID("table", ["public", "t"]), statement: Statement("drop table missing"))
      let rehearsal = try Rehearsal.run(Plan(steps: [step, step]), on: connection)
      #expect(rehearsal.scenes.isEmpty && rehearsal.failure?.index == 0)
      let status = connection.transactionStatus
      #expect(status == .idle)
    }
  }
}
