import Engine
import Lang

/// `downgrade`, `downgrade to 1`
enum DowngradeCommand: Command {
  static let signature = Signature(
    "downgrade", group: CommandGroup.migrations, summary: "Take migrations back.",
    .clause("to", .integer, help: "the version to come to; 0 is before the first"),
    .flag("one by one", help: "commit after each migration"),
    .clause("as planned", .value, help: "only if the migrations are those of a saved plan"),
    MigrationOptions.directory,
    discussion: """
      Without a version the last migration is taken back. Each runs its `downgrade { … }`, the last
      one first, all in one transaction. If one of them has none, nothing is run.
      """,
    examples: ["downgrade", "downgrade to 0"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.migrate(.downgrade, call, interpreter)
  }
}
