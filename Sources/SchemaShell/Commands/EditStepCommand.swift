import Engine
import Lang

/// `edit step`, `edit step as "alter table …"`
enum EditStepCommand: Command {
  static let signature = Signature(
    "edit step", group: CommandGroup.steps, summary: "Give the next step another text.",
    .clause("as", .value, help: "the text; without it the editor opens"),
    discussion: """
      The step may have failed, or not have run yet. `step` then runs what it says now. An edited step
      of a migration is written back to its file by `keep`; an empty text takes the step out.
      """,
    examples: [
      "plan\nedit step as \"alter table author add column born date\"\nstep\ndiscard"
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    let walk = steps.walk
    guard !walk.isAtEnd else {
      throw call.failure("there is no further step", hint: "`step back` goes back to the last one")
    }
    let step = walk.steps[walk.next]
    guard step.migration == nil || step.statement != nil else {
      throw call.failure("this step has no text: it notes that the version is through")
    }
    let text = try text(of: step, call, interpreter)
    guard text != step.text else { return .null }
    do {
      try steps.mend(text)
    } catch let failure as StepFailure {
      throw StepWords.failure(failure, call)
    }
    return session.answer(call, .null, json: PlanJSON.lines(walk)) {
      session.console.show(
        StepText(steps, style: session.console.outputStyle).lines(from: walk.next))
    }
  }

  private static func text(
    of step: SteppedStatement, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> String {
    if let text = try call.text("as") { return text }
    guard interpreter.session.isInteractive else {
      throw call.failure("a script says what the step becomes", hint: "edit step as \"…\"")
    }
    guard interpreter.capabilities.allows(.processes) else {
      throw call.failure("this script may not start an editor")
    }
    return try EditCommand.edited(step.text, call.location)
  }
}
