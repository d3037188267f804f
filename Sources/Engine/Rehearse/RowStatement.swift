import Postgres

/// The statement that makes the rows of one table, put together from what the catalog says of it.
enum RowStatement {
  case statement(SQL)
  case impossible(String)

  init(
    _ table: RowCatalog.Table, _ catalog: RowCatalog, _ values: inout RowValues,
    _ connection: Connection, _ wanted: Int
  ) throws(DatabaseError) {
    var choice: [Int: SQL] = [:]
    var joins: SQL = ""
    for (place, key) in catalog.keys(of: table).enumerated() {
      if key.target == table.oid { continue }
      let name = "key\(place)"
      // Two keys that share a column speak of the same row of its target.
      let shared = zip(key.columns, key.targetColumns).compactMap { column, target in
        choice[column].map { chosen -> SQL in "\(name: target) = \(chosen)" }
      }
      let given = key.targetColumns.map { target -> SQL in "\(name: target) is not null" }
      let conditions = (shared + given).joined(separator: " and ")
      let columns = key.targetColumns.map { column -> SQL in "\(name: column)" }.joined()
      let rows: SQL = """
        select \(columns), row_number() over (order by \(columns)) - 1 as place,
          count(*) over () as count
        from \(key.targetName) where \(conditions)
        """
      let way: SQL = key.isOptional ? " left" : " inner"
      // What depends on another key is looked for again for every row.
      joins +=
        shared.isEmpty
        ? """
        \(way) join (\(rows)) \(name: name) on \(name: name).place
          = i % (select nullif(count(*), 0) from \(key.targetName) where \(conditions))
        """
        : """
        \(way) join lateral (select \(columns) from (\(rows)) rows
          where place = i % count limit 1) \(name: name) on true
        """
      for (column, target) in zip(key.columns, key.targetColumns) where choice[column] == nil {
        choice[column] = "\(name: name).\(name: target)"
      }
    }
    let own = Set(
      catalog.keys(of: table).filter { $0.target == table.oid }.flatMap(\.columns))
    let checked = Set(table.checks.flatMap(\.columns))
    let isSearched = !table.checks.isEmpty
    var columns: [(name: String, value: SQL)] = []
    for column in table.columns {
      if let chosen = choice[column.number] {
        columns.append((column.name, chosen))
        continue
      }
      if own.contains(column.number), !column.isNotNull { continue }
      if column.isCounted, !table.isPartition { continue }
      let isTried =
        checked.contains(column.number) || table.checks.contains { $0.columns.isEmpty }
      let literals = isTried ? table.checks.flatMap(\.literals) : []
      let isCompared = table.checks.contains {
        $0.columns.count > 1 && $0.columns.contains(column.number)
      }
      let candidates = try values.candidates(
        for: column, literals: literals, isCompared: isCompared)
      guard let first = candidates.first else {
        if column.isNotNull, column.defaultValue == nil {
          let type = values.title(of: column.type)
          self = .impossible("no value of type \(type) is known for \(column.name)")
          return
        }
        continue
      }
      columns.append((column.name, Self.mixed(candidates, column.number) ?? first))
    }
    let list = columns.map { column -> SQL in "\(name: column.name)" }.joined()
    let made = columns.map { column -> SQL in "\(column.value) as \(name: column.name)" }.joined()
    let conditions = table.checks.map { check -> SQL in "(\(check.condition)) is not false" }
    let filter: SQL =
      conditions.isEmpty ? "" : " where \(conditions.joined(separator: " and "))"
    let tries = isSearched ? wanted * 40 : wanted
    guard !columns.isEmpty else {
      self = .statement(
        """
        insert into \(name: table.name) select from generate_series(1, \(literal: wanted))
        """)
      return
    }
    self = .statement(
      """
      insert into \(name: table.name) (\(list)) overriding system value
      select \(list) from (select \(made)
        from generate_series(1, \(literal: tries)) i\(joins) order by i) \(name: table.name[1])\(filter)
      limit \(literal: wanted)\(table.isDeferred ? "" : " on conflict do nothing")
      """)
  }

  /// One of several values, by the row's number; another one in each column.
  private static func mixed(_ candidates: [SQL], _ number: Int) -> SQL? {
    guard candidates.count > 1 else { return nil }
    let cases = candidates.enumerated().map { place, value -> SQL in
      " when \(literal: place) then \(value)"
    }.joined(separator: "")
    return """
      case (hashint4(i * 64 + \(literal: number))::bigint & 2147483647) \
      % \(literal: candidates.count)\(cases) end
      """
  }
}
