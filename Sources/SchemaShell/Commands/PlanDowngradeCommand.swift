import Engine
import Lang

/// `plan downgrade`, `plan downgrade to 3`
enum PlanDowngradeCommand: Command {
  static let signature = Signature(
    "plan downgrade", group: CommandGroup.steps,
    summary: "List the statements that take migrations back, to be taken step by step.",
    PlanOptions.file,
    .clause("to", .integer, help: "the version to come to; the one before without it"),
    MigrationOptions.directory,
    discussion: """
      Nothing is run yet. `step` runs the first statement inside a transaction, `keep` commits.
      Statements that PostgreSQL takes in no transaction are marked. `to file` keeps the plan as a
      script, which runs on no other state, and with no other migrations.
      """,
    examples: [
      "generate\nconnect scratch as empty\nupgrade\nplan downgrade to 0\nstep all\nkeep"
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.planMigrations(.downgrade, call, interpreter)
  }
}
