import Engine
import Lang
import Postgres

/// `sync`, `sync allowing data loss`
enum SyncCommand: Command {
  static let signature = Signature(
    "sync", group: CommandGroup.models, summary: "Bring the database to its models.",
    .flag("allowing data loss", help: "a script must say so before it destroys data"),
    .flag("overwriting database", help: "and this, before changes of the database go"),
    Fills.parts.column, Fills.parts.value,
    Renames.part,
    SyncLog.comment,
    discussion: """
      Everything runs in one transaction: either the database matches its models afterwards, or it
      is as it was. In a terminal, what would be destroyed is named and asked for first.

      What was changed in the database since it and the models last agreed would be lost: in a
      terminal that is asked for, too, and a script is refused unless it says `overwriting database`.
      `status` shows it, `merge` keeps it.

      A column that becomes not null needs a value in rows that exist: in a terminal it is asked for,
      a script says `sync filling post.slug with (lower(title))`.
      """,
    examples: [
      "sync", "sync allowing data loss", "sync overwriting database",
      "sync commented \"the first release\"",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let standing = try Standing(session, interpreter, call)
    let comparison = standing.comparison
    let value = Value.host(comparison)
    guard !comparison.isEmpty else {
      standing.keepAgreement()
      session.sayNotCompared(comparison)
      return session.answer(call, value) {
        session.console.say("nothing to do: the database matches its models")
      }
    }
    if call.isStatement, !session.console.isMachine {
      session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
    }
    session.sayNotCompared(comparison)
    guard try mayOverwrite(standing, call, session) else { return value }
    let plan = try Fills.plan(
      comparison.plan, of: comparison, call, session, rowsOf: .database(standing.connection))
    guard try session.mayRun(plan, call) else { return value }
    try session.apply(plan, on: standing.connection)
    let left = try session.compare(.connection(standing.connection), .model(standing.model))
    guard left.isEmpty else {
      throw call.failure("after all steps the database still differs:\n\(left.display)")
    }
    standing.states?.keep(left.diff.new)
    try session.log(
      "sync", call, interpreter, from: comparison.origin, to: left.diff.new, sql: plan.script,
      standing.model.files.paths)
    return session.answer(call, value) {
      let count = plan.steps.count
      session.console.say("done: \(count) \(ObjectCounts.plural("statement", count))")
    }
  }

  private static func mayOverwrite(
    _ standing: Standing, _ call: CommandCall, _ session: Session
  ) throws -> Bool {
    let moved = standing.threeWay?.moved(on: .database) ?? []
    return try session.mayOverwrite(
      moved.map(\.id.description), "overwriting database", call,
      why: "the database has changed since it and the models agreed",
      hint: "`status` shows how, `merge` keeps both, `pull` takes it into the models; "
        + "`sync overwriting database` writes over it")
  }
}

extension Session {
  /// Whether a plan may run: destroying data is asked for in a terminal and must be allowed in a
  /// script.
  func mayRun(_ plan: Plan, _ call: CommandCall) throws -> Bool {
    let losses = plan.steps.flatMap(\.statement.losses)
    let isAllowed =
      call.signature.part("allowing data loss") != nil && call.has("allowing data loss")
    guard !losses.isEmpty, !isAllowed else {
      guard isInteractive, !assumesYes else { return true }
      return confirm(
        "run \(plan.steps.count) \(ObjectCounts.plural("statement", plan.steps.count))?")
    }
    let list = losses.map { "  \($0)" }.joined(separator: "\n")
    if isInteractive || console.ask != nil || assumesYes {
      console.warn("this destroys data:\n\(list)")
      return confirm("destroy it?")
    }
    throw call.failure(
      "this would destroy data:\n\(list)",
      hint: "`\(call.signature.title) allowing data loss` does it all the same")
  }

  /// Runs a plan to its end, or leaves the database as it was.
  func apply(_ plan: Plan, on connection: Connection) throws {
    defer {
      definitionCount += 1
      console.progress?(nil)
    }
    let count = plan.steps.count
    do throws(ApplyError) {
      try running.track(connection) { () throws(ApplyError) in
        try Apply.run(plan, on: connection) { [console] progress in
          guard case .starting(let index, let step) = progress else { return }
          console.progress?("\(index + 1)/\(count) \(step.id)")
        }
      }
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: ApplyError) -> ScriptFailure {
    var failure = ScriptFailure(error.error)
    if let step = error.step {
      failure.diagnostics[0].notes.append(.init("in this statement:\n\(step.statement.sql.text);"))
    }
    let stays =
      error.committed == 0
      ? "nothing was changed: the database is as it was"
      : "the first \(error.committed) statements are committed and stay"
    failure.diagnostics[0].notes.append(.init(stays))
    return failure
  }
}
