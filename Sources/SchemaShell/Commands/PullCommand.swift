import Engine
import Lang
import Postgres

/// `pull`, `pull to models`, `pull to schema.schema`
enum PullCommand: Command {
  static let signature = Signature(
    "pull", group: CommandGroup.models, summary: "Write what the database has into model files.",
    .clause("to", .path, help: "a file, or a folder with a file for each table"),
    .flag("overwriting models", help: "a script must say so before changes of the models go"),
    SyncLog.comment,
    discussion: """
      Without a path the loaded models are written to, else the folder `models`. Files that are
      there are edited: what says the same as the database keeps its bytes, its comments and its
      place, and of a table only the lines that differ are touched. What is new stands behind the
      last of its kind, in a folder in a file of its own.

      What was changed in the models since they and the database last agreed would be lost: in a
      terminal that is asked for, a script is refused unless it says `overwriting models`.
      """,
    examples: [
      "sync\npull", "pull to everything.schema", "pull to models overwriting models",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let access = ModelAccess(interpreter)
    let paths = try call.text("to").map { [$0] } ?? session.writtenModelPaths
    var pull = Pull(paths, access, interpreter)
    let database = try session.modelState(of: connection)
    let files = try pull.files()
    let states = CommonStates(session, paths, connection)
    if files.isEmpty {
      try pull.write(database)
    } else {
      guard try pull.edit(files, database, since: states?.last, call) else {
        return Value(paths[0])
      }
    }
    states?.keep(database.snapshot)
    if !pull.changedNothing {
      try session.log(
        "pull", call, interpreter, from: pull.before, to: database.snapshot, sql: pull.sql, paths)
    }
    session.forgetModel(paths)
    session.sayUnread(database.snapshot)
    return session.answer(call, Value(paths[0])) { session.console.say(pull.report(database)) }
  }
}

extension Session {
  /// Where models are written when nothing else is said: what was loaded, else the project's folder.
  var writtenModelPaths: [String] {
    let paths = model?.files.paths ?? modelPaths
    return paths.isEmpty ? ["models"] : paths
  }

  /// The models on disk are others now; they are read again when they are needed.
  func forgetModel(_ paths: [String]) {
    (model, declared) = (nil, nil)
    modelPaths = paths
  }

  /// A database's schema, and what of it may be said without `public`.
  fileprivate func modelState(of connection: Connection) throws -> ModelState {
    do {
      let scope = try scope()
      return try running.track(connection) {
        ModelState(
          snapshot: scope.applied(to: try SnapshotReader.read(connection)),
          shortNames: try PublicNames.read(connection))
      }
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }
}
