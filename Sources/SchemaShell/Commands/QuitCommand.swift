import Lang

/// `quit`
enum QuitCommand: Command {
  static let signature = Signature(
    "quit", group: CommandGroup.shell, summary: "End the session; an open transaction is undone.",
    examples: ["quit"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    interpreter.session.isQuitting = true
    throw ScriptFailure(.exit(0), [])
  }
}
