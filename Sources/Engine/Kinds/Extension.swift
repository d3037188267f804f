package import Postgres

/// An installed extension. Its members are its own business and are not read.
package struct Extension: SchemaObject {
  package static let kind: KindName = "extension"

  package let id: ObjectID
  package internal(set) var schema: String
  package internal(set) var version: String
  /// The versions that the server can update it to.
  package let updates: [String]
  /// Some of its members are tables, views or row types.
  let hasRelations: Bool

  package static var trace: SQL? { "pg_extension where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select e.tableoid, e.oid, 0, e.extname, n.nspname, e.extversion,
      (select array_agg(u.target) from pg_extension_update_paths(e.extname) u
        where u.source = e.extversion and u.path is not null),
      exists (select from pg_depend d left join pg_type t on t.oid = d.objid and t.typtype = 'c'
        where d.refclassid = 3079 and d.refobjid = e.oid and d.deptype = 'e'
          and (d.classid = 1259 or d.classid = 1247 and t.oid is not null))
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.oid >= 16384 order by e.oid
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    schema = row.text()
    version = row.text()
    updates = row.optionalTextArray() ?? []
    hasRelations = row.bool()
  }

  package var isRelation: Bool { hasRelations }

  package static var rules: [Rule<Extension>] {
    [
      .derived("hasRelations", \.hasRelations),
      .alter("schema", \.schema) { _, new in "alter \(new.reference) set schema \(name: new.schema)"
      },
      Rule("version", \.version) { old, new in
        old.updates.contains(new.version)
          ? .alter([Statement("alter \(new.reference) update to \(literal: new.version)")])
          : .replace
      },
      .derived("updates", \.updates),
    ]
  }

  package var reference: SQL { "extension \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        "create extension \(name: id.names) with schema \(name: schema) version \(literal: version)",
        lock: .none)
    ]
  }

  package func drop() -> [Statement] {
    [Statement("drop \(reference)", hazards: [.destroysData("what \(id) provides")])]
  }
}
