import Engine
import Lang

/// `export ddl`, `export json to schema.json`
enum ExportCommand: Command {
  static let signature = Signature(
    "export", group: CommandGroup.models, summary: "Write a schema in another form.",
    .argument("form", .choice(["ddl", "json"]), help: "ddl: SQL that makes it from nothing"),
    .clause("of", .name("side"), help: "database (as without it), models, a file, …"),
    .clause("to", .path, help: "a file; without it, to the output"),
    examples: ["export ddl", "export json of models to model.json"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let side = try call["of"].map { try Side($0, interpreter) } ?? .connection(session.connection())
    let text =
      try call.text("form") == "json"
      ? SnapshotJSON.text(side.snapshot()) : session.script(of: side)
    guard let path = try call.text("to") else {
      if call.isStatement { session.showScript(text) }
      return Value(text)
    }
    try ModelAccess(interpreter).write(path, text)
    return session.answer(call, Value(path)) { session.console.say("wrote \(path)") }
  }
}
