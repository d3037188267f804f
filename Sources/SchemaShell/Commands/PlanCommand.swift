import Engine
import Lang
import Postgres

/// `plan`, `plan database to new.sql`
enum PlanCommand: Command {
  static let signature = Signature(
    "plan", group: CommandGroup.steps,
    summary: "List the statements that lead from FROM to TO, and get ready to walk through them.",
    .argument("from", .name("side"), .optional, help: "as for `diff`; the database without it"),
    PlanOptions.online,
    .flag("proving", help: "refuse the plan unless it leads to TO on a copy of FROM"),
    PlanOptions.file,
    .clause("to", .name("side"), help: "as for `diff`; the models without it"),
    Fills.parts.column, Fills.parts.value,
    Renames.part,
    discussion: """
      Each statement stands with the lock it takes and what it risks. When FROM is a connected
      database, `step` runs the next one in an open transaction, `step back` undoes it, any SQL may
      be run in between; `keep` commits, `discard` leaves the database as it was. `to file` keeps the
      plan as a script, which runs on no other state than the one that it was made for. `proving` runs
      the plan on a scratch copy of FROM's schema first, and refuses it unless what comes out is TO.

      `online` plans for a database at work: indexes are built concurrently, and before what they
      replace goes; constraints hold for new rows first and are then held against the old ones;
      nothing that keeps others out reads or writes every row. What PostgreSQL cannot do so is said.

      A column that becomes not null needs a value in rows that exist: in a terminal it is asked for,
      a script says `plan filling post.slug with (lower(title))`. `plan online` is refused where the
      database has such rows and nobody says it; they are filled a few pages at a time, each portion
      committed by itself.
      """,
    examples: [
      "plan", "plan old.sql to new.sql", "plan proving", "plan online",
      "plan to file release.schema",
      "load schema.sql\nalter table author drop column name;\n"
        + "plan online filling author.name with ('nobody')",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    if let steps = session.steps, steps.walk.isOpen {
      throw call.failure(
        "the steps of another plan are under way", hint: "`keep` or `discard` them first")
    }
    let comparison = try session.compare(call, interpreter)
    let plan = try session.plan(comparison, call)
    if call.has("proving") { try session.prove(plan, of: comparison) }
    if let target = comparison.target {
      session.steps = plan.isEmpty ? nil : Steps(StepSession(plan, on: target.connection))
    }
    session.sayNotCompared(comparison)
    if let path = try call.text("to file") {
      let text = PlanScript.text(plan, for: comparison.origin)
      return try session.save(text, to: path, call, interpreter)
    }
    return session.answer(call, .host(PlanValue(plan, target: comparison.target))) {
      if plan.isEmpty {
        session.console.say("nothing to do")
      } else if let steps = session.steps, comparison.target != nil {
        session.console.show(StepText(steps, style: session.console.outputStyle).lines)
      } else {
        session.console.show(PlanText(plan, style: session.console.outputStyle).lines)
      }
    }
  }
}

/// What every command that plans takes.
enum PlanOptions {
  static let online = Part.flag("online", help: "let others work meanwhile, wherever that can be")
  static let file = Part.clause(
    "to file", .path, help: "a script that runs the plan, on the state that it was made for")
}

extension Session {
  /// Writes a plan's script.
  func save(
    _ text: String, to path: String, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> Value {
    try ModelAccess(interpreter).write(path, text)
    return answer(call, Value(path)) { console.say("wrote \(path)") }
  }
}
