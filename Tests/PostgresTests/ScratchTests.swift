import Foundation
import Postgres
import TestSupport
import Testing

/// Empty databases from wherever they can be had.
@Suite struct ScratchTests {
  private let nowhere = Environment(["SCHEMASHELL_PGBIN": "/nowhere"])

  @Test func `they come from a private server first`() throws {
    try withDatabase { near in
      let scratch = try Scratch.open(near: near, shadow: ConnectionSettings(["host": "/nowhere"]))
      #expect(scratch.server != nil)
      let databases = try (0..<4).map { _ in try scratch.database() }
      #expect(Set(databases.map(\.settings)).count == 4)
      for database in databases { try Connection(database.settings).run("create table t ()") }
      for database in databases { database.drop() }
      let again = try scratch.database()
      try #expect(Connection(again.settings).value("select to_regclass('t')") == nil)
    }
  }

  @Test func `else from the connected server, where nothing stays`() throws {
    try withDatabase { near in
      let scratch = try Scratch.open(near: near, environment: nowhere)
      #expect(scratch.server == nil)
      let first = try scratch.database()
      let second = try scratch.database()
      let connection = try Connection(first.settings)
      #expect(connection.database.hasPrefix("schemashell_scratch_"))
      try connection.run("create table t ()")
      try #expect(Connection(second.settings).value("select to_regclass('t')") == nil)
      let count: SQL =
        """
        select count(*) from pg_database
        where datname in (\(literal: first.settings.database), \(literal: second.settings.database))
        """
      try #expect(near.value(count) == "2")
      first.drop()
      first.drop()
      second.drop()
      try #expect(near.value(count) == "0")
    }
  }

  @Test func `also when the private server does not come up`() throws {
    // Programs that are there, make a cluster, and then do not serve.
    let programs = [
      "initdb": "mkdir $2\ncd $2\ntouch postgresql.conf postgresql.auto.conf\n",
      "postgres": "sleep 0.1\necho broken >&2\n",
    ]
    try withFolder(programs.mapValues { "#!/bin/sh\n" + $0 }) { folder in
      for name in programs.keys { chmod("\(folder)/\(name)", 0o755) }
      let environment = Environment([
        "SCHEMASHELL_PGBIN": folder, "XDG_CACHE_HOME": folder, "SCHEMASHELL_SCRATCH": folder,
      ])
      let alone = try Scratch.open(environment: environment)
      let error = #expect(throws: DatabaseError.self) { try alone.database() }
      #expect(error?.detail?.contains("broken") == true)
      try withDatabase { near in
        let scratch = try Scratch.open(near: near, environment: environment)
        #expect(scratch.server != nil)
        let database = try scratch.database()
        #expect(database.settings.database?.hasPrefix("schemashell_scratch_") == true)
        #expect(scratch.server == nil)
      }
    }
  }

  @Test func `or from the shadow, before the connected server`() throws {
    try withDatabaseSettings { settings in
      let near = try Connection(settings)
      var shadow = settings
      shadow.parameters["application_name"] = "shadow"
      let scratch = try Scratch.open(near: near, shadow: shadow, environment: nowhere)
      let database = try scratch.database()
      #expect(database.settings.parameters["application_name"] == "shadow")
    }
  }

  @Test func `a user who may not make databases is told so`() throws {
    try withDatabase { near in
      try near.run("create role modest login")
      defer { _ = try? near.run("drop role modest") }
      var settings = near.settings
      settings.user = "modest"
      let scratch = try Scratch.open(near: Connection(settings), environment: nowhere)
      let error = #expect(throws: DatabaseError.self) { try scratch.database() }
      #expect(error?.sqlstate == "42501")
      #expect(error?.hint?.contains("shadow") == true)
    }
  }

  @Test func `when there is none, the error says what to install`() {
    let error = #expect(throws: DatabaseError.self) { try Scratch.open(environment: nowhere) }
    #expect(error?.hint?.contains("shadow") == true)
  }
}
