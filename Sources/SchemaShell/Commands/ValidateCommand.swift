import Engine
import Lang

/// `validate`
enum ValidateCommand: Command {
  static let signature = Signature(
    "validate", group: CommandGroup.migrations,
    summary: "Check that the migrations lead to the models, and back, and to the database.",
    MigrationOptions.directory,
    discussion: """
      All migrations are replayed on a scratch database, seeds aside. Their end must be the models.
      Each one that has a downgrade is taken back as well, which must lead to where it came from.
      With a connection, the database must be what the migrations up to its version make. Every
      difference is told in a line; the status is 1 when there is one, or no migration at all.
      """,
    examples: ["generate\nvalidate"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    guard let last = project.folder.lastVersion else {
      throw call.failure("No migration files found in \(project.path)")
    }
    let model = session.hasModels ? try session.loadedModel(interpreter) : nil
    let live = try session.connectionIfAny()
    var validation = Validation(project, session)
    try validation.run(model: model, live: live)
    guard validation.isEmpty else {
      if session.console.isMachine, call.isStatement { session.console.output(validation.json) }
      throw call.failure(
        "Validation failed\n" + validation.lines.joined(separator: "\n"),
        hint: validation.models.isEmpty ? nil : "`generate` writes the migration that is missing")
    }
    return session.answer(call, .int(last), json: [validation.json]) {
      session.console.say("Validation OK\nLatest version is \(last).")
      if model == nil { session.console.say("There are no models to hold against them.") }
      if validation.liveVersion == 0 {
        session.console.say(
          "No migration has been applied to the database, so it was not looked at.")
      }
    }
  }
}

extension Session {
  /// Models are loaded, or stand where they are looked for.
  var hasModels: Bool {
    model != nil || declared != nil || modelPaths.allSatisfy(files.exists)
  }
}
