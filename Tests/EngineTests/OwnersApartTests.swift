import Engine
import TestSupport
import Testing

/// Two databases that different roles own and read hold the same where the same is said of all others.
@Suite struct OwnersApartTests {
  private func read(_ script: String) throws -> Snapshot {
    try withDatabase { connection in
      try connection.script(script)
      return try SnapshotReader.read(connection)
    }
  }

  @Test func `what is granted to the role that owns all goes without saying`() throws {
    let own = try read(
      """
      create schema s authorization pg_monitor;
      set role pg_monitor;
      create table s.t (a int, b serial);
      grant select on s.t to pg_signal_backend;
      """)
    let told = try read(
      """
      create schema s;
      grant usage on schema s to pg_monitor;
      create table s.t (a int, b serial);
      grant insert, select on s.t to pg_monitor with grant option;
      grant usage on sequence s.t_b_seq to pg_monitor;
      set role pg_monitor;
      grant select on s.t to pg_signal_backend;
      reset role;
      """)
    #expect(Diff(from: own, to: told).changes.map(\.id) == [])
    // The other way, the role has lost what it owned.
    let back = try Plan(Diff(from: told, to: own)).steps.map(\.statement.sql.text)
    #expect(back.contains("revoke usage on schema s from pg_monitor"))
    #expect(back.contains("grant select on table s.t to pg_signal_backend"))
  }

  @Test func `what the system has belongs to nobody who reads it`() throws {
    let plain = try read("set role pg_monitor;")
    let granted = try read(
      "grant execute on function pg_read_file(text) to pg_monitor; set role pg_monitor;")
    let changes = Diff(from: plain, to: granted).changes.map(\.id.names.last)
    #expect(changes == ["pg_monitor"])
  }

  @Test func `default privileges of the role that reads may be said by its name`() throws {
    let grant = "grant select on tables to pg_signal_backend;"
    let own = try read("set role pg_monitor; alter default privileges \(grant)")
    let named = try read("alter default privileges for role pg_monitor \(grant)")
    #expect(Diff(from: own, to: named).changes.map(\.id) == [])
    let less = try read(
      "alter default privileges for role pg_monitor grant insert on tables to public;")
    let words = try Plan(Diff(from: own, to: less)).steps.map(\.statement.sql.text)
    #expect(
      words.sorted() == [
        "alter default privileges for role current_user grant insert on tables to public",
        "alter default privileges for role current_user revoke select on tables from pg_signal_backend",
      ])
  }
}
