package import Postgres

/// A table whose changes a publication sends, with the columns and rows that it is limited to.
package struct PublicationTable: SchemaObject {
  package static let kind: KindName = "publication table"

  package let id: ObjectID
  package let publication: ObjectID
  package let table: ObjectID
  /// Empty for all of them.
  package internal(set) var columns: [String]
  package internal(set) var filter: String?

  package static var trace: SQL? { "pg_publication_rel" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let limits: SQL =
      version.major < 15
      ? "null, null"
      : """
      (select array_agg(a.attname order by a.attnum) from pg_attribute a
        where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)),
      pg_get_expr(r.prqual, r.prrelid)
      """
    return """
      select r.tableoid, r.oid, 0, r.prpubid, r.prrelid, \(limits) from pg_publication_rel r
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let publication = catalog.id(Address(6104, row.oid())),
      let table = catalog.relation(row.oid())
    else { return nil }
    self.publication = publication
    self.table = table
    id = ObjectID(Self.kind, publication.names + table.names)
    columns = row.optionalTextArray() ?? []
    filter = row.optionalText()
  }

  package static var rules: [Rule<PublicationTable>] {
    [
      .replace("columns", \.columns),
      .replace("filter", \.filter).asRead(),
      .derived("publication", \.publication),
      .derived("table", \.table),
    ]
  }

  package var parent: ObjectID? { publication }
  package var needs: [ObjectID] { [table] }
  package var reference: SQL { "publication \(name: publication.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let list: SQL =
      columns.isEmpty ? "" : " (\(columns.map { SQL("\(name: $0)") }.joined()))"
    let rows: SQL = filter.map { " where (\(catalog: $0))" } ?? ""
    return [
      Statement(
        "alter \(reference) add table only \(name: table.names)\(list)\(rows)",
        reach: Reach(.shareUpdateExclusive))
    ]
  }

  package func drop() -> [Statement] {
    [
      Statement(
        "alter \(reference) drop table only \(name: table.names)",
        reach: Reach(.shareUpdateExclusive))
    ]
  }
}
