import Engine
import Lang
import Postgres

/// What is rehearsed, and on a copy of what.
struct Stage {
  /// One statement: what it says, what a plan promised of it, where it was written.
  struct Line {
    let text: String
    let promise: Statement?
    let place: String?
    let perform: (Connection) throws -> Rehearsal.Performance
  }

  let lines: [Line]
  let source: Snapshot
  /// What the copy shall become, if that is known: it may name roles that the source does not.
  let later: Snapshot?

  init(plan: Plan, source: Snapshot, later: Snapshot?) {
    self.init(plan.steps.map(\.statement), source: source, later: later)
  }

  private init(_ statements: [Statement], source: Snapshot, later: Snapshot? = nil) {
    self.source = source
    self.later = later
    lines = statements.map { statement in
      Line(text: statement.sql.text, promise: statement, place: nil) { connection in
        statement.isTransactional
          ? .inside { try connection.run(statement.sql) } : .apart(statement.sql)
      }
    }
  }

  /// The steps of a plan that have not run.
  init(_ steps: Steps, _ call: CommandCall) throws {
    let walk = steps.walk
    let left = walk.steps.dropFirst(walk.next)
    let planned = left.compactMap(\.planned)
    guard planned.count == left.count else {
      throw call.failure(
        "the current plan is one of migrations", hint: "`rehearse upgrade` rehearses those")
    }
    do {
      self.init(planned, source: try SnapshotReader.read(walk.connection))
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
  }

  init(_ migrations: [Migration], of project: MigrationProject, source: Snapshot) {
    self.source = source
    later = nil
    lines = migrations.flatMap { migration in
      migration.statements(.upgrade).map { Stage.line($0, of: migration, project) }
    }
  }

  /// The steps of migrations. One that only notes its version does nothing here.
  init(_ steps: [SteppedStatement], of project: MigrationProject, source: Snapshot) {
    self.source = source
    later = nil
    lines = steps.map { step in
      guard let migration = step.migration, let (statement, _) = step.statement else {
        return Line(text: step.text, promise: nil, place: nil) { _ in .inside {} }
      }
      return Stage.line(statement, of: migration, project)
    }
  }

  private static func line(
    _ statement: MigrationStatement, of migration: Migration, _ project: MigrationProject
  ) -> Line {
    Line(text: statement.text, promise: nil, place: statement.place) { connection in
      statement.looksTransactional
        ? .inside { try project.perform(migration, statement, connection) }
        : .apart(SQL(trusted: statement.text))
    }
  }
}

extension Session {
  /// Runs the lines on a copy and tells what was seen.
  func rehearse(_ stage: Stage, _ rows: RehearsalRows, _ call: CommandCall) throws -> Value {
    defer { console.progress?(nil) }
    let report = try play(stage, rows, call)
    for table in report.tables where table.note != nil {
      console.warn("\(Self.title(table.name)) has no rows: \(table.note ?? "")")
    }
    let value = answer(call, .host(report)) {
      guard !report.lines.isEmpty else { return console.say("nothing to do") }
      show(report.table)
      for departure in report.departures { console.warn(departure) }
      if report.failure == nil { console.say(report.summary) }
    }
    guard let failure = report.failure else { return value }
    throw ScriptFailure(
      "statement \(failure.number) fails: \(failure.message)", at: call.location,
      notes: [.init("in this statement:\n\(failure.text);")])
  }

  func play(
    _ stage: Stage, _ rows: RehearsalRows, _ call: CommandCall
  ) throws -> RehearsalReport {
    do {
      return try onScratch(of: stage.source.version.major) { connection, isPrivate in
        _ = try SchemaCopy(
          stage.source, on: connection, makesRoles: isPrivate, withRolesOf: stage.later)
        let tables = try rows.fill(connection)
        // Bodies of functions may speak of what a later step makes.
        try connection.run("set check_function_bodies to off")
        let rehearsal = try Rehearsal.run(
          stage.lines.count, on: connection,
          report: { console.progress?("rehearsing \($0 + 1) of \(stage.lines.count)") }
        ) { try stage.lines[$0].perform(connection) }
        return RehearsalReport(stage, tables, rehearsal)
      }
    } catch let error as SchemaCopyError {
      throw call.failure(
        "the plan cannot be rehearsed: its source cannot be made once more: \(error.reason)")
    } catch let error as ApplyError {
      throw ScriptFailure(error.error, at: call.location)
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    } catch let error as PlanError {
      throw call.failure(
        "the plan cannot be rehearsed: its source cannot be made once more: \(error.description)")
    }
  }

  static func title(_ name: [String]) -> String {
    (name.first == "public" ? Array(name.dropFirst()) : name).map { quoteIdentifier($0) }
      .joined(separator: ".")
  }
}
