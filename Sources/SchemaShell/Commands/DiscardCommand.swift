import Engine
import Lang

/// `discard`
enum DiscardCommand: Command {
  static let signature = Signature(
    "discard", group: CommandGroup.steps,
    summary: "Undo the steps that ran and are not kept, and leave the plan.",
    examples: ["plan\nstep\ndiscard"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    try session.walking(steps, call) { try steps.walk.discard() }
    if call.isStatement {
      session.console.say(
        steps.walk.kept == 0
          ? "the database is as it was" : "the first \(steps.walk.kept) steps are kept")
    }
    session.steps = nil
    return .null
  }
}
