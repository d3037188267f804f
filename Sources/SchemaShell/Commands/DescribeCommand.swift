import Lang
import Postgres

/// `describe author`
enum DescribeCommand: Command {
  static let signature = Signature(
    "describe", group: CommandGroup.look,
    summary: "Show a table, view, index, sequence or type with all that belongs to it.",
    .argument("name", .name("table"), .someOrMore, help: "`*` and `?` stand for any text"),
    .flag("in detail", help: "with storage, comments, definitions and children"),
    examples: [
      "connect scratch\ndescribe pg_catalog.pg_am",
      "connect scratch\ndescribe pg_catalog.pg_am in detail",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let names = try call.all("name").map { try $0.text() }
    for (argument, name) in zip(call.all("name"), names) {
      let pattern =
        argument.isBare || name.contains("*") || name.contains(".") || name.contains("\"")
        ? NamePattern(name) : NamePattern(exactly: [name])
      try describe(pattern, name, call.has("in detail"), argument.location, session)
    }
    return .null
  }

  static func describe(
    _ pattern: NamePattern, _ name: String, _ isDetailed: Bool, _ location: Location,
    _ session: Session
  ) throws {
    let connection = try session.connection()
    let tables: [TableModel]
    do {
      let describer = Describer(connection, detailed: isDetailed)
      let relations = try describer.relations(matching: pattern)
      tables = relations.isEmpty ? try describer.others(matching: pattern) : relations
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: location)
    }
    guard !tables.isEmpty else {
      let names = try RelationNames.all(on: connection)
      throw ScriptFailure(
        "there is no relation or type \"\(name)\"", at: location,
        hint: Suggestion.hint(for: name, in: names))
    }
    for table in tables { session.show(table) }
  }
}
