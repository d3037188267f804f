package import Postgres

/// A column's default: an object of its own, since it may need a function or a sequence that the
/// column does not.
package struct ColumnDefault: SchemaObject {
  package static let kind: KindName = "default"

  package let id: ObjectID
  package let column: ObjectID
  package let expression: String

  package static var trace: SQL? { "pg_attrdef where oid >= 16384" }

  // What a generated column computes stands in the same catalog and is that column's. A default
  // names no column, so PostgreSQL need not open the table to write it.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select d.tableoid, d.oid, 0, d.adrelid, d.adnum, pg_get_expr(d.adbin, 0)
    from pg_attrdef d where d.oid >= 16384 and (d.adrelid, d.adnum) not in (
      select attrelid, attnum from pg_attribute where attgenerated <> '')
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let column = catalog.column(row.oid(), row.int())
    else { return nil }
    self.column = column
    id = column.namesake(Self.kind)
    expression = row.text()
  }

  package static var rules: [Rule<ColumnDefault>] {
    [
      .redefine("expression", \.expression),
      .derived("column", \.column),
    ]
  }

  package var parent: ObjectID? { column }
  package var reference: SQL { "column \(name: column.names)" }
  private var alter: SQL {
    "alter table only \(name: Array(column.names.dropLast())) alter column \(name: column.name)"
  }

  package func clause(_ parts: [Part]) -> SQL? { "default \(catalog: expression)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(alter) set default \(catalog: expression)")]
  }

  package func drop() -> [Statement] { [Statement("\(alter) drop default")] }
}
