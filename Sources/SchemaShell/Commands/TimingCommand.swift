import Lang

/// `timing on`
enum TimingCommand: Command {
  static let signature = Signature(
    "timing", group: CommandGroup.shell, summary: "Say how long each statement took.",
    .argument("state", .choice(["on", "off"]), .optional, help: "without it, the other one"),
    examples: ["timing on", "timing off"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    session.showsTiming = try call.text("state").map { $0 == "on" } ?? !session.showsTiming
    if session.isInteractive {
      session.console.say("timing is \(session.showsTiming ? "on" : "off")")
    }
    return .bool(session.showsTiming)
  }
}
