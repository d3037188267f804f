package import Postgres

/// The functions behind a sort of text search dictionary.
package struct TextSearchTemplate: SchemaObject {
  package static let kind: KindName = "text search template"

  package let id: ObjectID
  package let start: String?
  package let lookup: String

  package static var trace: SQL? { "pg_ts_template where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, t.tmplnamespace, t.tmplname,
      nullif(t.tmplinit::oid, 0)::regproc, t.tmpllexize
    from pg_ts_template t where t.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    start = row.optionalText()
    lookup = row.text()
  }

  package static var rules: [Rule<TextSearchTemplate>] {
    [
      .replace("start", \.start),
      .replace("lookup", \.lookup),
    ]
  }

  package var reference: SQL { "text search template \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let initialize: SQL = start.map { "init = \(catalog: $0), " } ?? ""
    return [
      Statement("create \(reference) (\(initialize)lexize = \(catalog: lookup))", lock: .none)
    ]
  }
}
