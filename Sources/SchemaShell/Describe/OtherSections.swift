import Postgres

/// `Statistics objects:`.
enum StatisticsSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable || relation.kind == .materializedView else { return nil }
    let columns: SQL =
      version >= 140_000
      ? "pg_catalog.pg_get_statisticsobjdef_columns(oid)"
      : """
      (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ')
        from pg_catalog.unnest(stxkeys) k join pg_catalog.pg_attribute a
          on a.attrelid = stxrelid and a.attnum = k and not a.attisdropped)
      """
    return """
      select stxnamespace::pg_catalog.regnamespace::pg_catalog.text as schema, stxname,
        'd' = any (stxkind), 'f' = any (stxkind), 'm' = any (stxkind), \(columns),
        stxrelid::pg_catalog.regclass, coalesce(stxstattarget, -1)
      from pg_catalog.pg_statistic_ext
      where stxrelid = \(literal: Int(relation.oid))
      order by schema, stxname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let lines = try result.rows { row in
      let name = "\"\(row.text()).\(row.text())\""
      let hasKind = [row.bool(), row.bool(), row.bool()]
      let kinds = zip(["ndistinct", "dependencies", "mcv"], hasKind).filter(\.1).map(\.0)
      let columns = row.text()
      let table = row.text()
      let target = row.int()
      // On an expression alone no kind was chosen, and all of them is what it means.
      let chosen = kinds.isEmpty || kinds.count == 3 ? "" : " (\(kinds.joined(separator: ", ")))"
      return "\(name)\(chosen) ON \(columns) FROM \(table)"
        + (target >= 0 ? "; STATISTICS \(target)" : "")
    }
    return titled("Statistics objects:", lines)
  }
}

/// `Rules:`, by when they fire; those of a view only in detail, behind its definition.
enum RuleSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable else { return nil }
    return """
      select pg_catalog.rtrim(pg_catalog.pg_get_ruledef(oid, true), ';'), ev_enabled
      from pg_catalog.pg_rewrite
      where ev_class = \(literal: Int(relation.oid))
      order by rulename
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let rules = try result.rows { row in
      (text: withoutCreate(row.text()), state: row.character())
    }
    let groups: [(String, Set<Character>)] = [
      ("Rules:", ["O"]), ("Disabled rules:", ["D"]), ("Rules firing always:", ["A"]),
      ("Rules firing on replica only:", ["R"]),
    ]
    return groups.flatMap { heading, states in
      titled(heading, rules.filter { states.contains($0.state) }.map(\.text))
    }
  }

  /// Every definition starts with the same words, and the heading says them.
  static func withoutCreate(_ definition: String) -> String {
    String(definition.trimmingPrefix("CREATE RULE "))
  }
}

