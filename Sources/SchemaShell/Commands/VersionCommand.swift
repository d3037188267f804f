import Engine
import Lang

/// `version`
enum VersionCommand: Command {
  static let signature = Signature(
    "version", group: CommandGroup.migrations,
    summary: "Tell which version of the migrations the database is at.",
    MigrationOptions.directory,
    examples: ["version", "print 1 + (version)"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let history = try MigrationHistory.readForShell(session.connection())
    return session.answer(call, .int(history.version)) { show(history, session) }
  }

  private static func show(_ history: MigrationHistory, _ session: Session) {
    if let event = history.halfway {
      session.console.show([
        "Current version: \(history.version), and halfway \(event.direction) \(event.version)"
      ])
    } else if history.version == 0 {
      session.console.show(["Current version: 0"])
      session.console.say("no migration has been applied yet")
    } else {
      session.console.show(["Current version: \(history.version)"])
    }
  }
}
