import Engine
import Lang

/// `plan upgrade`, `plan upgrade to 3`
enum PlanUpgradeCommand: Command {
  static let signature = Signature(
    "plan upgrade", group: CommandGroup.steps,
    summary: "List the statements of the pending migrations, to be taken step by step.",
    PlanOptions.file,
    .clause("to", .integer, help: "the version to stop at"),
    MigrationOptions.directory,
    discussion: """
      Nothing is run yet. `step` runs the first statement inside a transaction, `keep` commits.
      Statements that PostgreSQL takes in no transaction are marked; which locks those of a person
      take tells `rehearse upgrade`, which runs them on a copy. `to file` keeps the plan as a
      script, which runs on no other state, and with no other migrations.
      """,
    examples: ["generate\nconnect scratch as empty\nplan upgrade\nstep all\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.planMigrations(.upgrade, call, interpreter)
  }
}
