package import Postgres

/// A plan that was run on a copy of its source, statement by statement, and what each was seen to
/// do.
package struct Rehearsal: Sendable {
  /// One statement that ran.
  package struct Scene: Sendable {
    package let index: Int
    package let observation: Observation
  }

  package let scenes: [Scene]
  /// What stopped it: the number of the statement, and why.
  package let failure: (index: Int, error: any Error)?

  /// Runs the plan on a database that is in the state which it was made for.
  ///
  /// Every statement is committed by itself, so that its locks are its own. `report` is told of each
  /// before it runs.
  package static func run(
    _ plan: Plan, on connection: Connection, report: (Int) -> Void = { _ in }
  ) throws -> Rehearsal {
    // Bodies of functions may speak of what a later step makes.
    try connection.run("set check_function_bodies to off")
    return try run(plan.steps.count, on: connection, report: report) { index in
      let statement = plan.steps[index].statement
      return statement.isTransactional
        ? .inside { try connection.run(statement.sql) } : .apart(statement.sql)
    }
  }

  /// How a statement is run.
  package enum Performance {
    case inside(() throws -> Void)
    /// It takes no transaction.
    case apart(SQL)
  }

  /// The same for statements that somebody else knows how to run.
  package static func run(
    _ count: Int, on connection: Connection, report: (Int) -> Void = { _ in },
    perform: (Int) throws -> Performance
  ) throws -> Rehearsal {
    let observer = try Observer(connection, watcher: Connection(connection.settings))
    var scenes: [Scene] = []
    for index in 0..<count {
      report(index)
      do {
        let observation =
          switch try perform(index) {
          case .inside(let work): try observer.observe(work)
          case .apart(let sql): try observer.observeApart(sql)
          }
        scenes.append(Scene(index: index, observation: observation))
      } catch {
        if connection.isLost { throw error }
        return Rehearsal(scenes: scenes, failure: (index, error))
      }
    }
    return Rehearsal(scenes: scenes, failure: nil)
  }
}
