import Engine
import Lang
import Postgres

/// `restore 12`
enum RestoreCommand: Command {
  static let signature = Signature(
    "restore", group: CommandGroup.models,
    summary: "Bring the models back to what an entry of the log left, and plan for the database.",
    .argument("entry", .name("entry"), help: "its number, as `log` lists them"),
    .flag("overwriting models", help: "a script must say so before changes of the models go"),
    MigrationOptions.directory, SyncLog.comment,
    discussion: """
      The model files are edited as `pull` edits them. The database is not touched: the statements that
      would bring it there are listed, and `sync` runs them. Rows that were dropped since do not come
      back; which ones is said.
      """,
    examples: [
      "init\nsync commented \"where we start\"\npull overwriting models\nrestore 1",
      "init\nsync\nprint (restore 1).sql",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let log = try SyncLog(call, interpreter)
    guard let argument = call["entry"] else { return .null }
    let name = try log.find(argument)
    let model = try log.change(name).model(interpreter)
    let connection = try session.connectionIfAny()
    let paths = session.writtenModelPaths
    let state = ModelState(
      snapshot: model.snapshot, shortNames: model.shortNames, isSaid: true)
    var pull = Pull(paths, ModelAccess(interpreter), interpreter)
    let files = try pull.files()
    if files.isEmpty {
      try pull.write(state)
    } else {
      let common = connection.flatMap { CommonStates(session, paths, $0)?.last }
      guard try pull.edit(files, state, since: common, call) else { return .null }
    }
    session.forgetModel(paths)
    try session.log(
      "restore", call, interpreter, from: pull.before, to: model.snapshot, sql: "", paths)
    if call.isStatement { session.console.say(pull.report(state)) }
    guard let connection else { return .null }
    let now = try session.loadedModel(interpreter)
    let comparison = try session.compare(.connection(connection), .model(now))
    let plan = try comparison.plan
    return session.answer(call, .host(comparison)) {
      guard !comparison.isEmpty else {
        return session.console.say("the database is there already")
      }
      session.console.show(PlanText(plan, style: session.console.outputStyle).lines)
      for id in comparison.emptied { session.console.warn("\(id) comes back without its rows") }
      session.console.say("`sync` runs this, `step` one after the other after `plan`")
    }
  }
}

extension Comparison {
  /// What is made anew and held rows or values before.
  var emptied: [ObjectID] {
    diff.changes.filter { change in
      guard change.sort == .create else { return false }
      if change.new is Table { return true }
      guard change.new is Column, let parent = change.object.parent else { return false }
      return diff.old[parent] != nil
    }.map(\.id)
  }
}
