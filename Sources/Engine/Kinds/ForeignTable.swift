package import Postgres

/// A foreign table. Its rows are elsewhere; its columns, constraints and triggers are objects as
/// those of other tables are.
package struct ForeignTable: SchemaObject {
  package static let kind: KindName = "foreign table"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package let server: String
  package internal(set) var options: [String]

  package static var trace: SQL? { "pg_foreign_table" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.relnamespace, c.relname, s.srvname, f.ftoptions
    from pg_class c
      join pg_foreign_table f on f.ftrelid = c.oid
      join pg_foreign_server s on s.oid = f.ftserver
    where c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    server = row.text()
    options = (row.optionalTextArray() ?? []).sorted()
  }

  package static var rules: [Rule<ForeignTable>] {
    [
      .replace("server", \.server),
      .alter("options", \.options) { old, new in
        "alter \(new.reference)\(ForeignOptions.change(from: old.options, to: new.options))"
      },
    ]
  }

  package var claims: [ObjectID] {
    [ObjectID(Table.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package static var isRowType: Bool { true }
  package var reference: SQL { "foreign table \(name: id.names)" }

  package var aside: Retirement? {
    let schema = Retirement.schema(of: id)
    return Retirement(
      stepAside: [Statement("alter \(reference) set schema \(name: schema)")], refill: [],
      discard: [Statement("drop foreign table \(name: [schema, id.name])")])
  }

  package func create(_ parts: [Part]) -> [Statement] {
    let parents = parts.filter { $0.object is Inheritance }.map(\.sql)
    let lines = parts.filter { !($0.object is Inheritance) }.map { SQL("\n  \($0.sql)") }
    var sql: SQL = "create \(reference) (\(lines.joined(separator: ","))"
    sql += lines.isEmpty ? ")" : "\n)"
    if !parents.isEmpty { sql += " inherits (\(parents.joined()))" }
    sql += " server \(name: server)\(ForeignOptions.clause(options))"
    return [Statement(sql, lock: .none)]
  }
}
