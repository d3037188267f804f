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
      Each is shown with the locks that it took on a scratch copy of the database, what it rewrote
      and read there, and where it is written; `rehearse upgrade` does the same with more rows.
      Statements that PostgreSQL takes in no transaction are marked. `to file` keeps the plan as a
      script, which runs on no other state, and with no other migrations.
      """,
    examples: ["generate\nconnect scratch as empty\nplan upgrade\nstep all\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.planMigrations(.upgrade, call, interpreter)
  }
}
