import Engine
import Lang
import Postgres

/// `sync`, `sync allowing data loss`
enum SyncCommand: Command {
  static let signature = Signature(
    "sync", group: CommandGroup.models, summary: "Bring the database to its models.",
    .flag("allowing data loss", help: "a script must say so before it destroys data"),
    Renames.part,
    discussion: """
      Everything runs in one transaction: either the database matches its models afterwards, or it
      is as it was. In a terminal, what would be destroyed is named and asked for first.
      """,
    examples: ["sync", "sync allowing data loss"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let model = try session.loadedModel(interpreter)
    let comparison = try session.compare(.connection(connection), .model(model), call)
    let value = Value.host(comparison)
    let states = CommonStates(session, model.files.paths, connection)
    guard !comparison.isEmpty else {
      states?.keep(model.snapshot)
      session.sayNotCompared(comparison)
      return session.answer(call, value) {
        session.console.say("nothing to do: the database matches its models")
      }
    }
    if call.isStatement, !session.console.isMachine {
      session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
    }
    session.sayNotCompared(comparison)
    guard try session.mayRun(comparison.plan, call) else { return value }
    try session.apply(comparison.plan, on: connection)
    let left = try session.compare(.connection(connection), .model(model))
    guard left.isEmpty else {
      throw call.failure("after all steps the database still differs:\n\(left.display)")
    }
    states?.keep(model.snapshot)
    return session.answer(call, value) {
      let count = comparison.plan.steps.count
      session.console.say("done: \(count) \(ObjectCounts.plural("statement", count))")
    }
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
