import Engine
import Lang

/// `discard`
enum DiscardCommand: Command {
  static let signature = Signature(
    "discard", group: CommandGroup.steps,
    summary: "Undo the steps that ran and are not kept, and leave the plan.",
    .flag("keeping edits", help: "write edited steps of migrations to their files all the same"),
    examples: ["plan\nstep\ndiscard"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    try session.walking(steps, call) { try steps.walk.discard() }
    let edited = steps.mendedFiles
    if call.has("keeping edits")
      || !edited.isEmpty && session.console.ask != nil
        && session.confirm("write the edited steps to \(edited.joined(separator: ", "))?")
    {
      for file in try steps.saveMended() { session.console.say("wrote \(file)") }
    } else if !edited.isEmpty {
      session.console.say(
        "the edited steps are not written to \(edited.joined(separator: ", ")): "
          + "`discard keeping edits` does that")
    }
    session.steps = nil
    return session.answer(call, .null, json: PlanJSON.lines(steps.walk)) {
      session.console.say(
        steps.walk.kept == 0
          ? "the database is as it was" : "the first \(steps.walk.kept) steps are kept")
    }
  }
}
