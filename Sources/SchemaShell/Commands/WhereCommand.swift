import Lang

/// `where`
enum WhereCommand: Command {
  static let signature = Signature(
    "where", group: CommandGroup.steps, summary: "List the plan's steps and point at the next one.",
    examples: ["plan\nstep\nwhere\ndiscard"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    return session.answer(call, .int(steps.walk.next), json: PlanJSON.lines(steps.walk)) {
      session.console.show(StepText(steps, style: session.console.outputStyle).lines)
      session.sayPosition(steps)
    }
  }
}
