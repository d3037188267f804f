import Engine
import Lang
import Postgres

/// `compare database models`, `compare (log 1) database`
enum CompareCommand: Command {
  static let signature = Signature(
    "compare", group: CommandGroup.look,
    summary: "Show two schemas side by side, where they differ; without both, database and models.",
    .argument(
      "from", .name("side"), .optional,
      help: "database, models, migrations, a connection, a URL, a file, a folder or (log 2)"),
    .argument("to", .name("side"), .optional, help: "the same"),
    .option("exit-code", help: "end with status 4 when there are differences"),
    discussion: """
      Each object that differs is written as a model writes it, the one side's left, the other's right:
        <  only left     >  only right     |  other words
      Lines that both have stand around them. In a terminal lines are broken to fit into half of it,
      elsewhere they stay whole. `diff` says the same as changes that would lead from left to right.
      """,
    examples: ["compare", "compare old.sql new.sql", "init\nsync\ncompare (log 1) database"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let comparison = try session.comparisonTold(call, interpreter)
    guard call.isStatement else { return .host(comparison) }
    let pairs = try SideBySide(comparison, session)
    guard !session.console.isMachine else {
      session.console.show(pairs.jsonLines)
      return .host(comparison)
    }
    if comparison.isEmpty {
      session.console.say("no differences")
    } else {
      let titles = try (title(call["from"], "database"), title(call["to"], "models"))
      session.console.show(
        pairs.lines(
          titles, style: session.console.outputStyle, width: session.console.width?()))
    }
    return .host(comparison)
  }

  private static func title(_ argument: CommandArgument?, _ usual: String) throws -> String {
    guard let argument else { return usual }
    if let entry = argument.value.hostObject as? LoggedChange { return entry.name }
    let text = argument.value.textValue ?? argument.value.typeName
    // A URL may hold a password.
    return text.contains("://") ? "server" : text
  }
}
