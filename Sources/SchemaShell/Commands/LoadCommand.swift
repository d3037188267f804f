import Lang

/// `load models/`, `load schema.sql`
enum LoadCommand: Command {
  static let signature = Signature(
    "load", group: CommandGroup.models,
    summary: "Load model files: what the database shall be.",
    .argument("path", .path, .someOrMore, help: "a file or a folder; .schema or plain DDL in .sql"),
    discussion: """
      The files are applied to an empty scratch database and read back, so that a model says the
      same as the catalog would. What is loaded takes the place of what was. A file that changes later
      is read again when the models are next asked for.
      """,
    examples: ["load schema.sql", "load models"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let paths = try call.all("path").map { try $0.text() }
    let model = try LoadedModel(ModelFiles(paths, interpreter), session)
    session.model = model
    session.declared = nil
    return session.answer(call, .host(SchemaValue(model.snapshot))) {
      session.console.say("loaded " + ObjectCounts.text(model.snapshot))
    }
  }
}

extension Session {
  /// The models as their files are now: those that were asked for, or the project's `models`.
  func loadedModel(_ interpreter: Interpreter) throws -> LoadedModel {
    if let declared {
      let model = try LoadedModel(declared, self)
      (self.model, self.declared) = (model, nil)
      return model
    }
    if let model, model.files.areCurrent(interpreter) { return model }
    let paths = model?.files.paths ?? modelPaths
    guard paths.allSatisfy(files.exists) else {
      throw ScriptFailure(
        "no models are loaded", hint: "`load PATH` loads a file or a folder; `init` makes a project"
      )
    }
    let model = try LoadedModel(ModelFiles(paths, interpreter), self)
    self.model = model
    return model
  }

  /// Takes a declaration of a script into the models.
  func declare(_ syntax: DeclarationSyntax) throws {
    var files = declared ?? model?.files ?? ModelFiles()
    try files.add(syntax)
    declared = files
  }
}
