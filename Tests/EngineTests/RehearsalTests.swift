import Engine
import Postgres
import TestSupport
import Testing

/// What a plan says beforehand of its statements is held against what they are seen to do, with rows
/// in every table.
@Suite struct RehearsalTests {
  @Test(arguments: SchemaCase.all)
  func `a becomes b as promised`(_ schema: SchemaCase) throws {
    try rehearse(schema, from: "a.sql", to: "b.sql", isOnline: false)
  }

  @Test(arguments: SchemaCase.all)
  func `b becomes a as promised`(_ schema: SchemaCase) throws {
    try rehearse(schema, from: "b.sql", to: "a.sql", isOnline: false)
  }

  @Test(arguments: SchemaCase.all)
  func `a becomes b while others work`(_ schema: SchemaCase) throws {
    try rehearse(schema, from: "a.sql", to: "b.sql", isOnline: true)
  }

  @Test(arguments: SchemaCase.all)
  func `b becomes a while others work`(_ schema: SchemaCase) throws {
    try rehearse(schema, from: "b.sql", to: "a.sql", isOnline: true)
  }

  private func rehearse(
    _ schema: SchemaCase, from old: String, to new: String, isOnline: Bool
  ) throws {
    let target = try withDatabase { connection in
      try schema.load(new, into: connection) ? try SnapshotReader.read(connection) : nil
    }
    guard let target, schema.text("unrehearsed") == nil else { return }
    // Rows may stand in a plan's way, as the plan says itself: then it is seen without them.
    if try !isKept(schema, from: old, to: target, rows: 20, isOnline) {
      _ = try isKept(schema, from: old, to: target, rows: 0, isOnline)
    }
  }

  private func isKept(
    _ schema: SchemaCase, from old: String, to target: Snapshot, rows: Int, _ isOnline: Bool
  ) throws -> Bool {
    try withDatabase { connection in
      guard try schema.load(old, into: connection) else { return true }
      let diff = Diff(from: try SnapshotReader.read(connection), to: target)
      let online = OnlinePlan(try Plan(diff, isOnline: true), of: diff)
      let plan = isOnline ? online.plan : try Plan(diff)
      _ = try GeneratedRows.make(rows, on: connection)
      let rehearsal = try Rehearsal.run(plan, on: connection)
      for scene in rehearsal.scenes {
        let statement = plan.steps[scene.index].statement
        let departures = scene.observation.departures(from: statement)
        #expect(departures.isEmpty, "\(statement.sql.text)\n\(scene.observation)")
      }
      if isOnline { expectOthersWork(rehearsal, online) }
      guard let failure = rehearsal.failure else {
        if isOnline {
          let left = Diff(from: try SnapshotReader.read(connection), to: target)
          #expect(left.isEmpty, "\(left.changes.map(\.id))\nafter\n\(plan.script)")
        }
        return true
      }
      let statement = plan.steps[failure.index].statement
      let mayFail = statement.hazards.contains { if case .mayFail = $0 { true } else { false } }
      if !mayFail || rows == 0 {
        Issue.record("\(statement.sql.text)\n\(failure.error)\nin\n\(plan.script)")
      }
      return false
    }
  }

  /// No transaction reads or writes every row of something while it keeps writers out of anything,
  /// unless that is said.
  private func expectOthersWork(_ rehearsal: Rehearsal, _ online: OnlinePlan) {
    let said = Set(online.obstacles.map(\.step.statement.sql))
    var locks: [Observation.Lock] = []
    var isWorking = false
    var isSaid = false
    var texts: [String] = []
    func close() {
      #expect(!isWorking || isSaid || locks.isEmpty, "\(texts.joined(separator: ";\n"))\n\(locks)")
      (locks, isWorking, isSaid, texts) = ([], false, false, [])
    }
    for scene in rehearsal.scenes {
      let step = online.plan.steps[scene.index]
      if step.statement.runsApart { close() }
      let seen = scene.observation
      texts.append(step.statement.sql.text)
      locks += seen.locks.filter { !$0.isNew && $0.mode >= .share }
      isWorking = isWorking || !seen.rewritten.isEmpty || seen.scans.contains { !$0.isNew }
      isSaid = isSaid || said.contains(step.statement.sql)
      if step.statement.runsApart { close() }
    }
    close()
  }
}
