import Postgres

/// Values for rows that were there before their column had to have one: without them such a column
/// cannot be added, nor made not null.
extension Column {
  /// Rows have no value for a column that is new.
  var rowHazard: Hazard { .mayFail("\(table) has rows, which would have no value for \(id.name)") }

  /// Rows may hold nulls.
  var nullHazard: Hazard { .mayFail("rows where \(id) is null") }

  /// The statement with which rows get a value first; nil when it stands in no row's way.
  func filled(_ statement: Statement, with value: SQL) -> [Statement]? {
    let change: SQL = "alter table \(name: table.names) alter column \(name: id.name)"
    if statement.hazards.contains(rowHazard) {
      var open = self
      open.isNotNull = false
      return open.create([]) + [
        filling(with: value, isOfAllRows: true),
        Statement("\(change) set not null", hazards: [.scans], online: onlineNotNull),
      ]
    }
    guard statement.hazards.contains(nullHazard) else { return nil }
    var later = statement
    later.hazards.removeAll { $0 == nullHazard }
    return [filling(with: value, isOfAllRows: false), later]
  }

  /// Rows get a value: all of them, or those that have none.
  func filling(with value: SQL, isOfAllRows: Bool) -> Statement {
    let assignment: SQL = "\(name: id.name) = \(value)"
    let condition: SQL = "\(name: id.name) is null"
    let batch = Batch(table: table.names, assignment: assignment, condition: condition)
    var statement = Statement(
      isOfAllRows ? "update \(name: table.names) set \(assignment)" : batch.whole,
      lock: .rowExclusive, hazards: [isOfAllRows ? .rewrites : .scans])
    statement.batch = batch
    return statement
  }
}
