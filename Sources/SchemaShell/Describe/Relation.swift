import Postgres

/// What `pg_class` says of one relation: enough to know what else to ask about it.
struct Relation {
  enum Kind: Character {
    case table = "r"
    case partitionedTable = "p"
    case view = "v"
    case materializedView = "m"
    case foreignTable = "f"
    case index = "i"
    case partitionedIndex = "I"
    case sequence = "S"
    case compositeType = "c"
    case toastTable = "t"
  }

  var oid: UInt32
  var kind: Kind
  var schema: String
  var name: String
  var persistence: Character
  var isPartition: Bool
  var hasRowSecurity: Bool
  var forcesRowSecurity: Bool
  var replicaIdentity: Character
  var accessMethod: String?
  var tablespace: String?
  var ofType: String?
  var options: String?

  var isTable: Bool {
    switch kind {
    case .table, .partitionedTable, .foreignTable, .toastTable: true
    case .view, .materializedView, .index, .partitionedIndex, .sequence, .compositeType: false
    }
  }

  var canHaveChildren: Bool { isTable || kind == .partitionedIndex }

  var isIndex: Bool { kind == .index || kind == .partitionedIndex }

  /// What stands above its columns.
  var title: String {
    let isUnlogged = persistence == "u"
    let word =
      switch kind {
      case .table: isUnlogged ? "Unlogged table" : "Table"
      case .partitionedTable: isUnlogged ? "Unlogged partitioned table" : "Partitioned table"
      case .view: "View"
      case .materializedView: isUnlogged ? "Unlogged materialized view" : "Materialized view"
      case .foreignTable: "Foreign table"
      case .index: isUnlogged ? "Unlogged index" : "Index"
      case .partitionedIndex: isUnlogged ? "Unlogged partitioned index" : "Partitioned index"
      case .sequence: isUnlogged ? "Unlogged sequence" : "Sequence"
      case .compositeType: "Composite type"
      case .toastTable: "TOAST table"
      }
    return "\(word) \"\(schema).\(name)\""
  }

  static func matching(_ pattern: NamePattern, on connection: Connection) throws -> [Relation] {
    let condition = pattern.condition(
      name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
    let found = try connection.run(
      """
      select c.oid, c.relkind, n.nspname, c.relname, c.relpersistence, c.relispartition,
        c.relrowsecurity, c.relforcerowsecurity, c.relreplident, am.amname, s.spcname,
        case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end,
        pg_catalog.array_to_string(c.reloptions ||
          array(select 'toast.' || x from pg_catalog.unnest(tc.reloptions) x), ', ')
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_class tc on tc.oid = c.reltoastrelid
      left join pg_catalog.pg_am am on am.oid = c.relam
      left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
      where \(condition)
      order by n.nspname, c.relname
      """)
    return try found.rows { row in
      Relation(
        oid: row.oid(), kind: Kind(rawValue: row.character()) ?? .table, schema: row.text(),
        name: row.text(), persistence: row.character(), isPartition: row.bool(),
        hasRowSecurity: row.bool(), forcesRowSecurity: row.bool(),
        replicaIdentity: row.character(), accessMethod: row.optionalText(),
        tablespace: row.optionalText(), ofType: row.optionalText(), options: row.optionalText())
    }
  }
}
