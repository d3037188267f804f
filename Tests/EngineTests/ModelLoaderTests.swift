import Engine
import Postgres
import TestSupport
import Testing

@Suite struct ModelLoaderTests {
  private func load(
    _ statements: String..., ordered: Bool = false
  ) throws -> (failures: [ModelFailure], snapshot: Snapshot) {
    try withDatabase { connection in
      var loader = ModelLoader(connection, makesRoles: true)
      let failures = try loader.load(
        statements.enumerated().map {
          ModelStatement($0.element, origin: $0.offset, isOrdered: ordered)
        })
      return (failures, try SnapshotReader.read(connection))
    }
  }

  @Test func `the order of statements does not matter`() throws {
    let statements = [
      "create view c as select * from b", "create view b as select * from a",
      "create table a (id bigint primary key, r role default 'x', s s.t)",
      "alter table a add foreign key (id) references z", "create table z (id bigint primary key)",
      "create index on a (id)", "create type role as enum ('x')", "create domain s.t as text",
      "create schema s", "comment on table a is 'A'",
    ]
    var snapshots: [Snapshot] = []
    for order in [statements, statements.reversed(), statements.sorted()] {
      try withDatabase { connection in
        var loader = ModelLoader(connection, makesRoles: true)
        let failures = try loader.load(
          order.enumerated().map { ModelStatement($0.element, origin: $0.offset) })
        #expect(failures.isEmpty, "\(failures)")
        snapshots.append(try SnapshotReader.read(connection))
      }
    }
    #expect(Diff(from: snapshots[0], to: snapshots[1]).isEmpty)
    #expect(Diff(from: snapshots[0], to: snapshots[2]).isEmpty)
  }

  @Test func `a sequence is tied to its column before either has another owner`() throws {
    let result = try load(
      "create table a (id int)", "alter table a owner to someone", "create sequence a_id_seq",
      "alter sequence a_id_seq owned by a.id")
    #expect(result.failures.isEmpty, "\(result.failures)")
    let both = try load(
      "alter sequence a_id_seq owned by a.id", "alter sequence a_id_seq owner to someone",
      "create sequence a_id_seq", "create table a (id int)", "alter table a owner to someone")
    #expect(both.failures.isEmpty, "\(both.failures)")
  }

  @Test func `a circle of foreign keys is legal`() throws {
    let result = try load(
      "create table a (id int primary key)", "alter table a add b int references b",
      "create table b (id int primary key, a int references a)")
    #expect(result.failures.isEmpty)
  }

  @Test func `a circle that no order of statements resolves is an error`() throws {
    let failures = try load(
      "create table a (id int primary key, b_id int references b)",
      "create table b (id int primary key, a_id int references a)"
    ).failures
    #expect(failures.map(\.error.sqlstate) == ["42P01", "42P01"])
  }

  @Test func `what cannot be is said once, each at its own statement`() throws {
    let result = try load(
      "create table good (id int)", "create table a (x nowhere)", "create tabel b ()",
      "alter table good add foreign key (id) references missing")
    #expect(result.failures.map(\.statement.origin) == [1, 2, 3])
    #expect(result.failures.map(\.error.sqlstate) == ["42704", "42601", "42P01"])
    #expect(result.failures[0].error.position == 19)
    #expect(result.snapshot[ObjectID("table", ["public", "good"])] != nil)
  }

  @Test func `what follows from a mistake is not one more`() throws {
    let result = try load(
      "create table a (id int primary key, x nowhere)", "create table b (a int)",
      "alter table b add foreign key (a) references a", "create index on a (id)",
      "create view v as select * from a", "create view w as select * from c")
    #expect(result.failures.map(\.statement.origin) == [0, 5])
  }

  @Test func `a duplicate names both places, the later one as the fault`() throws {
    let result = try load(
      "create view v as select * from \"T\"", "create table \"T\" (id int)",
      "create table public.\"T\" (id int, x int)")
    #expect(result.failures.count == 1)
    #expect(result.failures.first?.statement.origin == 2)
    #expect(result.failures.first?.earlier?.origin == 1)
  }

