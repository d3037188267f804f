import Engine
import Lang

/// `plan upgrade`, `plan upgrade to 3`
enum PlanUpgradeCommand: Command {
  static let signature = Signature(
    "plan upgrade", group: CommandGroup.steps,
    summary: "List the statements of the pending migrations, to be taken step by step.",
    .clause("to", .integer, help: "the version to stop at"),
    MigrationOptions.directory,
    discussion: """
      Nothing is run yet. `step` runs the first statement inside a transaction, `keep` commits.
      Statements that PostgreSQL takes in no transaction are marked.
      """,
    examples: ["generate\nconnect scratch as empty\nplan upgrade\nstep all\nkeep"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    if let steps = session.steps, steps.walk.isOpen {
      throw call.failure(
        "the steps of another plan are under way", hint: "`keep` or `discard` them first")
    }
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    let connection = try session.connection()
    let target = try call.integer("to")
    let pending: [Migration]
    let selection: Selection
    do throws(MigrationFailure.Reason) {
      selection = try Selection(project.migrations, connection)
      do throws(Refusal) {
        pending = try selection.pending(to: target, allowsGaps: false)
      } catch {
        throw .refused(error)
      }
    } catch {
      throw ScriptFailure(MigrationFailure(error), .upgrade)
    }
    guard !pending.isEmpty else {
      session.steps = nil
      session.console.say("already current (version: \(selection.history.version))")
      return .int(0)
    }
    let steps = StepSession(
      pending, .upgrade, history: selection.history, on: connection, perform: project.perform)
    session.steps = Steps(steps)
    if call.isStatement {
      session.console.show(StepText(steps, style: session.console.outputStyle).lines)
      session.sayStepsApart(steps)
    }
    return .int(steps.steps.count)
  }
}

extension Session {
  func sayStepsApart(_ steps: StepSession) {
    let apart = steps.stepsApart.map { String($0 + 1) }
    guard !apart.isEmpty else { return }
    console.warn(
      "\(ObjectCounts.plural("step", apart.count)) \(apart.joined(separator: ", ")) cannot run "
        + "inside a transaction: `keep` what comes before, then it runs by itself, for good")
  }
}
