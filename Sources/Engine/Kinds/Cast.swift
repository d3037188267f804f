package import Postgres

/// How values of one type become values of another.
package struct Cast: SchemaObject {
  package static let kind: KindName = "cast"

  package let id: ObjectID
  package let source: String
  package let target: String
  /// As `pg_cast.castmethod`: by `f`unction, by way of text (`i`), or the same `b`its.
  package let method: String
  package let function: String?
  /// As `pg_cast.castcontext`: `i`mplicit, in `a`ssignments, `e`xplicit.
  package let context: String

  package static var trace: SQL? { "pg_cast where oid >= 16384" }

  // A range type brings one of its own, to its multirange type.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, format_type(c.castsource, null), format_type(c.casttarget, null),
      c.castmethod, nullif(c.castfunc, 0)::regprocedure, c.castcontext
    from pg_cast c where c.oid >= 16384 and not exists (select from pg_depend d
      where d.classid = 2605 and d.objid = c.oid and d.deptype = 'i')
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    source = row.text()
    target = row.text()
    id = ObjectID(Self.kind, [source, target])
    method = row.text()
    function = row.optionalText()
    context = row.text()
  }

  package static var rules: [Rule<Cast>] {
    [
      .derived("source", \.source),
      .derived("target", \.target),
      .replace("method", \.method),
      .replace("function", \.function),
      .replace("context", \.context),
    ]
  }

  package var reference: SQL { "cast (\(catalog: source) as \(catalog: target))" }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .reshaped ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] {
    let way: SQL =
      if let function {
        "with function \(catalog: function)"
      } else {
        method == "i" ? "with inout" : "without function"
      }
    let use: SQL =
      switch context {
      case "i": " as implicit"
      case "a": " as assignment"
      default: ""
      }
    return [Statement("create \(reference) \(way)\(use)", lock: .none)]
  }
}
