import Lang

/// `check release.schema`: what is wrong with a script, without running it.
enum CheckCommand: Command {
  static let signature = Signature(
    "check", group: CommandGroup.files, summary: "Say what is wrong with scripts; nothing is run.",
    .argument("path", .path, .someOrMore, help: "a file, or a folder with all its .schema files"),
    .flag("strict", help: "a warning is an error"),
    discussion: """
      Finds what cannot be parsed, commands and names that do not exist, code that is never reached and \
      variables that are never used; in declarations what stands there twice, columns without a type, and keys \
      that name a column their table does not have, also across files. Ends with 2 when there are errors, with \
      `strict` with 1 for warnings. What the database alone knows is not checked: nothing is connected.
      """,
    examples: ["check models"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let files = try ScriptFiles.all(call, interpreter)
    var found: [Diagnostic] = []
    var declarations: [DeclarationSyntax] = []
    for file in files {
      let analysis = file.interpreter.analyze(file.source)
      found += analysis.diagnostics
      declarations += analysis.declarations
    }
    found += ModelCheck.diagnostics(declarations)
    let errors = found.filter { $0.severity == .error }
    guard errors.isEmpty else { throw ScriptFailure(.syntax, found) }
    for warning in found {
      let text = warning.rendered(styled: session.console.messageStyle.isColoured)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        session.console.messages(String(line))
      }
    }
    if call.has("strict"), !found.isEmpty { session.status = 1 }
    return .list(found.map { Value($0.message) })
  }
}
