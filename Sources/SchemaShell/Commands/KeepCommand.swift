import Engine
import Lang

/// `keep`
enum KeepCommand: Command {
  static let signature = Signature(
    "keep", group: CommandGroup.steps, summary: "Commit the steps that ran.",
    discussion: """
      The steps that are left can still be run afterwards. Steps of migrations that were edited are
      written back to their files.
      """,
    examples: ["plan\nstep\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    guard steps.walk.isOpen else { throw call.failure("no step is waiting to be kept") }
    let written = try session.walking(steps, call) { try steps.keep() }
    if steps.walk.isAtEnd { session.steps = nil }
    return session.answer(call, .null, json: PlanJSON.lines(steps.walk)) {
      for file in written { session.console.say("wrote \(file)") }
      session.sayPosition(steps)
    }
  }
}
