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
    guard call.isStatement else { return .int(history.version) }
    if session.console.isMachine {
      session.console.output("\(history.version)")
    } else if let event = history.halfway {
      session.console.show([
        "Current version: \(history.version), and halfway \(event.direction) \(event.version)"
      ])
    } else if history.version == 0 {
      session.console.show(["Current version: 0"])
      session.console.say("no migration has been applied yet")
    } else {
      session.console.show(["Current version: \(history.version)"])
    }
    return .int(history.version)
  }
}
