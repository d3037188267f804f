import Engine
import Postgres
import TestSupport
import Testing

/// New types of several columns: the rows are written anew once.
@Suite struct OnePassTests {
  private func plan(_ old: SQL, _ new: SQL) throws -> Plan {
    var snapshots: [Snapshot] = []
    for sql in [old, new] {
      try withDatabase { connection in
        try connection.script(sql.text)
        snapshots.append(try SnapshotReader.read(connection))
      }
    }
    return try Plan(Diff(from: snapshots[0], to: snapshots[1]))
  }

  private func rewriting(_ plan: Plan) -> [String] {
    plan.steps.filter { $0.statement.hazards.contains(.rewrites) }.map(\.statement.sql.text)
  }

  @Test func `new types of one table's columns are one statement`() throws {
    let plan = try plan(
      "create table a (x int, y text, z int); create table b (x int)",
      "create table a (x bigint, y varchar(9), z int); create table b (x bigint)")
    #expect(
      rewriting(plan) == [
        """
        alter table public.a
          alter column x type bigint,
          alter column y type character varying(9)
        """,
        "alter table public.b alter column x type bigint",
      ])
    let hazards = plan.steps.first?.statement.hazards ?? []
    #expect(hazards.filter { $0 == .rewrites }.count == 1)
    #expect(
      hazards.contains(
        .mayFail("values of column public.a.y that are no character varying(9)")))
  }

  @Test func `what leaves the rows as they are goes along, and is not joined for its own sake`()
    throws
  {
    let along = try plan(
      "create table a (x int, y varchar(9), z int)",
      "create table a (x bigint, y varchar(19), z bigint)")
    #expect(along.steps.count == 1)
    let alone = try plan(
      "create table a (x int, y varchar(9), z varchar(9))",
      "create table a (x bigint, y varchar(19), z varchar(19))")
    #expect(alone.steps.count == 3)
    #expect(rewriting(alone).count == 1)
  }
}
