import Postgres

/// Functions, procedures and aggregates, the languages they are written in, and the triggers on
/// what happens in a database.
extension CatalogList {
  /// `\dfn`, `\dfp` …: letters say which sorts; nil when one of them says nothing.
  static func functions(of letters: some StringProtocol) -> CatalogList? {
    let sorts: [Character: SQL] = [
      "a": "p.prokind = 'a'", "p": "p.prokind = 'p'", "w": "p.prokind = 'w'",
      "t": "p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype",
      "n": "p.prokind = 'f' and p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype",
    ]
    let chosen = letters.map { sorts[$0] }
    guard chosen.allSatisfy({ $0 != nil }) else { return nil }
    let conditions = chosen.compactMap { $0 }
    return functions(conditions.isEmpty ? "true" : conditions.joined(separator: " or "))
  }

  private static func functions(_ sorts: SQL) -> CatalogList {
    CatalogList(title: "List of functions") { request in
      let condition = request.condition(
        name: "p.proname", schema: "n.nspname",
        isVisible: "pg_catalog.pg_function_is_visible(p.oid)")
      let body: SQL =
        request.version >= 140000
        ? "coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)" : "p.prosrc"
      // From 16 on, psql leaves the source out: `\sf` shows it better.
      let source: SQL =
        request.version >= 160000
        ? "case when l.lanname in ('internal', 'c') then p.prosrc end as internal_name"
        : "\(body) as source_code"
      let details = request.details(
        """
        case p.provolatile when 'i' then 'immutable' when 's' then 'stable'
            when 'v' then 'volatile' end as volatility,
          case p.proparallel when 'r' then 'restricted' when 's' then 'safe'
            when 'u' then 'unsafe' end as parallel,
          \(owner("p.proowner")),
          case when p.prosecdef then 'definer' else 'invoker' end as security,
          \(access("p.proacl")), l.lanname as language, \(source),
          \(comment("p.oid", in: "pg_proc"))
        """)
      return """
        select n.nspname as schema, p.proname as name,
          pg_catalog.pg_get_function_result(p.oid) as result_data_type,
          pg_catalog.pg_get_function_arguments(p.oid) as argument_data_types,
          case p.prokind when 'a' then 'agg' when 'w' then 'window' when 'p' then 'proc'
            else 'func' end as type\(details)
        from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        join pg_catalog.pg_language l on l.oid = p.prolang
        where (\(sorts)) and \(condition) order by 1, 2, 4
        """
    }
  }

  static let aggregates = CatalogList(title: "List of aggregate functions") { request in
    let condition = request.condition(
      name: "p.proname", schema: "n.nspname",
      isVisible: "pg_catalog.pg_function_is_visible(p.oid)")
    return """
      select n.nspname as schema, p.proname as name,
        pg_catalog.format_type(p.prorettype, null) as result_data_type,
        case when p.pronargs = 0 then '*' else pg_catalog.pg_get_function_arguments(p.oid) end
          as argument_data_types,
        \(comment("p.oid", in: "pg_proc"))
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where p.prokind = 'a' and \(condition) order by 1, 2, 4
      """
  }

  static let languages = CatalogList(title: "List of languages") { request in
    let details = request.details(
      """
      not l.lanispl as internal_language, l.lanplcallfoid::pg_catalog.regprocedure as call_handler,
        l.lanvalidator::pg_catalog.regprocedure as validator,
        l.laninline::pg_catalog.regprocedure as inline_handler, \(access("l.lanacl"))
      """)
    return """
      select l.lanname as name, \(owner("l.lanowner")), l.lanpltrusted as trusted\(details),
        \(comment("l.oid", in: "pg_language"))
      from pg_catalog.pg_language l
      where \(request.condition(name: "l.lanname", isOwn: "l.lanplcallfoid <> 0")) order by 1
      """
  }

  static let eventTriggers = CatalogList(title: "List of event triggers") { request in
    let details = request.details(comment("e.oid", in: "pg_event_trigger"))
    return """
      select e.evtname as name, e.evtevent as event, \(owner("e.evtowner")),
        case e.evtenabled when 'O' then 'enabled' when 'R' then 'replica' when 'A' then 'always'
          when 'D' then 'disabled' end as enabled,
        e.evtfoid::pg_catalog.regproc as function,
        pg_catalog.array_to_string(e.evttags, ', ') as tags\(details)
      from pg_catalog.pg_event_trigger e where \(request.condition(name: "e.evtname")) order by 1
      """
  }
}
