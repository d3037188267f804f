import Engine
import Lang
import Postgres

/// Migrations as a plan that is walked through.
extension Session {
  func planMigrations(
    _ direction: Migration.Direction, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> Value {
    if let steps, steps.walk.isOpen {
      throw call.failure(
        "the steps of another plan are under way", hint: "`keep` or `discard` them first")
    }
    let project = try MigrationProject(migrationPath(call), interpreter)
    let connection = try connection()
    let target = try call.integer("to")
    let chosen: [Migration]
    let selection: Selection
    do throws(MigrationFailure.Reason) {
      selection = try Selection(project.migrations, connection)
      do throws(Refusal) {
        chosen =
          try direction == .upgrade
          ? selection.pending(to: target, allowsGaps: false) : selection.surplus(to: target)
      } catch {
        throw .refused(error)
      }
    } catch {
      throw ScriptFailure(MigrationFailure(error), direction)
    }
    guard !chosen.isEmpty else {
      steps = nil
      return answer(call, .int(0), json: PlanJSON.lines(Plan(steps: []))) {
        console.say("already current (version: \(selection.history.version))")
      }
    }
    let walk = StepSession(
      chosen, direction, history: selection.history, on: connection, perform: project.perform)
    steps = Steps(walk, of: project)
    return answer(call, .int(walk.steps.count), json: PlanJSON.lines(walk)) {
      console.show(StepText(walk, style: console.outputStyle).lines)
      sayStepsApart(walk)
    }
  }

  private func sayStepsApart(_ steps: StepSession) {
    let apart = steps.stepsApart.map { String($0 + 1) }
    guard !apart.isEmpty else { return }
    console.warn(
      "\(ObjectCounts.plural("step", apart.count)) \(apart.joined(separator: ", ")) cannot run "
        + "inside a transaction: `keep` what comes before, then it runs by itself, for good")
  }
}
