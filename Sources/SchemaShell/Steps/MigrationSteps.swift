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
    let (chosen, selection) = try choose(project, direction, to: target, connection)
    guard !chosen.isEmpty else {
      steps = nil
      return answer(call, .int(0), json: PlanJSON.lines(Plan(steps: []))) {
        console.say("already current (version: \(selection.history.version))")
      }
    }
    let walk = StepSession(
      chosen, direction, history: selection.history, on: connection, perform: project.perform)
    if let path = try call.text("to file") {
      let above = chosen.last.map(\.version) ?? 0
      let below = selection.history.applied.map(\.version).last { $0 < above } ?? 0
      let end = direction == .upgrade ? above : target ?? below
      let text = PlanScript.text(walk, chosen, direction, to: end, for: try read(connection))
      return try save(text, to: path, call, interpreter)
    }
    let isShown = call.isStatement && !console.isMachine
    let planned = Steps(
      walk, of: project,
      seen: isShown ? try seen(walk, on: connection, call, interpreter) : SeenSteps())
    steps = planned
    return answer(call, .int(walk.steps.count), json: PlanJSON.lines(walk)) {
      console.show(StepText(planned, style: console.outputStyle).lines)
      sayStepsApart(walk)
    }
  }

  /// The migrations that a run would be about.
  func choose(
    _ project: MigrationProject, _ direction: Migration.Direction, to target: Int?,
    _ connection: Connection
  ) throws -> ([Migration], Selection) {
    do throws(MigrationFailure.Reason) {
      let selection = try Selection(project.migrations, connection)
      do throws(Refusal) {
        let chosen =
          try direction == .upgrade
          ? selection.pending(to: target, allowsGaps: false) : selection.surplus(to: target)
        return (chosen, selection)
      } catch {
        throw .refused(error)
      }
    } catch {
      throw ScriptFailure(MigrationFailure(error), direction)
    }
  }

  /// Refuses migrations that say something else than when they were planned.
  func checkPlanned(
    _ project: MigrationProject, _ direction: Migration.Direction, on connection: Connection,
    _ call: CommandCall
  ) throws {
    guard let wanted = try call.text("as planned") else { return }
    let chosen = try choose(project, direction, to: call.integer("to"), connection).0
    guard PlanScript.digest(chosen, direction) == wanted else {
      throw call.failure(
        "the migrations are not those that were planned", at: "as planned",
        hint: "make the plan anew: files were added or changed since, or the version is another")
    }
  }

  func read(_ connection: Connection) throws -> Snapshot {
    do {
      return try SnapshotReader.read(connection)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
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
