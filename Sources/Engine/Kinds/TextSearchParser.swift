package import Postgres

/// What cuts a text into words for searching.
package struct TextSearchParser: SchemaObject {
  package static let kind: KindName = "text search parser"

  package let id: ObjectID
  /// `name = function` of each clause.
  package let functions: [String]

  package static var trace: SQL? { "pg_ts_parser where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select p.tableoid, p.oid, 0, p.prsnamespace, p.prsname, array_remove(array[
      'start = ' || p.prsstart, 'gettoken = ' || p.prstoken, 'end = ' || p.prsend,
      'headline = ' || nullif(p.prsheadline::oid, 0)::regproc, 'lextypes = ' || p.prslextype], null)
    from pg_ts_parser p where p.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    functions = row.textArray()
  }

  package static var rules: [Rule<TextSearchParser>] { [.replace("functions", \.functions)] }

  package var reference: SQL { "text search parser \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let list = functions.map { SQL("\(catalog: $0)") }.joined()
    return [Statement("create \(reference) (\(list))", lock: .none)]
  }
}
