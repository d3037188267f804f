package import Postgres

/// Operator classes that an index can use together, with what ties their types to each other.
package struct OperatorFamily: SchemaObject {
  package static let kind: KindName = "operator family"

  package let id: ObjectID
  package let method: String

  package static var trace: SQL? { "pg_opfamily where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select f.tableoid, f.oid, 0, f.opfnamespace, f.opfname, m.amname
    from pg_opfamily f join pg_am m on m.oid = f.opfmethod where f.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    let name = row.text()
    method = row.text()
    id = ObjectID(Self.kind, [schema, name, method])
  }

  package static var rules: [Rule<OperatorFamily>] { [.derived("method", \.method)] }

  package var qualifiedName: SQL { "\(name: Array(id.names.dropLast()))" }
  package var reference: SQL { "operator family \(qualifiedName) using \(name: method)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("create \(reference)", lock: .none)]
  }
}
