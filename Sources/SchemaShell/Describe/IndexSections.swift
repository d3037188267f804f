import Postgres

/// `Indexes:` below a table.
enum IndexSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable || relation.kind == .materializedView else { return nil }
    return """
      select c.relname, i.indisprimary, i.indisunique, i.indisclustered, i.indisvalid,
        pg_catalog.pg_get_indexdef(i.indexrelid, 0, true),
        pg_catalog.pg_get_constraintdef(o.oid, true), o.contype, o.condeferrable, o.condeferred,
        i.indisreplident, s.spcname
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      left join pg_catalog.pg_constraint o on o.conrelid = i.indrelid
        and o.conindid = i.indexrelid and o.contype in ('p', 'u', 'x')
      left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
      where i.indrelid = \(literal: Int(relation.oid))
      order by i.indisprimary desc, c.relname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    titled("Indexes:", try result.rows(line))
  }

  private static func line(_ row: inout RowReader) -> String {
    let name = row.text()
    let isPrimary = row.bool()
    let isUnique = row.bool()
    let isClustered = row.bool()
    let isValid = row.bool()
    let definition = row.text()
    let constraint = row.optionalText()
    let kind = row.optionalText()
    let isDeferrable = row.optionalBool() ?? false
    let isDeferred = row.optionalBool() ?? false
    let isIdentity = row.bool()
    let tablespace = row.optionalText()

    var line = "\"\(name)\""
    if kind == "x" {
      line += " " + (constraint ?? "")
    } else {
      if isPrimary {
        line += " PRIMARY KEY,"
      } else if isUnique {
        line += kind == "u" ? " UNIQUE CONSTRAINT," : " UNIQUE,"
      }
      line += " " + (afterUsing(definition).map(String.init) ?? definition)
      if isDeferrable { line += " DEFERRABLE" }
      if isDeferred { line += " INITIALLY DEFERRED" }
    }
    if isClustered { line += " CLUSTER" }
    if !isValid { line += " INVALID" }
    if isIdentity { line += " REPLICA IDENTITY" }
    if let tablespace { line += ", tablespace \"\(tablespace)\"" }
    return line
  }

  /// What PostgreSQL prints behind the table's name. A quoted name may hold the word itself, as
  /// may every name before it: the first ` USING ` outside quotes is the one.
  static func afterUsing(_ definition: String) -> Substring? {
    var isQuoted = false
    for index in definition.utf8.indices {
      let rest = definition[index...]
      if rest.utf8.first == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted && rest.hasPrefix(" USING ") { return rest.dropFirst(7) }
    }
    return nil
  }
}

/// The one line below an index: `primary key, btree, for table "public.author"`.
enum IndexFactsSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isIndex else { return nil }
    return """
      select i.indisunique, i.indisprimary, i.indisclustered, i.indisvalid,
        coalesce(o.condeferrable, false), coalesce(o.condeferred, false), i.indisreplident,
        \(version >= 150_000 ? "i.indnullsnotdistinct" : "false"),
        m.amname, n.nspname, c.relname, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true)
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class x on x.oid = i.indexrelid
      join pg_catalog.pg_am m on m.oid = x.relam
      left join pg_catalog.pg_constraint o on o.conrelid = i.indrelid
        and o.conindid = i.indexrelid and o.contype in ('p', 'u', 'x')
      where i.indexrelid = \(literal: Int(relation.oid))
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    try result.rows { row in
      let isUnique = row.bool()
      let isPrimary = row.bool()
      let isClustered = row.bool()
      let isValid = row.bool()
      let isDeferrable = row.bool()
      let isDeferred = row.bool()
      let isIdentity = row.bool()
      let isNullsNotDistinct = row.bool()
      let method = row.text()
      let schema = row.text()
      let table = row.text()
      let predicate = row.optionalText()

      var line = isPrimary ? "primary key, " : isUnique ? "unique, " : ""
      if !isPrimary && isUnique && isNullsNotDistinct { line = "unique nulls not distinct, " }
      line += "\(method), for table \"\(schema).\(table)\""
      if let predicate { line += ", predicate (\(predicate))" }
      if isClustered { line += ", clustered" }
      if !isValid { line += ", invalid" }
      if isDeferrable { line += ", deferrable" }
      if isDeferred { line += ", initially deferred" }
      if isIdentity { line += ", replica identity" }
      return line
    }
  }
}
