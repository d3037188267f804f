import Lang

/// `connections`
enum ConnectionsCommand: Command {
  static let signature = Signature(
    "connections", group: CommandGroup.project,
    summary: "List the open connections; the current one has a star.",
    examples: ["connections"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let all = session.connections.all
    return session.answer(call, .list(all.map { .host(ConnectionValue($0)) })) {
      session.show(
        TableModel(
          columns: ["", "Name", "Database", "From"].map { .init($0) },
          rows: all.map { opened in
            [
              opened === session.connections.current ? "*" : "", opened.name, opened.place,
              opened.origin ?? "",
            ]
          }))
    }
  }
}
