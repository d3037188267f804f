import Lang

/// `use draft`
enum UseCommand: Command {
  static let signature = Signature(
    "use", group: CommandGroup.project, summary: "Make another open connection the current one.",
    .argument("name", .name("connection")),
    examples: ["connect scratch as draft\nuse draft"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let opened = try session.openConnection(call)
    session.connections.use(opened)
    if call.isStatement, session.isInteractive { session.console.say("using \(opened.place)") }
    return .host(ConnectionValue(opened))
  }
}

extension Session {
  /// The connection that a command's `name` names.
  func openConnection(_ call: CommandCall) throws -> OpenConnection {
    if let value = call.value("name")?.hostObject as? ConnectionValue { return value.opened }
    let name = try call.text("name") ?? ""
    guard let opened = connections[name] else {
      let names = connections.all.map(\.name)
      throw call.failure(
        "there is no connection \"\(name)\"", at: "name",
        hint: Suggestion.hint(for: name, in: names)
          ?? (names.isEmpty ? "none is open" : "open are: \(names.joined(separator: ", "))"))
    }
    return opened
  }
}
