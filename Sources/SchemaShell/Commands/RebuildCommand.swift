import Engine
import Lang
import Postgres

/// `rebuild`, `rebuild allowing data loss`
enum RebuildCommand: Command {
  static let signature = Signature(
    "rebuild", group: CommandGroup.migrations,
    summary: "Start anew: one migration in the place of all, and the database made from it.",
    .argument("name", .name("migration"), .optional, help: "what the file is called"),
    .flag("allowing data loss", help: "a script must say so"),
    MigrationOptions.directory,
    discussion: """
      Everything that the migrations or the models know is dropped from the database, with its rows;
      what is somebody else's stays. The files are replaced by one that makes the models, which is
      then applied. Seeds and statements that were written by hand are lost with their files. In a
      terminal the database's name must be typed first.
      """,
    examples: ["rebuild allowing data loss"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let path = try session.migrationPath(call)
    let old = try MigrationProject(path, interpreter)
    let model = try session.loadedModel(interpreter)
    let connection = try session.runningConnection()
    guard try isAllowed(connection, call, session) else {
      throw call.failure(
        "Aborted: the database and the migrations are as they were",
        hint: "`rebuild allowing data loss`, or `--yes`")
    }
    let text = try GenerateCommand.initial(model, path, call, interpreter)
    let doomed = try known(old, model, session)
    try clear(connection, of: doomed, session)
    let access = ModelAccess(interpreter)
    for file in old.folder.files { try access.remove(path + "/" + file.fileName) }
    if let (name, text) = text { try access.write(name, text) }
    if call.isStatement {
      session.console.say(
        "removed \(old.folder.files.count) migration "
          + ObjectCounts.plural("file", old.folder.files.count))
      if let (name, _) = text { session.console.say("wrote \(name)") }
    }
    return try session.migrate(.upgrade, call, interpreter)
  }

  private static func isAllowed(
    _ connection: Connection, _ call: CommandCall, _ session: Session
  ) throws -> Bool {
    if session.assumesYes || call.has("allowing data loss") { return true }
    guard let ask = session.console.ask else { return false }
    session.console.warn("this destroys every row of what the migrations made")
    return ask("type the database's name, \(connection.database), to go on: ")
      == connection.database
  }

  /// What is ours: all that the migrations make or the models say, and no empty database has.
  private static func known(
    _ project: MigrationProject, _ model: LoadedModel, _ session: Session
  ) throws -> Set<ObjectID> {
    let replay = try MigrationReplay(project, session)
    let always = try replay.snapshot().objects.keys
    try replay.run(project.migrations)
    return Set(try replay.snapshot().objects.keys).union(model.snapshot.objects.keys)
      .subtracting(always)
  }

  /// One transaction: all of it goes, with the history, or nothing does.
  private static func clear(
    _ connection: Connection, of doomed: Set<ObjectID>, _ session: Session
  ) throws {
    do {
      let live = try SnapshotReader.read(connection)
      let rest = live.filtered { !doomed.contains($0.id) }
      try connection.run("begin")
      try session.apply(Comparison(from: live, to: rest).plan, on: connection)
      try connection.run("drop schema if exists \(name: MigrationHistory.schemaName) cascade")
      try connection.run("commit")
    } catch {
      if !connection.isLost, connection.transactionStatus != .idle {
        _ = try? connection.run("rollback")
      }
      if let error = error as? DatabaseError { throw ScriptFailure(error) }
      throw error
    }
  }
}
