import Postgres

/// What is no relation: types, functions, schemas. psql has a command for each; one word is enough.
extension Describer {
  func others(matching pattern: NamePattern) throws -> [TableModel] {
    try types(pattern) + functions(pattern) + schemas(pattern)
  }

  private func types(_ pattern: NamePattern) throws -> [TableModel] {
    let condition = pattern.condition(
      name: "t.typname", schema: "n.nspname", isVisible: "pg_catalog.pg_type_is_visible(t.oid)")
    return try table(
      "List of types",
      """
      select n.nspname as schema, pg_catalog.format_type(t.oid, null) as name,
        case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range'
          when 'm' then 'multirange' when 'b' then 'base type' when 'p' then 'pseudo-type'
          else 'composite type' end as kind,
        case t.typtype
          when 'e' then (select pg_catalog.string_agg(e.enumlabel, E'\\n' order by e.enumsortorder)
            from pg_catalog.pg_enum e where e.enumtypid = t.oid)
          when 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod)
            || case when t.typnotnull then ' not null' else '' end
            || coalesce(' default ' || t.typdefault, '')
            || coalesce((select E'\\n' || pg_catalog.string_agg(
              pg_catalog.pg_get_constraintdef(c.oid, true), E'\\n' order by c.conname)
              from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c'), '')
          when 'r' then (select pg_catalog.format_type(r.rngsubtype, null)
            from pg_catalog.pg_range r where r.rngtypid = t.oid)
          else '' end as elements,
        coalesce(pg_catalog.obj_description(t.oid, 'pg_type'), '') as description
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where t.typrelid = 0 and t.typelem = 0 and \(condition)
      order by 1, 2
      """)
  }

  private func functions(_ pattern: NamePattern) throws -> [TableModel] {
    let condition = pattern.condition(
      name: "p.proname", schema: "n.nspname",
      isVisible: "pg_catalog.pg_function_is_visible(p.oid)")
    return try table(
      "List of functions",
      """
      select n.nspname as schema, p.proname as name,
        pg_catalog.pg_get_function_result(p.oid) as result_data_type,
        pg_catalog.pg_get_function_arguments(p.oid) as argument_data_types,
        case p.prokind when 'a' then 'agg' when 'w' then 'window' when 'p' then 'proc'
          else 'func' end as type
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where \(condition)
      order by 1, 2, 4
      """)
  }

  private func schemas(_ pattern: NamePattern) throws -> [TableModel] {
    guard pattern.schema == nil else { return [] }
    let condition = pattern.condition(name: "n.nspname", schema: "''", isVisible: "true")
    return try table(
      "List of schemas",
      """
      select n.nspname as name, pg_catalog.pg_get_userbyid(n.nspowner) as owner
      from pg_catalog.pg_namespace n where \(condition) order by 1
      """)
  }

  private func table(_ title: String, _ sql: SQL) throws -> [TableModel] {
    let rows = Rows(try connection.run(sql))
    guard !rows.cells.isEmpty else { return [] }
    return [rows.list(titled: title)]
  }
}
