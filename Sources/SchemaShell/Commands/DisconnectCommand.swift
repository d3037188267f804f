import Lang

/// `disconnect`, `disconnect draft`
enum DisconnectCommand: Command {
  static let signature = Signature(
    "disconnect", group: CommandGroup.project, summary: "Close the current connection, or another.",
    .argument("name", .name("connection"), .optional),
    examples: ["disconnect", "connect scratch as draft\ndisconnect draft"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    if call.has("name") {
      session.connections.remove(try session.openConnection(call))
      return .null
    }
    guard let current = session.connections.current else {
      throw call.failure("there is no connection to close")
    }
    session.connections.remove(current)
    return .null
  }
}
