package import Postgres

/// What a statement changes of a table while it goes through its rows.
package struct Pass: Sendable, Hashable {
  /// `alter table public.t`
  package let subject: SQL
  package let change: SQL

  package var sql: SQL { "\(subject) \(change)" }
}

/// Steps that follow one another and write the rows of one table anew, each for a column of its
/// own, become one: PostgreSQL goes through the rows once then.
enum OnePass {
  static func join(_ steps: [Step], in diff: Diff) -> [Step] {
    var joined: [Step] = []
    var run: [Step] = []
    for step in steps {
      if !fits(step, behind: run) {
        joined += together(run, in: diff)
        run = []
      }
      run.append(step)
    }
    return joined + together(run, in: diff)
  }

  private static func fits(_ step: Step, behind run: [Step]) -> Bool {
    guard let pass = step.statement.pass, let first = run.first else { return false }
    return pass.subject == first.statement.pass?.subject && step.phase == first.phase
      && !run.contains { $0.id == step.id }
  }

  private static func together(_ run: [Step], in diff: Diff) -> [Step] {
    guard let first = run.first, let subject = first.statement.pass?.subject,
      let id = diff.new[first.id]?.parent,
      run.count(where: { $0.statement.hazards.contains(.rewrites) }) > 1
    else { return run }
    var statement = first.statement
    statement.pass = nil
    statement.sql = subject
    for (place, step) in run.enumerated() {
      guard let change = step.statement.pass?.change else { continue }
      statement.sql += place == 0 ? "\n  \(change)" : ",\n  \(change)"
      statement.lock = max(statement.lock, step.statement.lock)
      statement.reach = statement.reach ?? step.statement.reach
      statement.recheck = max(statement.recheck, step.statement.recheck)
      for hazard in step.statement.hazards where !statement.hazards.contains(hazard) {
        statement.hazards.append(hazard)
      }
    }
    // Who writes all rows has read them.
    statement.hazards.removeAll { $0 == .scans }
    return [Step(id: id, statement: statement, parts: run.map(\.id), phase: first.phase)]
  }
}
