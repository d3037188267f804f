import Engine
import Lang

/// `keep`
enum KeepCommand: Command {
  static let signature = Signature(
    "keep", group: CommandGroup.steps, summary: "Commit the steps that ran.",
    discussion: "The steps that are left can still be run afterwards.",
    examples: ["plan\nstep\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    guard steps.walk.isOpen else { throw call.failure("no step is waiting to be kept") }
    try session.walking(steps, call) { try steps.walk.keep() }
    if call.isStatement { session.sayPosition(steps) }
    if steps.walk.isAtEnd { session.steps = nil }
    return .null
  }
}
