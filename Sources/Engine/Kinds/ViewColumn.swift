package import Postgres

/// A column of a view: made and dropped with it, and there to be commented on and granted.
package struct ViewColumn: SchemaObject {
  package static let kind: KindName = "view column"

  package let id: ObjectID
  package let view: ObjectID

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select 1259, a.attrelid, a.attnum, a.attrelid, a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('v', 'm') and a.attrelid >= 16384 and a.attnum > 0
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let view = catalog.relation(row.oid()) else { return nil }
    self.view = view
    id = view.child(Self.kind, row.text())
  }

  package static var rules: [Rule<ViewColumn>] { [.derived("view", \.view)] }

  package var parent: ObjectID? { view }
  package var reference: SQL { "column \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] { parts.flatMap { $0.object.create([]) } }
  package func drop() -> [Statement] { [] }
  package func response(to disturbance: Disturbance) -> Response { .stay }
}
