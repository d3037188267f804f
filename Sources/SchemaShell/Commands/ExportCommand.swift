import Engine
import Lang

/// `export ddl`, `export json to schema.json`, `export mermaid of models`
enum ExportCommand: Command {
  static let signature = Signature(
    "export", group: CommandGroup.models, summary: "Write a schema in another form.",
    .argument(
      "form", .choice(["ddl", "json", "mermaid", "dot", "svg", "html", "swift"]),
      help: "ddl: SQL that makes it from nothing"),
    .clause("of", .name("side"), help: "database (as without it), models, a file, …"),
    .clause("to", .path, help: "a file; without it, to the output"),
    discussion: """
      mermaid, dot and svg draw tables and their foreign keys: for Markdown, for Graphviz, and as a
      picture. html is a page of documentation, drawing and comments included, that needs nothing else.
      swift has a type for each table, view, enum and composite type.
      """,
    examples: [
      "export ddl", "export json of models to model.json", "export mermaid of models",
      "export html to schema.html",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let side = try call["of"].map { try Side($0, interpreter) } ?? .connection(session.connection())
    let text = try Self.text(of: side, try call.text("form") ?? "ddl", call, session)
    guard let path = try call.text("to") else {
      if call.isStatement { session.showScript(text) }
      return Value(text)
    }
    try ModelAccess(interpreter).write(path, text)
    return session.answer(call, Value(path)) { session.console.say("wrote \(path)") }
  }

  private static func text(
    of side: Side, _ form: String, _ call: CommandCall, _ session: Session
  ) throws -> String {
    if form == "ddl" { return try session.script(of: side) }
    let snapshot = try side.snapshot()
    if form == "json" {
      session.sayUnread(snapshot)
      return SnapshotJSON.text(snapshot)
    }
    let ours = try session.scope().applied(to: snapshot)
    switch form {
    case "mermaid": return MermaidExport.text(ours)
    case "dot": return DotExport.text(ours)
    case "svg": return SVGExport.text(ours)
    case "html": return HTMLExport.text(ours, title: try title(of: side, call))
    case "swift": return SwiftExport.text(ours)
    default: throw call.failure("there is no form \(form)", at: "form")
    }
  }

  private static func title(of side: Side, _ call: CommandCall) throws -> String {
    switch side {
    case .connection(let connection): return connection.database
    case .model, .snapshot: return call["of"]?.value.textValue ?? "schema"
    }
  }
}
