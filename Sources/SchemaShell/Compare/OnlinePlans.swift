import Engine
import Lang

/// Plans as commands ask for them: with values for rows that need some, and letting others work
/// meanwhile.
extension Comparison {
  /// The plan, online, and what of it cannot be. `fill` says what rows get first.
  func online(_ fill: (Plan) throws -> Plan = { $0 }) throws -> OnlinePlan {
    do {
      let plan = try Plan(diff, isOnline: true)
      return OnlinePlan(Plan(steps: (renaming?.steps ?? []) + (try fill(plan).steps)), of: diff)
    } catch let error as PlanError {
      throw ScriptFailure(error)
    }
  }
}

extension Session {
  /// The comparison's plan as the command asks for it: what it says of `online` and `filling`. Rows
  /// that matter are those of the database that the plan is for. A script's plan whose steps are all
  /// undone together is not refused for them: a step that fails can be given another text.
  func plan(_ comparison: Comparison, _ call: CommandCall) throws -> Plan {
    let matter = isInteractive || call.has("online")
    let target = matter ? comparison.target : nil
    let rows = target.map { Fills.Rows.database($0.connection) } ?? .unknown
    return try plan(comparison, isOnline: call.has("online")) { plan in
      try Fills.plan(plan, of: comparison, call, self, rowsOf: rows)
    }
  }

  /// What cannot be done while others work is said before anybody relies on it.
  func plan(
    _ comparison: Comparison, isOnline: Bool, fill: (Plan) throws -> Plan
  ) throws -> Plan {
    guard isOnline else { return try fill(comparison.plan) }
    let online = try comparison.online(fill)
    for obstacle in online.obstacles {
      console.warn("not online: \(obstacle.step.id): \(obstacle.reason)")
    }
    return online.plan
  }
}
