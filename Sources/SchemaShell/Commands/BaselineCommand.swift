import Engine
import Lang
import Postgres

/// `baseline`, `baseline 3`
enum BaselineCommand: Command {
  static let signature = Signature(
    "baseline", group: CommandGroup.migrations,
    summary: "Note that the database is at a version already, without running anything.",
    .argument("version", .integer, .optional, help: "the last one without it"),
    .flag("as it is", help: "also where the database is not what the migrations make"),
    MigrationOptions.directory,
    discussion: """
      For a database that was there before its migrations: `pull` and `generate` write the first one,
      `baseline` takes the database to be at it. The migrations are replayed first; a database that
      is not what they make is refused, each difference told.
      """,
    examples: ["load models\nsync\ngenerate\nbaseline"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    let connection = try session.runningConnection()
    guard let last = project.folder.lastVersion else {
      throw call.failure(
        "there are no migrations in \(project.path)",
        hint: "`pull`, then `generate` writes the first")
    }
    let version = try call.integer("version") ?? last
    guard project.migrations.contains(where: { $0.version == version }) else {
      throw call.failure("there is no version \(version)", hint: "the last is \(last)")
    }
    let history = try MigrationHistory.readForShell(connection)
    guard history.version < version, history.halfway == nil else {
      throw call.failure("the database is at version \(history.version) already")
    }
    let applied = Set(history.applied.map(\.version))
    let chosen = project.migrations.filter {
      $0.version <= version && !applied.contains($0.version)
    }
    if !call.has("as it is") {
      try session.check(connection, against: project, upTo: version, call)
    }
    try session.adopt(chosen.map { Adoption($0) }, on: connection)
    return session.answer(call, .int(version)) {
      session.console.say("the database is at version \(version)")
    }
  }
}

extension Session {
  func adopt(
    _ adoptions: [Adoption], dropping table: [String]? = nil, on connection: Connection
  ) throws {
    do throws(MigrationFailure) {
      try Adoption.note(adoptions, dropping: table, on: connection)
    } catch {
      throw ScriptFailure(error, .upgrade)
    }
  }

  /// Refuses a database that is not what the migrations make.
  func check(
    _ connection: Connection, against project: MigrationProject, upTo version: Int,
    without table: [String]? = nil, _ call: CommandCall
  ) throws {
    let replay = try MigrationReplay(project, self)
    try replay.run(project.migrations.filter { $0.version <= version })
    let wanted = try replay.snapshot()
    let live: Snapshot
    do {
      live = try SnapshotReader.read(connection).filtered { object in
        table.map { !object.id.names.starts(with: $0) } ?? true
      }
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
    let lines = DifferenceWords.lines(Diff(from: live, to: wanted), .database)
    guard !lines.isEmpty else { return }
    throw call.failure(
      "the database is not what the migrations up to version \(version) make\n"
        + lines.map { "  " + $0 }.joined(separator: "\n"),
      hint: "`\(call.signature.title) … as it is` takes it over all the same")
  }
}
