import Lang

/// `init`
enum InitCommand: Command {
  static let signature = Signature(
    "init", group: CommandGroup.project, summary: "Make a project here; nothing is overwritten.",
    discussion: """
      Makes the folders models, migrations and migrations/log, and a .env that says where the
      database is to be named. What is there already stays as it is.
      """,
    examples: ["init"])

  private static let settings = """
    # Where this project's database is; `connect` without a target goes there.
    # DATABASE_URL=postgres://user:password@localhost:5432/database

    """

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let access = ModelAccess(interpreter)
    var made: [String] = []
    for folder in ["models", "migrations", "migrations/log"] where !access.isFolder(folder) {
      try access.makeFolder(folder)
      made.append(folder + "/")
    }
    if !interpreter.session.files.exists(".env") {
      try access.write(".env", settings)
      made.append(".env")
    }
    let session = interpreter.session
    return session.answer(call, .list(made.map { Value($0) })) {
      session.console.say(
        made.isEmpty ? "all is there already" : "made " + made.joined(separator: ", "))
    }
  }
}
