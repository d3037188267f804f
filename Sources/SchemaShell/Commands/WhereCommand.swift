import Lang

/// `where`
enum WhereCommand: Command {
  static let signature = Signature(
    "where", group: CommandGroup.steps, summary: "List the plan's steps and point at the next one.",
    examples: ["plan\nstep\nwhere\ndiscard"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    if call.isStatement {
      session.console.show(StepText(steps.walk, style: session.console.outputStyle).lines)
      session.sayPosition(steps)
    }
    return .int(steps.walk.next)
  }
}
