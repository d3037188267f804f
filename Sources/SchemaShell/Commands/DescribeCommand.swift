import Lang
import Postgres

/// `describe author`
enum DescribeCommand: Command {
  static let signature = Signature(
    "describe", group: CommandGroup.look,
    summary: "Show a table, view, index, sequence or type with all that belongs to it.",
    .argument("name", .name("table"), .someOrMore, help: "`*` and `?` stand for any text"),
    .flag("in detail", help: "with storage, comments, definitions and children"),
    examples: ["describe author", "describe author in detail", "describe pg_catalog.pg_am*"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    for argument in call.all("name") {
      let name = try argument.value.listValue.map { list in
        try list.map { part in
          guard let text = part.textValue else {
            throw ScriptFailure("a name is made of text", at: argument.location)
          }
          return text
        }
      }
      let text = try name?.joined(separator: ".") ?? argument.text()
      // A bare word is read as SQL would; a value is the name itself, or else a pattern.
      let patterns =
        argument.isBare
        ? [NamePattern(text)] : [NamePattern(exactly: name ?? [text]), NamePattern(text)]
      try describe(patterns, text, call.has("in detail"), argument.location, session)
    }
    return .null
  }

  static func describe(
    _ patterns: [NamePattern], _ name: String, _ isDetailed: Bool, _ location: Location,
    _ session: Session
  ) throws {
    let connection = try session.connection()
    var tables: [TableModel] = []
    do {
      let describer = Describer(connection, detailed: isDetailed)
      for pattern in patterns where tables.isEmpty {
        tables = try describer.relations(matching: pattern)
        if tables.isEmpty { tables = try describer.others(matching: pattern) }
      }
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: location)
    }
    guard !tables.isEmpty else {
      let names = try RelationNames.all(on: connection)
      throw ScriptFailure(
        "there is no relation or type \"\(name)\"", at: location,
        hint: Suggestion.hint(for: name, in: names))
    }
    if session.console.isMachine {
      session.console.show(DescriptionJSON.lines(tables))
    } else {
      for table in tables { session.show(table) }
    }
  }
}
