import Postgres

/// Types, domains and collations.
extension CatalogList {
  static let types = CatalogList(title: "List of data types") { request in
    let isVisible: SQL = "pg_catalog.pg_type_is_visible(t.oid)"
    var condition = request.condition(
      name: "t.typname", schema: "n.nspname", isVisible: isVisible)
    if let pattern = request.pattern {
      // `\dT int` finds `integer` by its name in SQL, too.
      let shown = pattern.condition(
        name: "pg_catalog.format_type(t.oid, null)", schema: "n.nspname", isVisible: isVisible)
      condition = "(\(condition) or \(shown))"
    }
    let details = request.details(
      """
      t.typname as internal_name,
        case when t.typrelid <> 0 then 'tuple' when t.typlen < 0 then 'var'
          else t.typlen::text end as size,
        pg_catalog.array_to_string(array(select e.enumlabel from pg_catalog.pg_enum e
          where e.enumtypid = t.oid order by e.enumsortorder), E'\\n') as elements,
        \(owner("t.typowner")), \(access("t.typacl"))
      """)
    return """
      select n.nspname as schema, pg_catalog.format_type(t.oid, null) as name\(details),
        \(comment("t.oid", in: "pg_type"))
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_class c on c.oid = t.typrelid
      where (t.typrelid = 0 or c.relkind = 'c')
        and not exists (select from pg_catalog.pg_type e where e.oid = t.typelem
          and e.typarray = t.oid)
        and \(condition)
      order by 1, 2
      """
  }

  static let domains = CatalogList(title: "List of domains") { request in
    let condition = request.condition(
      name: "t.typname", schema: "n.nspname", isVisible: "pg_catalog.pg_type_is_visible(t.oid)")
    let details = request.details("\(access("t.typacl")), \(comment("t.oid", in: "pg_type"))")
    return """
      select n.nspname as schema, t.typname as name,
        pg_catalog.format_type(t.typbasetype, t.typtypmod) as type,
        (select c.collname from pg_catalog.pg_collation c, pg_catalog.pg_type b
          where c.oid = t.typcollation and b.oid = t.typbasetype
            and t.typcollation <> b.typcollation) as collation,
        case when t.typnotnull then 'not null' end as nullable, t.typdefault as default,
        pg_catalog.array_to_string(array(
          select pg_catalog.pg_get_constraintdef(r.oid, true) from pg_catalog.pg_constraint r
          where r.contypid = t.oid and r.contype = 'c' order by r.conname), ' ')
          as check\(details)
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where t.typtype = 'd' and \(condition) order by 1, 2
      """
  }

  static let collations = CatalogList(title: "List of collations") { request in
    let condition = request.condition(
      name: "c.collname", schema: "n.nspname",
      isVisible: "pg_catalog.pg_collation_is_visible(c.oid)")
    let locale: SQL =
      request.version >= 170000
      ? "c.colllocale as locale"
      : request.version >= 150000 ? "c.colliculocale as icu_locale" : "null as icu_locale"
    return """
      select n.nspname as schema, c.collname as name, c.collcollate as collate,
        c.collctype as ctype, \(locale),
        case c.collprovider when 'd' then 'default' when 'b' then 'builtin' when 'c' then 'libc'
          when 'i' then 'icu' end as provider,
        case when c.collisdeterministic then 'yes' else 'no' end as deterministic\
      \(request.details(comment("c.oid", in: "pg_collation")))
      from pg_catalog.pg_collation c join pg_catalog.pg_namespace n on n.oid = c.collnamespace
      where c.collencoding in (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
        and \(condition)
      order by 1, 2
      """
  }.headed(["icu_locale": "ICU Locale", "deterministic": "Deterministic?"])
}
