import Lang

/// `announce ops "1.4 is out"`: a command that the shell does not have, made of one signature.
enum Announce: Command {
  static let signature = Signature(
    "announce", summary: "Tell a channel.",
    .argument("channel", .choice(["ops", "everyone"])), .argument("text", .value),
    examples: ["announce ops \"1.4 is out\""])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard let bot = interpreter.owner as? ReleaseBot else { return .null }
    let channel = try call.text("channel") ?? "ops"
    let text = interpreter.display(call.value("text") ?? .null)
    guard text.count <= 200 else {
      throw call.failure("an announcement has at most 200 characters", at: "text")
    }
    bot.announcements.append("#\(channel) \(text)")
    return .null
  }
}
