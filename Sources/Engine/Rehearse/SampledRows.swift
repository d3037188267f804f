package import Postgres

/// Fills the tables of an empty copy with rows of a real database: some of each table, and whatever
/// rows those refer to.
package struct SampledRows {
  private let source: Connection
  private let copy: Connection
  private let catalog: RowCatalog
  private var filled: [UInt32: (rows: Int, note: String?)] = [:]

  /// Gives what became of each table. `source` is only read, all of it at one moment.
  package static func copy(
    _ count: Int, from source: Connection, to copy: Connection
  ) throws(DatabaseError) -> [FilledTable] {
    try source.run("begin isolation level repeatable read read only")
    defer { if !source.isLost { _ = try? source.run("rollback") } }
    return try RowFilling.run(on: copy) { () throws(DatabaseError) in
      var rows = SampledRows(source, copy, try RowCatalog(copy))
      for table in rows.roots { try rows.sample(count, of: table) }
      while try rows.fetchMissing() {}
      return rows.roots.map { table in
        let found = rows.filled[table.oid]
        return FilledTable(name: table.name, rows: found?.rows ?? 0, note: found?.note)
      }
    }
  }

  private init(_ source: Connection, _ copy: Connection, _ catalog: RowCatalog) {
    self.source = source
    self.copy = copy
    self.catalog = catalog
  }

  /// Rows of a partition are asked of the whole, which puts them in their places again.
  private var roots: [RowCatalog.Table] { catalog.tables.filter { !$0.isPartition } }

  private mutating func sample(
    _ count: Int, of table: RowCatalog.Table
  ) throws(DatabaseError) {
    let only: SQL = table.sort == "r" ? "only " : ""
    do throws(DatabaseError) {
      let known = try asked {
        () throws(DatabaseError) in
        try source.run(
          "select reltuples::bigint from pg_class where oid = \(literal: Self.text(table.name))::regclass"
        ).string(0, 0)
      }
      // From all over the table, where it is large.
      let total = max(1, Double(known) ?? 0)
      let share = min(100, 150 * Double(count) / total)
      let part: SQL =
        share < 100 ? " tablesample bernoulli (\(SQL(trusted: String(share))))" : ""
      try move(
        "from \(only)\(name: table.name)\(part) limit \(literal: count)", into: table)
    } catch {
      guard !source.isLost, !copy.isLost else { throw error }
      filled[table.oid, default: (0, nil)].note = error.message
    }
  }

  private static func text(_ name: [String]) -> String { ("\(name: name)" as SQL).text }

  /// Brings the rows that foreign keys of copied rows refer to; false when none was missing, or none
  /// could be had.
  private mutating func fetchMissing() throws(DatabaseError) -> Bool {
    var hasMoved = false
    for table in catalog.tables where table.sort == "r" {
      for key in catalog.keys(of: table) {
        guard let target = root(of: key.target) else { continue }
        let missing = try missingKeys(key, of: table)
        guard missing.contains(where: { !$0.isEmpty }) else { continue }
        let lists = zip(missing, key.targetTypes).map { values, type -> SQL in
          let list = values.map { value -> SQL in "\(literal: value)" }.joined()
          return "array[\(list)]::\(SQL(trusted: type))[]"
        }
        let names = key.targetColumns.map { name -> SQL in "\(name: name)" }.joined()
        let wanted: SQL =
          "from \(name: target.name) where (\(names)) in (select * from unnest(\(lists.joined())))"
        do throws(DatabaseError) {
          if try move(wanted, into: target) > 0 { hasMoved = true }
        } catch {
          guard !source.isLost, !copy.isLost else { throw error }
          filled[target.oid, default: (0, nil)].note = error.message
        }
      }
    }
    return hasMoved
  }

  /// Column by column, the keys that a table's rows refer to and the copy does not have.
  private func missingKeys(
    _ key: RowCatalog.Key, of table: RowCatalog.Table
  ) throws(DatabaseError) -> [[String]] {
    let names = key.columns.compactMap { number in
      table.columns.first { $0.number == number }?.name
    }
    guard names.count == key.targetColumns.count else { return [] }
    let list = names.map { name -> SQL in "o.\(name: name)::text" }.joined()
    let given = names.map { name -> SQL in "o.\(name: name) is not null" }
      .joined(separator: " and ")
    let same = zip(names, key.targetColumns).map { name, target -> SQL in
      "t.\(name: target) = o.\(name: name)"
    }.joined(separator: " and ")
    var missing = [[String]](repeating: [], count: names.count)
    try copy.run(
      """
      select distinct \(list) from \(name: table.name) o where \(given)
        and not exists (select from \(key.targetName) t where \(same)) limit 5000
      """
    ).forEachRow { row in for place in names.indices { missing[place].append(row.text()) } }
    return missing
  }

  private func root(of oid: UInt32) -> RowCatalog.Table? {
    let id = catalog.root(of: oid)
    return catalog.tables.first { $0.oid == id }
  }

  /// Copies the rows of a query and gives how many they are.
  @discardableResult
  private mutating func move(
    _ rest: SQL, into table: RowCatalog.Table
  ) throws(DatabaseError) -> Int {
    guard !table.columns.isEmpty else { return 0 }
    let columns = table.columns.map { column -> SQL in "\(name: column.name)" }.joined()
    let moved = try asked { () throws(DatabaseError) in
      do {
        var bytes: [UInt8] = []
        try source.copyOut("copy (select \(columns) \(rest)) to stdout") { bytes += $0 }
        guard !bytes.isEmpty else { return 0 }
        var pieces = [bytes]
        return try copy.copyIn("copy \(name: table.name) (\(columns)) from stdin") {
          pieces.popLast()
        } ?? 0
      } catch let error as DatabaseError {
        throw error
      } catch {
        throw DatabaseError(message: "\(error)")
      }
    }
    filled[table.oid, default: (0, nil)].rows += moved
    return moved
  }

  /// What the source refuses must not end its transaction.
  private func asked<Value>(
    _ body: () throws(DatabaseError) -> Value
  ) throws(DatabaseError) -> Value {
    try source.run("savepoint asked")
    do throws(DatabaseError) {
      let value = try body()
      try source.run("release savepoint asked")
      return value
    } catch {
      if !source.isLost { try source.run("rollback to savepoint asked") }
      throw error
    }
  }
}
