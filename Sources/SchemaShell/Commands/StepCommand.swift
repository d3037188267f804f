import Engine
import Lang

/// `step`, `step 3`
enum StepCommand: Command {
  static let signature = Signature(
    "step", group: CommandGroup.steps,
    summary: "Run the next step of the plan in an open transaction, and show what it changed.",
    .argument("count", .integer, .optional, help: "how many"),
    examples: ["plan\nstep\ndiscard", "plan\nstep 1\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    let count = try call.integer("count") ?? 1
    guard count > 0 else {
      throw call.failure("count must be positive", at: "count", hint: "`step back` goes back")
    }
    return try session.forward(steps, count, call)
  }
}

/// `step all`
enum StepAllCommand: Command {
  static let signature = Signature(
    "step all", group: CommandGroup.steps, summary: "Run all steps that are left.",
    examples: ["plan\nstep all\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    return try session.forward(steps, steps.walk.steps.count, call)
  }
}

/// `step back`, `step back 2`
enum StepBackCommand: Command {
  static let signature = Signature(
    "step back", group: CommandGroup.steps,
    summary: "Undo the last step, and whatever ran since.",
    .argument("count", .integer, .optional, help: "how many"),
    examples: ["plan\nstep\nstep back\ndiscard"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let steps = try session.currentSteps(call)
    let count = try call.integer("count") ?? 1
    let change = try session.walking(steps, call) { try steps.back(max(1, count)) }
    return try session.show(change, of: steps, call)
  }
}

extension Session {
  func forward(_ steps: Steps, _ count: Int, _ call: CommandCall) throws -> Value {
    guard !steps.walk.isAtEnd else {
      throw call.failure("there is no further step", hint: "`keep` commits what ran")
    }
    return try show(
      walking(steps, call) { try steps.forward(count) }, of: steps, call)
  }

  func show(_ change: StateChange, of steps: Steps, _ call: CommandCall) throws -> Value {
    let change = try comparison(of: change)
    return answer(call, .host(change)) {
      console.show(ChangeText(change, style: console.outputStyle).lines)
      sayPosition(steps)
    }
  }
}
