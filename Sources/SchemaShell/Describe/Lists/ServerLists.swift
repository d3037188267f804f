import Postgres

/// What a server or a database holds as a whole: databases, schemas, extensions, tablespaces,
/// parameters, publications.
extension CatalogList {
  static let databases = CatalogList(title: "List of databases") { request in
    let provider: SQL =
      request.version >= 150000
      ? """
      case d.datlocprovider when 'b' then 'builtin' when 'c' then 'libc' when 'i' then 'icu' end
        as locale_provider
      """ : "'libc' as locale_provider"
    let locale: SQL =
      request.version >= 170000
      ? "d.datlocale as locale"
      : request.version >= 150000 ? "d.daticulocale as icu_locale" : "null as icu_locale"
    let rules: SQL = request.version >= 160000 ? ", d.daticurules as icu_rules" : ""
    let collation: SQL = "d.datcollate as collate, d.datctype as ctype"
    let places: SQL =
      request.version >= 160000
      ? "\(provider), \(collation), \(locale)\(rules)" : "\(collation), \(locale), \(provider)"
    let details = request.details(
      """
      case when pg_catalog.has_database_privilege(d.oid, 'CONNECT')
          then pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.oid))
          else 'No Access' end as size,
        t.spcname as tablespace,
        pg_catalog.shobj_description(d.oid, 'pg_database') as description
      """)
    return """
      select d.datname as name, \(owner("d.datdba")),
        pg_catalog.pg_encoding_to_char(d.encoding) as encoding, \(places),
        \(access("d.datacl"))\(details)
      from pg_catalog.pg_database d join pg_catalog.pg_tablespace t on t.oid = d.dattablespace
      where \(request.condition(name: "d.datname")) order by 1
      """
  }.headed([
    "icu_locale": "ICU Locale", "icu_rules": "ICU Rules", "locale_provider": "Locale Provider",
  ])

  static let schemas = CatalogList(title: "List of schemas") { request in
    let isOwn: SQL = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
    let details = request.details(
      "\(access("n.nspacl")), \(comment("n.oid", in: "pg_namespace"))")
    return """
      select n.nspname as name, \(owner("n.nspowner"))\(details)
      from pg_catalog.pg_namespace n
      where \(request.condition(name: "n.nspname", isOwn: isOwn)) order by 1
      """
  }

  static let extensions = CatalogList(title: "List of installed extensions") { request in
    """
    select e.extname as name, e.extversion as version, n.nspname as schema,
      \(comment("e.oid", in: "pg_extension"))
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where \(request.condition(name: "e.extname")) order by 1
    """
  }

  static let tablespaces = CatalogList(title: "List of tablespaces") { request in
    let details = request.details(
      """
      \(access("s.spcacl")), s.spcoptions as options,
        pg_catalog.pg_size_pretty(pg_catalog.pg_tablespace_size(s.oid)) as size,
        pg_catalog.shobj_description(s.oid, 'pg_tablespace') as description
      """)
    return """
      select s.spcname as name, \(owner("s.spcowner")),
        pg_catalog.pg_tablespace_location(s.oid) as location\(details)
      from pg_catalog.pg_tablespace s where \(request.condition(name: "s.spcname")) order by 1
      """
  }

  static let parameters = CatalogList(
    title: "List of configuration parameters",
    titleOfAll: "List of non-default configuration parameters"
  ) { request in
    let access: SQL =
      request.version >= 150000
      ? """
      (select pg_catalog.array_to_string(a.paracl, E'\\n') from pg_catalog.pg_parameter_acl a
        where a.parname = pg_catalog.lower(s.name))
      """ : "null"
    let details = request.details(
      "s.vartype as type, s.context as context, \(access) as access_privileges")
    let isChanged: SQL = "s.source <> 'default' and s.setting is distinct from s.boot_val"
    return """
      select s.name as parameter, pg_catalog.current_setting(s.name) as value\(details)
      from pg_catalog.pg_settings s
      where \(request.condition(name: "pg_catalog.lower(s.name)", isOwn: isChanged)) order by 1
      """
  }

  static let publications = CatalogList(title: "List of publications") { request in
    """
    select p.pubname as name, \(owner("p.pubowner")), p.puballtables as all_tables,
      p.pubinsert as inserts, p.pubupdate as updates, p.pubdelete as deletes,
      p.pubtruncate as truncates, p.pubviaroot as via_root
    from pg_catalog.pg_publication p where \(request.condition(name: "p.pubname")) order by 1
    """
  }

  /// Where it connects to stays out: that text holds a password.
  static let subscriptions = CatalogList(title: "List of subscriptions") { request in
    """
    select s.subname as name, \(owner("s.subowner")), s.subenabled as enabled,
      s.subpublications as publication
    from pg_catalog.pg_subscription s
    where s.subdbid = (select oid from pg_catalog.pg_database
        where datname = pg_catalog.current_database())
      and \(request.condition(name: "s.subname"))
    order by 1
    """
  }
}