  @Test func `roles that a grant speaks of are made on our own server`() throws {
    let name = "loader \"r\" \(UInt32.random(in: 0...UInt32.max))"
    let grant = ("grant select on t to \(name: name)" as SQL).text
    try withDatabase { connection in
      defer {
        _ = try? connection.run("drop owned by \(name: name)")
        _ = try? connection.run("drop role if exists \(name: name)")
      }
      var loader = ModelLoader(connection, makesRoles: false)
      let refused = try loader.load([
        ModelStatement("create table t ()", origin: 0), ModelStatement(grant, origin: 1),
      ])
      #expect(refused.map(\.error).compactMap(ModelLoader.missing) == [.role(name)])
      loader = ModelLoader(connection, makesRoles: true)
      #expect(try loader.load([ModelStatement(grant, origin: 0)]).isEmpty)
    }
  }

  @Test func `tablespaces that a table lies in are made on our own server`() throws {
    let place = "loader \"t\" \(UInt32.random(in: 0...UInt32.max))"
    let table = ("create table t () tablespace \(name: place)" as SQL).text
    try withDatabase { connection in
      guard connection.serverVersion >= 150000 else { return }
      defer {
        _ = try? connection.run("drop table if exists t")
        _ = try? connection.run("drop tablespace if exists \(name: place)")
      }
      var loader = ModelLoader(connection, makesRoles: true)
      #expect(try loader.load([ModelStatement(table, origin: 0)]).isEmpty)
      let snapshot = try SnapshotReader.read(connection)
      try withDatabase { other in
        let copy = try SchemaCopy(snapshot, on: other, makesRoles: true)
        #expect(Diff(from: copy.snapshot, to: snapshot).isEmpty)
        try other.run("drop table t")
      }
    }
  }

  @Test func `what a role hands on is its own, whoever has to be made for it`() throws {
    let roles = (0..<2).map { "loader \($0) \(UInt32.random(in: 0...UInt32.max))" }
    let to = roles.map { ("\(name: $0)" as SQL).text }
    try withDatabase { connection in
      defer {
        for role in roles {
          _ = try? connection.run("drop owned by \(name: role)")
          _ = try? connection.run("drop role if exists \(name: role)")
        }
      }
      var loader = ModelLoader(connection, makesRoles: true)
      let failures = try loader.load([
        ModelStatement(
          "grant select on t to public", origin: 2, settings: ["set role \(to[0])"]),
        ModelStatement(
          "grant select on t to \(to[1])", origin: 3, settings: ["set role \(to[0])"]),
        ModelStatement("create table t ()", origin: 0),
        ModelStatement("grant select on t to \(to[0]) with grant option", origin: 1),
      ])
      #expect(failures.isEmpty)
      let grantors = try connection.run(
        """
        select pg_get_userbyid(e.grantor) from pg_class, aclexplode(relacl) e
        where relname = 't' and e.grantee <> relowner order by e.grantee = 0, e.grantor
        """
      ).rows { $0.text() }
      #expect(grantors.filter { $0 == roles[0] }.count == 2)
    }
  }

  @Test func `a script keeps its order and its settings`() throws {
    let result = try withDatabase { connection in
      var loader = ModelLoader(connection, makesRoles: true)
      let settings = ["set search_path to s", "set unknown_to_this_server = 1"]
      let failures = try loader.load([
        ModelStatement("create table a (x int)", origin: 0, isOrdered: true),
        ModelStatement("alter table a rename to b", origin: 1, isOrdered: true),
        ModelStatement("create schema s", origin: 2, isOrdered: true),
        ModelStatement("create table a (y int)", origin: 3, settings: settings, isOrdered: true),
        ModelStatement("create table c (z int)", origin: 4),
      ])
      #expect(failures.isEmpty)
      return try SnapshotReader.read(connection)
    }
    for names in [["public", "b"], ["s", "a"], ["public", "c"]] {
      #expect(result[ObjectID("table", names)] != nil)
    }
  }

  @Test func `thousands of statements and of refusals are no trouble`() throws {
    try withDatabase { connection in
      var loader = ModelLoader(connection, makesRoles: true)
      var statements = (0..<1500).map {
        ModelStatement("create domain d\($0) as int", origin: $0)
      }
      statements += (0..<1500).map {
        ModelStatement("create table t\($0) (x missing)", origin: 2000 + $0)
      }
      let failures = try loader.load(statements)
      #expect(failures.count == 1500)
    }
  }
}
