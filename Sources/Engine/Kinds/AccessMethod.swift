package import Postgres

/// A way to store tables or indexes, by the handler function that knows it.
package struct AccessMethod: SchemaObject {
  package static let kind: KindName = "access method"

  package let id: ObjectID
  /// As `pg_am.amtype`: for `i`ndexes or `t`ables.
  package let sort: String
  package let handler: String

  package static var trace: SQL? { "pg_am where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select a.tableoid, a.oid, 0, a.amname, a.amtype, a.amhandler::regproc
    from pg_am a where a.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    sort = row.text()
    handler = row.text()
  }

  package static var rules: [Rule<AccessMethod>] {
    [
      .replace("sort", \.sort),
      .replace("handler", \.handler),
    ]
  }

  package var reference: SQL { "access method \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let type: SQL = sort == "t" ? "table" : "index"
    return [Statement("create \(reference) type \(type) handler \(catalog: handler)", lock: .none)]
  }
}
