import Engine
import Postgres
import TestSupport
import Testing

@Suite struct ReplayTests {
  private func replay(_ all: SQLMigrations, _ connection: Connection) throws {
    try Replay.run(all.migrations, on: connection, makesRoles: true, perform: all.perform)
  }

  @Test func `it makes the schema and neither rows of seeds nor a history`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(
        2, (.upgrade, ["alter table a add y e"], true), (.downgrade, ["select 1/0"], true))
      all.add(
        1, (.upgrade, ["create table a (x int)", "create type e as enum ('a')"], true),
        (.seed, ["select 1/0"], true))
      all.add(3, (.upgrade, ["alter type e add value 'b'"], true))
      all.add(
        4, (.upgrade, ["alter table a alter y set default 'b'"], true),
        (.upgrade, ["create index concurrently i on a (x)"], false))
      try replay(all, connection)
      #expect(try tables(connection) == ["a"])
      #expect(try connection.value("select to_regclass('i')") == "i")
      #expect(try connection.value("select to_regnamespace('schemashell')") == nil)
    }
  }

  @Test func `roles that a grant names are made`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      let role = "replayed_\(connection.backendPID)"
      all.add(
        1, (.upgrade, ["create table a (x int)", "grant select on a to \(role)"], true),
        (.upgrade, ["grant insert on a to \(role)_2"], false))
      try replay(all, connection)
      #expect(
        try connection.value(
          "select count(*) from pg_roles where rolname like \(literal: role + "%")") == "2")
      try connection.script("drop table a; drop role \(role); drop role \(role)_2")
    }
  }

  @Test func `an error names its version and statement`() throws {
    try withDatabase { connection throws in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)"], true))
      all.add(2, (.upgrade, ["create table b ()", "create table a ()"], true))
      let failure = failing {
        try replay(all, connection)
        return []
      }
      #expect(failure?.migration?.version == 2)
      guard case .statement(let statement, _)? = failure?.reason else {
        Issue.record("no statement")
        return
      }
      #expect(statement.place == "2:2")
    }
  }
}
