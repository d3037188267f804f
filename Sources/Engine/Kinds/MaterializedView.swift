package import Postgres

/// A materialized view. Its rows come with its creation.
package struct MaterializedView: SchemaObject {
  package static let kind: KindName = "materialized view"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package let definition: String
  package internal(set) var options: [String]
  package internal(set) var tablespace: String?
  package internal(set) var accessMethod: String?
  /// Whether it can be read. Not compared: that is a matter of refreshing, not of the schema.
  package let isPopulated: Bool
  /// The columns' names in order, which its query may be too polite to repeat.
  package let columns: [String]

  package static var trace: SQL? { "pg_class where relkind = 'm' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.relnamespace, c.relname, pg_get_viewdef(c.oid),
      c.reloptions, t.reloptions, s.spcname, nullif(a.amname, 'heap'), c.relispopulated,
      array(select attname from pg_attribute where attrelid = c.oid and attnum > 0
        order by attnum)
    from pg_class c
      left join pg_class t on t.oid = c.reltoastrelid
      left join pg_tablespace s on s.oid = c.reltablespace
      left join pg_am a on a.oid = c.relam
    where c.relkind = 'm' and c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    definition = row.text().withoutSemicolon
    let own = row.optionalTextArray() ?? []
    options = own + (row.optionalTextArray() ?? []).map { "toast.\($0)" }
    tablespace = row.optionalText()
    accessMethod = row.optionalText()
    isPopulated = row.bool()
    columns = row.textArray()
  }

  package static var rules: [Rule<MaterializedView>] {
    [
      .replace("definition", \.definition).asRead(),
      .replace("columns", \.columns),
      Rule("options", \.options) { old, new in
        .alter(Options.change("alter \(new.reference)", from: old.options, to: new.options))
      },
      .alter("tablespace", \.tablespace, hazards: \.moving) { _, new in
        "alter \(new.reference) set tablespace \(name: new.tablespace ?? "pg_default")"
      },
      .alter("accessMethod", \.accessMethod, hazards: \.moving) { _, new in
        "alter \(new.reference) set access method \(name: new.accessMethod ?? "heap")"
      },
      .derived("isPopulated", \.isPopulated),
    ]
  }

  private var moving: [Hazard] { [.rewrites] }
  package var claims: [ObjectID] {
    [ObjectID(Table.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package var clusterNeeds: [ObjectID] { tablespace.map { [.tablespace($0)] } ?? [] }
  package var reference: SQL { "materialized view \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference)"
    if let accessMethod { sql += " using \(name: accessMethod)" }
    sql += Options.with(options)
    if let tablespace { sql += " tablespace \(name: tablespace)" }
    sql += " as\n\(catalog: definition)"
    if !isPopulated { sql += "\nwith no data" }
    return [
      Statement(
        sql, lock: .none, hazards: isPopulated ? [.scans] : [],
        reach: Reach(.accessShare, readsRows: true))
    ]
  }
}
