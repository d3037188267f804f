package import Postgres

/// How a type's values pass into a procedural language and out of it.
package struct Transform: SchemaObject {
  package static let kind: KindName = "transform"

  package let id: ObjectID
  package let type: String
  package let language: String
  package let fromSQL: String?
  package let toSQL: String?

  package static var trace: SQL? { "pg_transform where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, format_type(t.trftype, null), l.lanname,
      nullif(t.trffromsql::oid, 0)::regprocedure, nullif(t.trftosql::oid, 0)::regprocedure
    from pg_transform t join pg_language l on l.oid = t.trflang where t.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    type = row.text()
    language = row.text()
    id = ObjectID(Self.kind, [type, language])
    fromSQL = row.optionalText()
    toSQL = row.optionalText()
  }

  package static var rules: [Rule<Transform>] {
    [
      .derived("type", \.type),
      .derived("language", \.language),
      .redefine("fromSQL", \.fromSQL),
      .redefine("toSQL", \.toSQL),
    ]
  }

  package var reference: SQL { "transform for \(catalog: type) language \(name: language)" }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .reshaped ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] { make("create") }

  package func redefine(from old: Transform) -> [Statement] { make("create or replace") }

  private func make(_ verb: SQL) -> [Statement] {
    var ways: [SQL] = []
    if let fromSQL { ways.append("from sql with function \(catalog: fromSQL)") }
    if let toSQL { ways.append("to sql with function \(catalog: toSQL)") }
    return [Statement("\(verb) \(reference) (\(ways.joined()))", lock: .none)]
  }
}
