package import Postgres

/// Fills the tables of an empty copy with rows that their constraints allow.
///
/// Values follow from the row's number, so that they differ where they must and every run makes the
/// same. Foreign keys take the keys of rows that are there; what checks demand is tried out from
/// the values that they name themselves, and PostgreSQL says which do. Triggers stay silent.
package struct GeneratedRows {
  private let connection: Connection
  private let wanted: Int
  private let catalog: RowCatalog
  private var values: RowValues

  /// Gives what became of each table.
  package static func make(
    _ count: Int, on connection: Connection
  ) throws(DatabaseError) -> [FilledTable] {
    guard count > 0 else { return [] }
    return try RowFilling.run(on: connection) { () throws(DatabaseError) in
      var rows = try GeneratedRows(connection, count)
      return try rows.fill()
    }
  }

  private init(_ connection: Connection, _ wanted: Int) throws(DatabaseError) {
    self.connection = connection
    self.wanted = wanted
    catalog = try RowCatalog(connection)
    values = try RowValues(connection)
  }

  private mutating func fill() throws(DatabaseError) -> [FilledTable] {
    var filled: [FilledTable] = []
    var waiting = catalog.tables.filter { $0.sort == "r" }
    var done: Set<UInt32> = []
    while !waiting.isEmpty {
      // What refers to nothing that is still to come; else what may leave that open; else any.
      func isReady(_ table: RowCatalog.Table, orOpen: Bool) -> Bool {
        catalog.keys(of: table).allSatisfy { key in
          key.target == table.oid || (orOpen && key.isOptional)
            || catalog.leaves(of: key.target).allSatisfy(done.contains)
        }
      }
      let next =
        waiting.firstIndex { isReady($0, orOpen: false) }
        ?? waiting.firstIndex { isReady($0, orOpen: true) } ?? 0
      let table = waiting.remove(at: next)
      done.insert(table.oid)
      filled.append(try fill(table))
    }
    return filled
  }

  private mutating func fill(_ table: RowCatalog.Table) throws(DatabaseError) -> FilledTable {
    let statement: SQL
    switch try RowStatement(table, catalog, &values, connection, wanted) {
    case .statement(let sql): statement = sql
    case .impossible(let why): return FilledTable(name: table.name, rows: 0, note: why)
    }
    do throws(DatabaseError) {
      let rows = try connection.run(statement).affectedRows ?? 0
      return FilledTable(
        name: table.name, rows: rows,
        note: rows == 0 ? "no generated row meets its constraints" : nil)
    } catch {
      guard !connection.isLost else { throw error }
      return FilledTable(name: table.name, rows: 0, note: error.message)
    }
  }
}

/// One table of the copy, and the rows that it has got.
package struct FilledTable: Sendable {
  package let name: [String]
  package let rows: Int
  /// Why there are none.
  package let note: String?
}

/// What surrounds the filling of a copy, whatever the rows come from.
enum RowFilling {
  static func run(
    on connection: Connection,
    _ fill: () throws(DatabaseError) -> [FilledTable]
  ) throws(DatabaseError) -> [FilledTable] {
    // Neither triggers nor foreign keys act while rows come in any order.
    try connection.run("set session_replication_role to replica")
    let filled = try fill()
    try connection.run("reset session_replication_role")
    let views = try connection.run(
      "select oid::regclass::text from pg_class where relkind = 'm' and relispopulated order by oid"
    ).rows { SQL(trusted: $0.text()) }
    // One that cannot be computed from such rows stays as it is.
    try connection.runEach(views.map { "refresh materialized view \($0)" }) { _, _ in }
    // A foreign table may have nobody to ask.
    let tables = try connection.run(
      "select oid::regclass::text from pg_class where relkind in ('r', 'm') and oid >= 16384"
    ).rows { SQL(trusted: $0.text()) }
    try connection.runEach(tables.map { "analyze \($0)" }) { _, _ in }
    return filled
  }
}
