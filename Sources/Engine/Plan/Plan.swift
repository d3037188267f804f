import Postgres

/// One statement of a plan, with the object that it is about.
package struct Step: Sendable {
  package let id: ObjectID
  package let statement: Statement
  /// The objects that stand inside the statement: a new table's columns.
  package let parts: [ObjectID]

  package init(id: ObjectID, statement: Statement, parts: [ObjectID] = []) {
    self.id = id
    self.statement = statement
    self.parts = parts
  }
}

/// The statements that turn one database's schema into another's, in an order that runs.
package struct Plan: Sendable {
  package let steps: [Step]

  package var isEmpty: Bool { steps.isEmpty }
  package var isTransactional: Bool { steps.allSatisfy(\.statement.isTransactional) }

  package var destroysData: [Step] {
    steps.filter { $0.statement.hazards.contains(where: \.destroysData) }
  }

  package init(steps: [Step]) { self.steps = steps }

  /// Plans the way from the diff's old state to its new one.
  package init(_ diff: Diff) throws(PlanError) {
    steps = diff.isEmpty ? [] : try Planner(diff).steps()
  }

  /// As a script: each statement on lines of its own, ended by a semicolon; empty when nothing is
  /// to be done.
  package var script: String {
    steps.map { "\($0.statement.sql.text);\n" }.joined()
  }
}

/// Why no order of statements leads to the new state.
package struct PlanError: Error, Sendable, CustomStringConvertible {
  package let description: String
}
