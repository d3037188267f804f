package import Postgres

/// Columns of tables that exist already, which a plan makes not null: rows may be in its way.
extension Plan {
  /// One of them, and the table whose rows matter.
  package struct Gap: Sendable {
    package let column: ObjectID
    package let table: ObjectID
    /// Rows have no value yet; of a column that is there only those matter that are null.
    package let isNew: Bool
  }

  package func gaps(in diff: Diff) -> [Gap] {
    steps.compactMap { step in
      guard let column = diff.new[step.id] as? Column, diff.old[column.table] != nil,
        column.filled(step.statement, with: "null") != nil
      else { return nil }
      return Gap(
        column: column.id, table: column.table, isNew: diff.old[column.id] == nil)
    }
  }

  /// The same plan, in which rows get these values first, in this order: a new column is added
  /// without its not null, filled when all new columns of its table are there, and made not null.
  package func filling(_ values: [(column: ObjectID, value: SQL)], in diff: Diff) -> Plan {
    var made: [Step] = []
    var waiting: [(order: Int, fill: Step, rest: [Step])] = []
    func flush() {
      waiting.sort { $0.order < $1.order }
      made += waiting.map(\.fill) + waiting.flatMap(\.rest)
      waiting = []
    }
    for step in steps {
      let column = diff.new[step.id] as? Column
      if let table = waiting.first.flatMap({ diff.new[$0.fill.id] as? Column })?.table,
        column?.table != table || diff.old[step.id] != nil
      {
        flush()
      }
      guard let column, let order = values.firstIndex(where: { $0.column == step.id }),
        let statements = column.filled(step.statement, with: values[order].value)
      else {
        made.append(step)
        continue
      }
      let all = statements.map {
        Step(id: step.id, statement: $0, parts: step.parts, phase: step.phase)
      }
      if diff.old[step.id] == nil, all.count > 1 {
        made.append(all[0])
        waiting.append((order, all[1], Array(all[2...])))
      } else {
        made += all
      }
    }
    flush()
    return Plan(steps: made)
  }
}
