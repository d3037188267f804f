import Postgres

/// Tables, views, indexes, sequences: what stands in `pg_class`.
extension CatalogList {
  /// `\dt`, `\dtv`, …: letters say what is listed; nil when one of them says nothing.
  static func relations(named letters: String) -> CatalogList? {
    let kinds: [Character: String] = ["t": "rp", "v": "v", "m": "m", "i": "iI", "s": "S", "E": "f"]
    guard !letters.isEmpty, letters.allSatisfy({ kinds[$0] != nil }) else { return nil }
    return relations(letters.compactMap { kinds[$0] }.joined())
  }

  /// - Parameter kinds: letters of `pg_class.relkind`.
  static func relations(_ kinds: String) -> CatalogList {
    CatalogList(title: "List of relations") { request in
      let condition = request.condition(
        name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
      let isSystem = request.pattern != nil || request.showsSystem
      let all = kinds + (isSystem && kinds.contains("r") ? "t" : "")
      let indexed: SQL = kinds.contains("i") ? ", t.relname as table" : ""
      let method: SQL =
        kinds.contains(where: { "rmi".contains($0) }) ? ", am.amname as access_method" : ""
      let details = request.details(
        """
        case c.relpersistence when 'p' then 'permanent' when 't' then 'temporary'
            when 'u' then 'unlogged' end as persistence\(method),
          pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) as size,
          \(comment("c.oid", in: "pg_class"))
        """)
      return """
        select n.nspname as schema, c.relname as name,
          case c.relkind when 'r' then 'table' when 'p' then 'partitioned table'
            when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
            when 'S' then 'sequence' when 'i' then 'index' when 'I' then 'partitioned index'
            when 't' then 'TOAST table' end as type, \(owner("c.relowner"))\(indexed)\(details)
        from pg_catalog.pg_class c
        left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_am am on am.oid = c.relam
        left join pg_catalog.pg_index i on i.indexrelid = c.oid
        left join pg_catalog.pg_class t on t.oid = i.indrelid
        where c.relkind = any (\(literal: "{" + all.map(String.init).joined(separator: ",") + "}")::"char"[])
          and \(condition)
        order by 1, 2
        """
    }
  }

  static let statistics = CatalogList(title: "List of extended statistics") { request in
    let condition = request.condition(
      name: "s.stxname", schema: "s.stxnamespace::regnamespace::text",
      isVisible: "pg_catalog.pg_statistics_obj_is_visible(s.oid)")
    let definition: SQL =
      request.version >= 140000
      ? "pg_catalog.pg_get_statisticsobjdef_columns(s.oid)"
      : """
      (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ')
        from unnest(s.stxkeys) as k(n) join pg_catalog.pg_attribute a
          on a.attrelid = s.stxrelid and a.attnum = k.n)
      """
    func kind(_ letter: String, _ name: String) -> SQL {
      "case when \(literal: letter) = any (s.stxkind) then 'defined' end as \(name: name)"
    }
    return """
      select s.stxnamespace::pg_catalog.regnamespace::text as schema, s.stxname as name,
        pg_catalog.format('%s FROM %s', \(definition), s.stxrelid::pg_catalog.regclass)
          as definition,
        \(kind("d", "ndistinct")), \(kind("f", "dependencies")), \(kind("m", "mcv"))
      from pg_catalog.pg_statistic_ext s where \(condition) order by 1, 2
      """
  }.headed(["mcv": "MCV"])

  func headed(_ headings: [String: String]) -> CatalogList {
    var list = self
    list.headings = headings
    return list
  }

  func uncounted() -> CatalogList {
    var list = self
    list.countsRows = false
    return list
  }
}
