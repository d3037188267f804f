import Engine

/// A plan as JSON, for programs: its statements in order, and how many of them have run.
enum PlanJSON {
  static func lines(_ plan: Plan) -> [String] {
    document(plan.steps.map { facts($0.statement) + what($0.id) }, next: 0, kept: 0)
  }

  static func lines(_ walk: StepSession) -> [String] {
    let steps = walk.steps.map { step -> [(String, String)] in
      if let planned = step.planned { return facts(planned) }
      var pairs = [
        ("sql", JSONText.string(step.text)), ("transactional", "\(step.isTransactional)"),
      ]
      if let migration = step.migration { pairs.append(("version", "\(migration.version)")) }
      if let place = step.place { pairs.append(("place", JSONText.string(place))) }
      return pairs
    }
    return document(steps, next: walk.next, kept: walk.kept)
  }

  private static func document(_ steps: [[(String, String)]], next: Int, kept: Int) -> [String] {
    let head = "{\"next\":\(next),\"kept\":\(kept),\"steps\":["
    guard !steps.isEmpty else { return [head + "]}"] }
    let rows = steps.enumerated().map { index, step in
      " " + JSONText.object(step) + (index == steps.count - 1 ? "" : ",")
    }
    return [head] + rows + ["]}"]
  }

  private static func facts(_ statement: Statement) -> [(String, String)] {
    [
      ("sql", JSONText.string(statement.sql.text)),
      ("lock", statement.lock == .none ? "null" : JSONText.string(statement.lock.title)),
      ("hazards", JSONText.array(statement.hazards.map { JSONText.string($0.title) })),
      ("destroys", JSONText.array(statement.losses.map(JSONText.string))),
      ("transactional", "\(statement.isTransactional)"),
      ("committed_by_itself", "\(statement.isAlone)"),
      ("in_portions", "\(statement.isAlone && statement.batch != nil)"),
    ]
  }

  private static func what(_ id: ObjectID) -> [(String, String)] {
    [
      ("kind", JSONText.string(id.kind.rawValue)),
      ("name", JSONText.array(id.names.map(JSONText.string))),
    ]
  }
}
