import Postgres

/// Other people's data: wrappers, servers, who is who there, and the tables.
extension CatalogList {
  static let wrappers = CatalogList(title: "List of foreign-data wrappers") { request in
    let details = request.details(
      """
      \(access("w.fdwacl")), \(options("w.fdwoptions")),
        \(comment("w.oid", in: "pg_foreign_data_wrapper"))
      """)
    return """
      select w.fdwname as name, \(owner("w.fdwowner")),
        w.fdwhandler::pg_catalog.regproc as handler,
        w.fdwvalidator::pg_catalog.regproc as validator\(details)
      from pg_catalog.pg_foreign_data_wrapper w
      where \(request.condition(name: "w.fdwname")) order by 1
      """
  }.headed(foreignHeadings)

  static let servers = CatalogList(title: "List of foreign servers") { request in
    let details = request.details(
      """
      \(access("s.srvacl")), s.srvtype as type, s.srvversion as version,
        \(options("s.srvoptions")), \(comment("s.oid", in: "pg_foreign_server"))
      """)
    return """
      select s.srvname as name, \(owner("s.srvowner")), w.fdwname as foreign_data_wrapper\(details)
      from pg_catalog.pg_foreign_server s
      join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
      where \(request.condition(name: "s.srvname")) order by 1
      """
  }.headed(foreignHeadings)

  static let userMappings = CatalogList(title: "List of user mappings") { request in
    """
    select m.srvname as server, m.usename as user_name\(request.details(options("m.umoptions")))
    from pg_catalog.pg_user_mappings m
    where \(request.condition(name: "m.srvname")) order by 1, 2
    """
  }.headed(foreignHeadings)

  static let foreignTables = CatalogList(title: "List of foreign tables") { request in
    let condition = request.condition(
      name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
    let details = request.details(
      "\(options("t.ftoptions")), \(comment("c.oid", in: "pg_class"))")
    return """
      select n.nspname as schema, c.relname as table, s.srvname as server\(details)
      from pg_catalog.pg_foreign_table t
      join pg_catalog.pg_class c on c.oid = t.ftrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_foreign_server s on s.oid = t.ftserver
      where \(condition) order by 1, 2
      """
  }.headed(foreignHeadings)

  private static let foreignHeadings = [
    "foreign_data_wrapper": "Foreign-data wrapper", "fdw_options": "FDW options",
  ]
}
