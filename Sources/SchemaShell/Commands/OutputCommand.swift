import Lang

/// `output expanded`
enum OutputCommand: Command {
  static let signature = Signature(
    "output", group: CommandGroup.shell, summary: "Choose how rows are shown.",
    .argument("format", .choice(TableFormat.allCases.map(\.rawValue)), .optional),
    .clause("null", .value, help: "what stands for null"),
    examples: ["output expanded", "output table null \"∅\"", "output table null \"\""])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    if let name = try call.text("format"), let format = TableFormat(rawValue: name) {
      session.format = format
    }
    if let null = try call.text("null") { session.nullText = null }
    if session.isInteractive { session.console.say("output is \(session.format.rawValue)") }
    return Value(session.format.rawValue)
  }
}
