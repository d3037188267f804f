import Engine
import Foundation
import Postgres
import TestSupport
import Testing

/// Servers of different versions: the same schema on two of them is the same, and a plan for the
/// older one never uses what it lacks. `scripts/test versions` names the servers' programs in
/// `SCHEMASHELL_TEST_SERVERS`, the oldest first; without that there is nothing to test.
@Suite struct CrossVersionTests {
  private static let servers: [ScratchServer] = {
    let folders = ProcessInfo.processInfo.environment["SCHEMASHELL_TEST_SERVERS"] ?? ""
    var variables = ProcessInfo.processInfo.environment
    return folders.split(separator: ":").compactMap { folder in
      variables["SCHEMASHELL_PGBIN"] = String(folder)
      return try? ScratchServer.start(environment: Environment(variables))
    }
  }()

  /// Places of servers in the list: each older one with each newer one.
  private static let pairs = servers.indices.flatMap { old in
    servers.indices.dropFirst(old + 1).map { Pair(old: old, new: $0) }
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let old: Int
    let new: Int

    var testDescription: String { "server \(old) and server \(new)" }
  }

  private static let cases = servers.isEmpty ? [] : SchemaCase.all

  private func withDatabase<Value>(
    on place: Int, _ body: (Connection) throws -> Value
  ) throws -> Value {
    let server = Self.servers[place]
    let settings = try server.freshDatabase()
    defer { if let name = settings.database { try? server.dropDatabase(name) } }
    return try body(Connection(settings))
  }

  /// What the schema is on a server; nil where that cannot have it.
  private func read(_ schema: SchemaCase, _ file: String, on place: Int) throws -> Snapshot? {
    try withDatabase(on: place) { connection in
      do {
        guard try schema.load(file, into: connection) else { return nil }
      } catch is DatabaseError {
        return nil
      }
      return try SnapshotReader.read(connection)
    }
  }

  /// A state in the words of a server, where that can make it.
  private func told(_ state: Snapshot, on place: Int) throws -> Snapshot {
    try withDatabase(on: place) { connection in
      do {
        let copy = try SchemaCopy(state, on: connection, makesRoles: true)
        return copy.restored(copy.snapshot)
      } catch is SchemaCopyError {
        return state
      }
    }
  }

  /// The differences, in the words of the first one's server if need be.
  private func differences(_ old: Snapshot, _ new: Snapshot, on place: Int) throws -> [String] {
    if Diff(from: old, to: new).isEmpty { return [] }
    return Diff(from: old, to: try told(new, on: place)).changes.map {
      "\($0.sort) \($0.id) \($0.attributes)"
    }
  }

  @Test(arguments: pairs, cases)
  func `the same schema is the same on both`(_ pair: Pair, _ schema: SchemaCase) throws {
    for file in ["a.sql", "b.sql"] {
      guard let old = try read(schema, file, on: pair.old),
        let new = try read(schema, file, on: pair.new)
      else { continue }
      let forward = try differences(old, new, on: pair.old)
      #expect(forward.isEmpty, "\(file)\n\(forward.joined(separator: "\n"))")
      let back = try differences(new, old, on: pair.new)
      #expect(back.isEmpty, "\(file) back\n\(back.joined(separator: "\n"))")
    }
  }

  /// A schema from elsewhere; nil where the server lacks what it needs.
  private func readWhole(_ schema: SchemaCase, on place: Int) throws -> Snapshot? {
    try withDatabase(on: place) { connection in
      for file in ["setup.sql", "schema.sql"] {
        // What psql alone understands.
        let lines = (schema.text(file) ?? "").split(separator: "\n").filter { !$0.hasPrefix("\\") }
        do {
          try connection.script(lines.joined(separator: "\n"))
        } catch {
          return nil
        }
      }
      return try SnapshotReader.read(connection)
    }
  }

  @Test(arguments: servers.isEmpty ? [] : SchemaCase.schemas)
  func `a whole schema is the same on all`(_ schema: SchemaCase) throws {
    let states = try Self.servers.indices.map { try readWhole(schema, on: $0) }
    for (here, old) in states.enumerated() {
      for (there, new) in states.enumerated() where there != here {
        guard let old, let new else { continue }
        let left = try differences(old, new, on: here)
        #expect(left.isEmpty, "\(here) to \(there)\n\(left.joined(separator: "\n"))")
      }
    }
  }

  @Test(arguments: pairs, cases)
  func `a plan from one goes to what the other says`(
    _ pair: Pair, _ schema: SchemaCase
  ) throws {
    for (here, there) in [(pair.old, pair.new), (pair.new, pair.old)] {
      guard let target = try read(schema, "b.sql", on: there),
        try read(schema, "b.sql", on: here) != nil
      else { continue }
      let wanted = try told(target, on: here)
      try withDatabase(on: here) { connection in
        guard try schema.load("a.sql", into: connection) else { return }
        let plan = try Plan(Diff(from: try SnapshotReader.read(connection), to: wanted))
        do {
          try Apply.run(plan, on: connection)
        } catch {
          Issue.record("\(error)\n\(plan.script)")
          return
        }
        let left = try differences(try SnapshotReader.read(connection), wanted, on: here)
        #expect(left.isEmpty, "\(left.joined(separator: "\n"))\nafter\n\(plan.script)")
      }
    }
  }

  @Test(arguments: pairs)
  func `what an older server lacks is said by name`(_ pair: Pair) throws {
    let (old, new) = (pair.old, pair.new)
    let major = try withDatabase(on: old) { $0.serverVersion / 10000 }
    let newest = try withDatabase(on: new) { $0.serverVersion / 10000 }
    guard newest >= 18, major < 18 else { return }
    let lacks: [(sql: SQL, words: String)] = [
      (
        "create table t (a int, b int generated always as (a + 1) virtual)",
        "virtual generated columns (column public.t.b)"
      ),
      (
        "create table t (a int4range, b int4range, constraint whole primary key (a, b without overlaps))",
        "temporal keys (without overlaps) (constraint public.t.whole)"
      ),
      (
        "create table t (a int constraint small check (a < 9) not enforced)",
        "constraints that are not enforced (constraint public.t.small)"
      ),
    ]
    for (sql, words) in lacks {
      let target = try withDatabase(on: new) { connection throws in
        try connection.run(sql)
        return try SnapshotReader.read(connection)
      }
      try withDatabase(on: old) { connection throws in
        let diff = Diff(from: try SnapshotReader.read(connection), to: target)
        #expect(diff.lacking.words == words)
        var said: String?
        do throws(PlanError) { _ = try Plan(diff) } catch { said = error.description }
        #expect(said == "PostgreSQL \(major) has no \(words)")
      }
    }
  }

  @Test(arguments: pairs)
  func `names that an older server does not keep are left out, and said`(_ pair: Pair) throws {
    let major = try withDatabase(on: pair.old) { $0.serverVersion / 10000 }
    let target = try withDatabase(on: pair.new) { connection throws in
      try connection.script(
        """
        create table t (a int constraint has_a not null, b int constraint has_b not null);
        create table u (c int constraint has_c not null);
        """)
      return try SnapshotReader.read(connection)
    }
    guard major < 18, target.version.major >= 18 else { return }
    try withDatabase(on: pair.old) { connection throws in
      try connection.run("create table t (a int not null, b int)")
      let diff = Diff(from: try SnapshotReader.read(connection), to: target)
      #expect(
        diff.leftOut.words
          == "names of not-null constraints (column public.t.b, column public.u.c)")
      try Apply.run(Plan(diff), on: connection)
      #expect(Diff(from: try SnapshotReader.read(connection), to: target).isEmpty)
    }
  }
}
