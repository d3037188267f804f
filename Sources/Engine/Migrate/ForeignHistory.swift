package import Postgres

/// What another tool's version table says: which versions it applied, and what it knows of each.
package struct ForeignHistory: Sendable {
  package enum Tool: String, Sendable, CaseIterable {
    case alembic, aqueduct, conduit, dbmate, flyway, prisma, rails, sqlx
    case golangMigrate = "golang-migrate"
  }

  package struct Version: Sendable {
    /// As the tool writes it: digits for most, `1.2`, a name, or a hash.
    package let version: String
    package var appliedAt: String?
    package var appliedBy: String?
    package var duration: Duration?
  }

  package let tool: Tool
  package let table: [String]
  /// In the order in which they were applied. Of golang-migrate only the last is known.
  package let versions: [Version]
  /// The version that it holds for half done.
  package let halfway: String?

  /// Every version table that the database has, whoever's it is.
  package static func find(_ connection: Connection) throws(DatabaseError) -> [ForeignHistory] {
    let tables = try connection.run(
      """
      select n.nspname, c.relname, array_agg(a.attname::text order by a.attnum)
      from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
          and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relname in ('_conduit_version_pgsql',
        '_aqueduct_version_pgsql', 'schema_migrations', 'flyway_schema_history',
        '_sqlx_migrations', '_prisma_migrations', 'alembic_version', 'ar_internal_metadata')
      group by 1, 2 order by 1, 2
      """
    ).rows { (schema: $0.text(), name: $0.text(), columns: $0.textArray()) }
    let isRails = tables.contains { $0.name == "ar_internal_metadata" }
    var found: [ForeignHistory] = []
    for table in tables {
      guard let tool = tool(of: table.name, table.columns, isRails: isRails) else { continue }
      found.append(
        try read(tool, [table.schema, table.name], table.columns, connection))
    }
    return found
  }

  /// Three tools call their table the same.
  private static func tool(of name: String, _ columns: [String], isRails: Bool) -> Tool? {
    switch name {
    case "_conduit_version_pgsql": .conduit
    case "_aqueduct_version_pgsql": .aqueduct
    case "flyway_schema_history": .flyway
    case "_sqlx_migrations": .sqlx
    case "_prisma_migrations": .prisma
    case "alembic_version": .alembic
    case "schema_migrations" where columns.contains("dirty"): .golangMigrate
    case "schema_migrations" where columns == ["version"]: isRails ? .rails : .dbmate
    default: nil
    }
  }

  private static func read(
    _ tool: Tool, _ table: [String], _ columns: [String], _ connection: Connection
  ) throws(DatabaseError) -> ForeignHistory {
    let name: SQL = "\(name: table)"
    let rows = try connection.run(query(tool, name, columns)).rows { row in
      (
        version: Version(
          version: row.text(), appliedAt: row.optionalText(), appliedBy: row.optionalText(),
          duration: row.optionalInt().map { .microseconds($0) }),
        isDone: row.bool()
      )
    }
    return ForeignHistory(
      tool: tool, table: table, versions: rows.filter(\.isDone).map(\.version),
      halfway: rows.first { !$0.isDone }?.version.version)
  }

  /// Version, when, by whom, how long in microseconds, and whether it came to its end.
  private static func query(_ tool: Tool, _ table: SQL, _ columns: [String]) -> SQL {
    switch tool {
    case .alembic: return "select version_num, null, null, null::bigint, true from \(table)"
    case .rails, .dbmate:
      return "select version, null, null, null::bigint, true from \(table) order by 1"
    case .golangMigrate:
      return "select version::text, null, null, null::bigint, not dirty from \(table)"
    case .aqueduct, .conduit:
      // Unquoted or quoted, as its version of the tool made it.
      let number = columns.first { $0.lowercased() == "versionnumber" } ?? "versionnumber"
      let date = columns.first { $0.lowercased() == "dateofupgrade" } ?? "dateofupgrade"
      return """
        select \(name: number)::text, (\(name: date) at time zone 'utc')::text, null, null::bigint,
          true
        from \(table) order by \(name: number)
        """
    case .flyway:
      // A version may be undone and applied again: its last row says how it stands.
      return """
        select version, installed_on::text, installed_by, execution_time::bigint * 1000, success
        from (select distinct on (version) * from \(table) where version is not null
          and type <> 'SCHEMA' order by version, installed_rank desc) last
        where type not like 'UNDO%' order by installed_rank
        """
    case .sqlx:
      return """
        select version::text, installed_on::text, null, execution_time / 1000, success
        from \(table) order by version
        """
    case .prisma:
      return """
        select migration_name, finished_at::text, null,
          (extract(epoch from finished_at - started_at) * 1000000)::bigint,
          finished_at is not null
        from \(table) where rolled_back_at is null order by started_at
        """
    }
  }
}
