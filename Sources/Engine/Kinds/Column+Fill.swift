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
    let fill: SQL = "update \(name: table.names) set \(name: id.name) = \(value)"
    if statement.hazards.contains(rowHazard) {
      var open = self
      open.isNotNull = false
      return open.create([]) + [
        Statement(fill, lock: .rowExclusive, hazards: [.rewrites]),
        Statement("\(change) set not null", hazards: [.scans]),
      ]
    }
    guard statement.hazards.contains(nullHazard) else { return nil }
    var later = statement
    later.hazards.removeAll { $0 == nullHazard }
    return [
      Statement("\(fill) where \(name: id.name) is null", lock: .rowExclusive, hazards: []), later,
    ]
  }
}