/// `Publications:` that carry the table's changes.
enum PublicationSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.kind == .table || relation.kind == .partitionedTable else { return nil }
    let oid = Int(relation.oid)
    guard version >= 150_000 else {
      return """
        select p.pubname, null, null from pg_catalog.pg_publication p
        where p.puballtables and pg_catalog.pg_relation_is_publishable(\(literal: oid))
          or exists (select from pg_catalog.pg_publication_rel r
            where r.prpubid = p.oid and r.prrelid = \(literal: oid))
        order by 1
        """
    }
    return """
      select p.pubname, null as condition, null as columns
      from pg_catalog.pg_publication p
      join pg_catalog.pg_publication_namespace s on s.pnpubid = p.oid
      join pg_catalog.pg_class c on c.relnamespace = s.pnnspid
      where c.oid = \(literal: oid) and pg_catalog.pg_relation_is_publishable(\(literal: oid))
      union
      select p.pubname, pg_catalog.pg_get_expr(r.prqual, r.prrelid),
        (select pg_catalog.string_agg(a.attname, ', ') from pg_catalog.pg_attribute a
          where a.attrelid = r.prrelid and a.attnum = any (r.prattrs))
      from pg_catalog.pg_publication p
      join pg_catalog.pg_publication_rel r on r.prpubid = p.oid
      where r.prrelid = \(literal: oid)
      union
      select pubname, null, null from pg_catalog.pg_publication
      where puballtables and pg_catalog.pg_relation_is_publishable(\(literal: oid))
      order by 1
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let lines = try result.rows { row in
      let name = "\"\(row.text())\""
      let condition = row.optionalText()
      let columns = row.optionalText().map { " (\($0))" } ?? ""
      return name + columns + (condition.map { " WHERE \($0)" } ?? "")
    }
    return titled("Publications:", lines)
  }
}

/// What a view selects; in detail only, as psql has it.
enum ViewDefinitionSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard isDetailed, relation.kind == .view || relation.kind == .materializedView else {
      return nil
    }
    return """
      select null, pg_catalog.pg_get_viewdef(\(literal: Int(relation.oid)), true) union all
      (select rulename, pg_catalog.rtrim(pg_catalog.pg_get_ruledef(oid, true), ';') from pg_catalog.pg_rewrite
      where ev_class = \(literal: Int(relation.oid)) and rulename <> '_RETURN' order by 1)
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let parts = try result.rows { (isRule: $0.optionalText() != nil, text: $0.text()) }
    let rules = parts.filter(\.isRule).map { " " + RuleSection.withoutCreate($0.text) }
    return ["View definition:"] + parts.filter { !$0.isRule }.map(\.text)
      + (rules.isEmpty ? [] : ["Rules:"] + rules)
  }
}

/// `Triggers:`, by when they fire.
enum TriggerSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isTable || relation.kind == .view else { return nil }
    let parent: SQL =
      version >= 130_000
      ? """
      case when t.tgparentid <> 0 then (
        select u.tgrelid::pg_catalog.regclass
        from pg_catalog.pg_trigger u, pg_catalog.pg_partition_ancestors(t.tgrelid)
          with ordinality as a (relid, depth)
        where u.tgname = t.tgname and u.tgrelid = a.relid and u.tgparentid = 0
        order by a.depth limit 1) end
      """ : "null"
    return """
      select pg_catalog.pg_get_triggerdef(t.oid, true), t.tgenabled, t.tgisinternal, \(parent)
      from pg_catalog.pg_trigger t
      where t.tgrelid = \(literal: Int(relation.oid))
        and (not t.tgisinternal or (t.tgisinternal and t.tgenabled = 'D')
          or exists (select from pg_catalog.pg_depend d where d.objid = t.oid
            and d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass))
      order by t.tgname
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let triggers = try result.rows { row in
      let definition = row.text()
      let state = row.character()
      let isInternal = row.bool()
      let parent = row.optionalText().map { ", ON TABLE \($0)" } ?? ""
      let start = definition.firstRange(of: " TRIGGER ")?.upperBound ?? definition.startIndex
      return (text: definition[start...] + parent, state: state, isInternal: isInternal)
    }
    func group(_ states: Set<Character>, _ isInternal: Bool? = nil) -> [String] {
      triggers.filter {
        states.contains($0.state) && (isInternal ?? $0.isInternal) == $0.isInternal
      }
      .map { String($0.text) }
    }
    return titled("Triggers:", group(["O"], false))
      + titled("Disabled user triggers:", group(["D"], false))
      + titled("Disabled internal triggers:", group(["D"], true))
      + titled("Triggers firing always:", group(["A"]))
      + titled("Triggers firing on replica only:", group(["R"]))
  }
}

/// Where a foreign table's rows are.
enum ForeignServerSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.kind == .foreignTable else { return nil }
    return """
      select s.srvname, pg_catalog.array_to_string(array(
        select pg_catalog.quote_ident(option_name) || ' ' ||
          pg_catalog.quote_literal(option_value)
        from pg_catalog.pg_options_to_table(f.ftoptions)), ', ')
      from pg_catalog.pg_foreign_table f
      join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
      where f.ftrelid = \(literal: Int(relation.oid))
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    try result.rows { row in
      let server = "Server: \(row.text())"
      let options = row.text()
      return options.isEmpty ? [server] : [server, "FDW options: (\(options))"]
    }.flatMap(\.self)
  }
}
