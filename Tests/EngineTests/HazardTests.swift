import Engine
import Postgres
import TestSupport
import Testing

/// What a plan says may go wrong: no less than what may, and no more.
@Suite struct HazardTests {
  /// Of a filled column that gets another type.
  @Test(arguments: [
    ("smallint", "bigint", ["rewrites every row"]),
    ("integer", "numeric", ["rewrites every row"]),
    ("bigint", "real", ["rewrites every row"]),
    ("real", "double precision", ["rewrites every row"]),
    ("char(4)", "text", ["rewrites every row"]),
    ("varchar(10)", "text", []),
    ("varchar(10)", "varchar(20)", []),
    ("bigint", "integer", ["rewrites every row", "may fail"]),
    ("numeric", "bigint", ["rewrites every row", "may fail"]),
    ("integer", "numeric(5,2)", ["rewrites every row", "may fail"]),
    ("double precision", "real", ["rewrites every row", "may fail"]),
    ("text", "varchar(5)", ["rewrites every row", "may fail"]),
    ("integer", "positive", ["rewrites every row", "may fail"]),
  ])
  func `a wider type fails on no row`(old: String, new: String, expected: [String]) throws {
    let domain = "create domain positive as bigint check (value > 0);"
    let steps = try plan(
      "\(domain) create table t (a \(old));", "\(domain) create table t (a \(new));")
    #expect(titles(steps) == expected)
  }

  @Test func `a unique index may find rows alike, where there can be any`() throws {
    let table = "create table t (a int, b int);"
    for isOnline in [false, true] {
      let unique = try plan(table, table + "create unique index i on t (a);", isOnline)
      #expect(titles(unique).contains("may fail"), "online: \(isOnline)")
      let plain = try plan(table, table + "create index i on t (a);", isOnline)
      #expect(!titles(plain).contains("may fail"), "online: \(isOnline)")
    }
    let new = try plan("", table + "create unique index i on t (a);")
    #expect(titles(new) == [])
  }

  private func plan(
    _ old: String, _ new: String, _ isOnline: Bool = false
  ) throws -> [Step] {
    let states = try [old, new].map { script in
      try withDatabase { connection in
        try connection.script(script)
        return try SnapshotReader.read(connection)
      }
    }
    let diff = Diff(from: states[0], to: states[1])
    let plan = try Plan(diff, isOnline: isOnline)
    return isOnline ? OnlinePlan(plan, of: diff).plan.steps : plan.steps
  }

  /// Without the reasons.
  private func titles(_ steps: [Step]) -> [String] {
    steps.flatMap(\.statement.hazards).map { hazard in
      if case .mayFail = hazard { "may fail" } else { hazard.title }
    }
  }
}
