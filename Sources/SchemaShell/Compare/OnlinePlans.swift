import Engine
import Lang

/// Plans that let others work meanwhile.
extension Comparison {
  /// The plan, online, and what of it cannot be. `fill` says what rows get first.
  func online(_ fill: (Plan) throws -> Plan = { $0 }) throws -> OnlinePlan {
    do {
      let plan = try Plan(diff, isOnline: true)
      return OnlinePlan(Plan(steps: (renaming?.steps ?? []) + (try fill(plan).steps)), of: diff)
    } catch let error as PlanError {
      throw ScriptFailure("no order of statements leads there: \(error.description)")
    }
  }
}

extension Session {
  /// What cannot be done while others work is said before anybody relies on it.
  func sayObstacles(_ online: OnlinePlan) {
    for obstacle in online.obstacles {
      console.warn("not online: \(obstacle.step.id): \(obstacle.reason)")
    }
  }
}
