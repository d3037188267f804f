import Engine
import Postgres
import TestSupport
import Testing

/// Every case of `Cases`, both ways: a plan is applied, the database read back is the target, a
/// second plan is empty, and no seeded row is gone.
@Suite struct ConvergenceTests {
  @Test(arguments: SchemaCase.all)
  func `a becomes b`(_ schema: SchemaCase) throws {
    try converge(schema, from: "a.sql", to: "b.sql", seed: "seed.sql")
  }

  @Test(arguments: SchemaCase.all)
  func `b becomes a`(_ schema: SchemaCase) throws {
    try converge(schema, from: "b.sql", to: "a.sql", seed: "seed-b.sql")
  }

  private func converge(
    _ schema: SchemaCase, from old: String, to new: String, seed: String
  ) throws {
    let target = try withDatabase { connection in
      try schema.load(new, into: connection) ? try SnapshotReader.read(connection) : nil
    }
    guard let target else { return }
    try withDatabase { connection in
      guard try schema.load(old, into: connection), try schema.load(seed, into: connection)
      else { return }
      let before = schema.text(seed) == nil ? [:] : try counts(connection)
      let plan = try Plan(Diff(from: try SnapshotReader.read(connection), to: target))
      do {
        try Apply.run(plan, on: connection)
      } catch {
        Issue.record("\(error)\n\(plan.script)")
        return
      }
      let left = Diff(from: try SnapshotReader.read(connection), to: target)
      let differences = left.changes.map { "\($0.sort) \($0.id) \($0.attributes)" }
      #expect(left.isEmpty, "\(differences)\nafter\n\(plan.script)")
      for (table, count) in before.isEmpty ? [:] : try counts(connection) {
        guard let seeded = before[table] else { continue }
        #expect(count >= seeded, "rows of \(table)\nafter\n\(plan.script)")
      }
    }
  }

  private func counts(_ connection: Connection) throws -> [String: Int] {
    let tables = try connection.run(
      """
      select c.oid::regclass::text from pg_class c
      where c.relkind in ('r', 'p') and c.oid >= 16384 and not c.relispartition
      """
    ).rows { $0.text() }
    var counts: [String: Int] = [:]
    for table in tables {
      let result = try connection.run("select count(*) from \(SQL(trusted: table))")
      counts[table] = try result.rows { $0.int() }.first
    }
    return counts
  }
}
