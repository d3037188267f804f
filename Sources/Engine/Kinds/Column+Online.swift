import Postgres

/// Columns that become not null while others work: a check promises it for new rows, is held
/// against the old ones, and then PostgreSQL takes its word.
extension Column {
  var onlineNotNull: [Statement] {
    let table: SQL = "alter table \(name: self.table.names)"
    let check = GeneratedName.make(self.table.name, id.name, suffix: "is_set")
    return [
      Statement(
        "\(table) add constraint \(name: check) check (\(name: id.name) is not null) not valid"),
      Statement(
        "\(table) validate constraint \(name: check)", lock: .shareUpdateExclusive,
        hazards: [.scans, nullHazard]),
      Statement(settingNotNull),
      Statement("\(table) drop constraint \(name: check)"),
    ]
  }

  /// A new column that shall not be null, and for which rows that are there have no value.
  var onlineCreation: [Statement] {
    var open = self
    open.isNotNull = false
    return open.create([]) + onlineNotNull
  }

  /// A new column in which every row gets another value: rows that come get theirs at once, the
  /// others in portions.
  func onlineCreation(filledBy usual: ColumnDefault) -> [Statement] {
    var open = self
    open.isNotNull = false
    return open.create([]) + usual.create([])
      + [filling(with: "\(catalog: usual.expression)", isOfAllRows: false)]
      + (isNotNull ? onlineNotNull : [])
  }
}
