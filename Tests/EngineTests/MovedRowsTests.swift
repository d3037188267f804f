import Engine
import Postgres
import TestSupport
import Testing

/// Rows that a plan takes from one table to another arrive, or it fails.
@Suite struct MovedRowsTests {
  /// Applies the plan from `old` to `new` as `role`, in one transaction.
  private func apply(_ old: String, _ new: String, as role: String = "current_user") throws {
    let target = try withDatabase { connection in
      try connection.script(new)
      return try SnapshotReader.read(connection)
    }
    try withDatabase { connection in
      try connection.script(old)
      let plan = try Plan(Diff(from: try SnapshotReader.read(connection), to: target))
      try connection.script("grant all on schema public to pg_monitor; begin;")
      if role != "current_user" {
        try connection.script("grant create on database \(try name(of: connection)) to pg_monitor;")
      }
      try connection.script("set role \(role)")
      for step in plan.steps { try connection.run(step.statement.sql) }
    }
  }

  private func name(of connection: Connection) throws -> String {
    try connection.value("select quote_ident(current_database())") ?? ""
  }

  private func error(_ old: String, _ new: String, as role: String) -> String {
    do {
      try apply(old, new, as: role)
      return "none"
    } catch { return "\(error)" }
  }

  @Test func `a trigger that holds rows back stops the plan`() throws {
    let old = """
      create function no() returns trigger language plpgsql as
        'begin if new.a = 3 then return null; end if; return new; end';
      create table p (a int, b text) partition by range (a);
      create table rest partition of p default;
      insert into p select n, 'x' from generate_series(1, 20) n;
      create trigger no before insert on p for each row execute function no();
      """
    let new = old.replacingOccurrences(
      of: "insert into p select n, 'x' from generate_series(1, 20) n;",
      with: "create table part partition of p for values from (0) to (10);")
    #expect(
      error(old, new, as: "postgres").contains("not all rows of table public.part arrive there"))
  }

  @Test(arguments: ["enable", "disable"])
  func `rows that row security hides are not lost`(_ state: String) throws {
    let old = """
      create table t (a int, b text);
      insert into t select n, 'x' from generate_series(1, 20) n;
      alter table t \(state) row level security, force row level security;
      alter table t owner to pg_monitor;
      """
    // The key of a table that was none can only be had by a new one.
    let new = """
      create table t (a int, b text) partition by range (a);
      create table part partition of t default;
      alter table t \(state) row level security, force row level security;
      alter table t owner to pg_monitor;
      """
    let found = error(old, new, as: "pg_monitor")
    #expect(found.contains("row-level security") == (state == "enable"), "\(found)")
  }
}
