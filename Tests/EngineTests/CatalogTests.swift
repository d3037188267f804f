import Engine
import Postgres
import TestSupport
import Testing

/// Whatever PostgreSQL keeps in its catalogs is read, or there is a reason why not: a newer version
/// shows what it has more by a failing test.
@Suite struct CatalogTests {
  @Test func `every column of the catalogs is read or has a reason`() throws {
    try withDatabase { connection in
      let version = ServerVersion(connection.serverVersion)
      let queries = SnapshotReader.queries(version).map(Self.words)
      var unexplained: [String] = []
      var needless: [String] = []
      for (table, columns) in try Self.catalogs(connection) {
        for column in columns {
          let isRead = queries.contains { $0.contains(table) && $0.contains(column) }
          let reason = UnreadCatalogs.reason(table, column)
          if !isRead, reason == nil { unexplained.append("\(table).\(column)") }
          if isRead, UnreadCatalogs.columns["\(table).\(column)"] != nil {
            needless.append("\(table).\(column)")
          }
        }
      }
      #expect(unexplained.isEmpty, "read by no query, and no reason why: \(unexplained)")
      #expect(needless.isEmpty, "read after all: \(needless)")
    }
  }

  /// Names of the words in SQL.
  private static func words(_ sql: String) -> Set<String> {
    Set(
      sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
  }

  private static func catalogs(
    _ connection: Connection
  ) throws -> [(table: String, columns: [String])] {
    let found = try connection.run(
      """
      select c.relname, array_agg(a.attname::text order by a.attnum)
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 11 and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and a.attname <> 'oid'
      group by c.relname order by c.relname
      """)
    return try found.rows { row in (row.text(), row.optionalTextArray() ?? []) }
  }
}
