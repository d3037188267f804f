import Engine
import Lang
import Postgres

/// `ddl`, `ddl models`
enum DDLCommand: Command {
  static let signature = Signature(
    "ddl", group: CommandGroup.models, summary: "Print the SQL that makes a schema from nothing.",
    .argument(
      "what", .name("side"), .optional, help: "database (as without it), models, a file, …"),
    examples: ["ddl models", "ddl schema.sql"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let side =
      try call["what"].map { try Side($0, interpreter) } ?? .connection(session.connection())
    let script = try session.script(of: side)
    return session.answer(call, Value(script)) { session.showScript(script) }
  }
}

extension Session {
  /// The statements that make a schema in an empty database.
  func script(of side: Side) throws -> String {
    let full = try side.snapshot()
    sayUnread(full)
    let empty = try emptySnapshot().onServer(of: full.version)
    return try Comparison(from: empty, to: full).plan.script
  }

  /// What a new database has.
  func emptySnapshot() throws -> Snapshot {
    try LoadedModel(ModelFiles(), self).snapshot
  }
}
