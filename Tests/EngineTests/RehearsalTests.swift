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

  /// Pairs of schemas from elsewhere; `scripts/rehearse` takes all of them.
  @Test(arguments: SchemaCase.pairs(of: ["pg-schema-diff", "sqldef"], each: 24))
  func `pairs from elsewhere go as promised`(_ schema: SchemaCase) throws {
    try rehearse(schema, from: "old.sql", to: "new.sql", isOnline: false)
    try rehearse(schema, from: "new.sql", to: "old.sql", isOnline: false)
  }

  @Test func `in another time zone moments are written anew, as promised`() throws {
    let target = try withDatabase { connection throws in
      try connection.run("create table t (at timestamptz)")
      return try SnapshotReader.read(connection)
    }
    for (zone, isWritten) in [("UTC", false), ("Asia/Tokyo", true)] {
      try withDatabase { connection throws in
        try connection.run("create table t (at timestamp)")
        let plan = try Plan(Diff(from: try SnapshotReader.read(connection), to: target))
        try connection.run("insert into t values (now())")
        try connection.run("set timezone to \(literal: zone)")
        let scenes = try Rehearsal.run(plan, on: connection).scenes
        #expect(scenes.count == 1)
        #expect(scenes.contains { !$0.observation.rewritten.isEmpty } == isWritten)
        let statement = try #require(plan.steps.first?.statement)
        #expect(
          statement.hazards.first?.title
            == "rewrites every row unless the session's time zone is UTC")
        #expect(scenes.allSatisfy { $0.observation.departures(from: statement).isEmpty })
      }
    }
  }

  @Test func `indexes move to another tablespace while others work, tables do not`() throws {
    let place: SQL = "schemashell_test_place"
    try withDatabase { connection throws in
      guard connection.serverVersion >= 150000 else { return }
      // A run that was killed may have left it.
      if try connection.value("select 1 from pg_tablespace where spcname = '\(place)'") == nil {
        try connection.run("set allow_in_place_tablespaces to on")
        try connection.run("create tablespace \(place) location ''")
      }
      defer { _ = try? connection.run("drop tablespace \(place)") }
      let table: SQL = "create table t (id int primary key, n int, unique (n))"
      let index: SQL = "create index t_n on t (n)"
      let target = try withDatabase { other throws in
        try other.script("\(table); \(index) tablespace \(place) where n > 0")
        try other.script("create index t_id on t (id) tablespace \(place)")
        try other.run("alter index t_n_key set tablespace \(place)")
        return try SnapshotReader.read(other)
      }
      try connection.script("\(table); \(index) where n > 0; create index t_id on t (id)")
      let source = try SnapshotReader.read(connection)
      let diff = Diff(from: source, to: target)
      _ = try GeneratedRows.make(20, on: connection)
      for isOnline in [true, false] {
        let online = OnlinePlan(try Plan(diff, isOnline: true), of: diff)
        let plan = isOnline ? online.plan : try Plan(diff)
        #expect(online.obstacles.isEmpty)
        let rehearsal = try Rehearsal.run(plan, on: connection)
        #expect(rehearsal.failure == nil)
        for scene in rehearsal.scenes {
          let statement = plan.steps[scene.index].statement
          #expect(scene.observation.departures(from: statement).isEmpty, "\(statement.sql.text)")
          #expect(statement.hazards.contains(.copiesIndex) != isOnline || statement.lock == .none)
        }
        #expect(Diff(from: try SnapshotReader.read(connection), to: target).isEmpty)
        try Apply.run(Plan(Diff(from: target, to: source)), on: connection)
      }
      // From nothing, too: the condition of an index stands behind its place.
      try connection.run("drop table t")
      try Apply.run(
        Plan(Diff(from: try SnapshotReader.read(connection), to: target)), on: connection)
      #expect(Diff(from: try SnapshotReader.read(connection), to: target).isEmpty)
      try connection.run("alter table t set tablespace \(place)")
      let moved = Diff(from: target, to: try SnapshotReader.read(connection))
      let reasons = OnlinePlan(try Plan(moved, isOnline: true), of: moved).obstacles.map(\.reason)
      #expect(reasons.count == 1)
      #expect(reasons.first?.hasPrefix("every row is written anew under access exclusive") == true)
      try connection.run("drop table t")
    }
  }

  @Test func `only tables that are there have rows that may be in the way`() throws {
    let target = try withDatabase { connection throws in
      try connection.script(
        """
        create domain positive as int check (value > 0);
        create table old (id int primary key, n int check (n > 0));
        create table new (id int primary key, old int references old check (old > 1), p positive);
        create table whole (id int not null) partition by list (id);
        create table part partition of whole for values in (1);
        """)
      return try SnapshotReader.read(connection)
    }
    try withDatabase { connection throws in
      try connection.run("create table old (id int, n int)")
      let plan = try Plan(Diff(from: try SnapshotReader.read(connection), to: target))
      let warned = plan.steps.filter {
        $0.statement.hazards.contains { $0.title.hasPrefix("may fail") }
      }
      #expect(warned.count == 3)
      #expect(warned.allSatisfy { $0.id.names.starts(with: ["public", "old"]) }, "\(warned)")
    }
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
