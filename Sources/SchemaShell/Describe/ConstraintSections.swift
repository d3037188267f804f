import Postgres

/// `Check constraints:`.
enum CheckSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable else { return nil }
    return """
      select conname, pg_catalog.pg_get_constraintdef(oid, true)
      from pg_catalog.pg_constraint
      where conrelid = \(literal: Int(relation.oid)) and contype = 'c'
      order by conname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    titled("Check constraints:", try result.rows { "\"\($0.text())\" \($0.text())" })
  }
}

/// `Foreign-key constraints:`, with those that a partition has from its parents.
enum ForeignKeySection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable else { return nil }
    let oid = Int(relation.oid)
    guard relation.isPartition || relation.kind == .partitionedTable else {
      return """
        select true, conname, pg_catalog.pg_get_constraintdef(oid, true),
          conrelid::pg_catalog.regclass
        from pg_catalog.pg_constraint
        where conrelid = \(literal: oid) and contype = 'f' and conparentid = 0
        order by conname
        """
    }
    return """
      select conrelid = \(literal: oid) as is_own, conname,
        pg_catalog.pg_get_constraintdef(oid, true), conrelid::pg_catalog.regclass
      from pg_catalog.pg_constraint,
        pg_catalog.pg_partition_ancestors(\(literal: oid)) as ancestor
      where conrelid = ancestor.relid and contype = 'f' and conparentid = 0
      order by is_own desc, conname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let lines = try result.rows { row in
      let isOwn = row.bool()
      let name = row.text()
      let definition = row.text()
      let table = row.text()
      return isOwn
        ? "\"\(name)\" \(definition)" : "TABLE \"\(table)\" CONSTRAINT \"\(name)\" \(definition)"
    }
    return titled("Foreign-key constraints:", lines)
  }
}

/// `Referenced by:`.
enum ReferencedBySection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable else { return nil }
    let oid = Int(relation.oid)
    return """
      select conname, conrelid::pg_catalog.regclass, pg_catalog.pg_get_constraintdef(oid, true)
      from pg_catalog.pg_constraint
      where contype = 'f' and conparentid = 0 and confrelid in (
        select \(literal: oid) union all
        select relid from pg_catalog.pg_partition_ancestors(\(literal: oid)))
      order by conname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let lines = try result.rows { row in
      let name = row.text()
      return "TABLE \"\(row.text())\" CONSTRAINT \"\(name)\" \(row.text())"
    }
    return titled("Referenced by:", lines)
  }
}

/// `Policies:`, with the state of row security in the heading.
enum PolicySection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.kind == .table || relation.kind == .partitionedTable else { return nil }
    return """
      select polname, polpermissive,
        case when polroles <> '{0}' then pg_catalog.array_to_string(array(
          select rolname from pg_catalog.pg_roles where oid = any (polroles) order by 1), ',') end,
        pg_catalog.pg_get_expr(polqual, polrelid),
        pg_catalog.pg_get_expr(polwithcheck, polrelid),
        case polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
          when 'd' then 'DELETE' end
      from pg_catalog.pg_policy
      where polrelid = \(literal: Int(relation.oid))
      order by polname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let lines = try result.rows { row in
      var line = "    POLICY \"\(row.text())\""
      if !row.bool() { line += " AS RESTRICTIVE" }
      let roles = row.optionalText()
      let using = row.optionalText()
      let check = row.optionalText()
      if let command = row.optionalText() { line += " FOR \(command)" }
      if let roles { line += "\n      TO \(roles)" }
      if let using { line += "\n      USING (\(using))" }
      if let check { line += "\n      WITH CHECK (\(check))" }
      return line
    }
    guard let heading = heading(relation, isEmpty: lines.isEmpty) else { return [] }
    return [heading] + lines
  }

  private static func heading(_ relation: Relation, isEmpty: Bool) -> String? {
    guard relation.hasRowSecurity else {
      return isEmpty ? nil : "Policies (row security disabled):"
    }
    let none = isEmpty ? " (none)" : ""
    if relation.forcesRowSecurity { return "Policies (forced row security enabled):\(none)" }
    return isEmpty ? "Policies (row security enabled): (none)" : "Policies:"
  }
}
