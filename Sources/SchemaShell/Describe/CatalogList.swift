import Lang
import Postgres

/// A list of one sort of thing in a database: psql's `\dn`, `\df`, `\dT`, `\du`, `\dx` and `\l`.
struct CatalogList: Sendable {
  let title: String
  private let query: @Sendable (NamePattern?) -> SQL

  static func named(_ letters: String) -> CatalogList? {
    switch letters {
    case "n": schemas
    case "f": functions
    case "T": types
    case "p": privileges
    case "u", "g": roles
    case "x": extensions
    default: nil
    }
  }

  func show(
    _ pattern: NamePattern?, _ isShown: Bool, _ interpreter: Interpreter
  ) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    do throws(DatabaseError) {
      let rows = Rows(try connection.run(query(pattern)))
      if isShown {
        session.show(rows.list(titled: title))
      }
      return .host(rows)
    } catch {
      throw ScriptFailure(error)
    }
  }

  static let databases = CatalogList(title: "List of databases") { _ in
    """
    select datname as name, pg_catalog.pg_get_userbyid(datdba) as owner,
      pg_catalog.pg_encoding_to_char(encoding) as encoding, datcollate as collate,
      datctype as ctype, pg_catalog.array_to_string(datacl, E'\\n') as access_privileges
    from pg_catalog.pg_database order by 1
    """
  }

  private static let schemas = CatalogList(title: "List of schemas") { pattern in
    let condition =
      pattern?.condition(name: "nspname", schema: "''", isVisible: "true")
      ?? "nspname !~ '^pg_' and nspname <> 'information_schema'"
    return """
      select nspname as name, pg_catalog.pg_get_userbyid(nspowner) as owner
      from pg_catalog.pg_namespace where \(condition) order by 1
      """
  }

  private static let functions = CatalogList(title: "List of functions") { pattern in
    let condition =
      pattern?.condition(
        name: "p.proname", schema: "n.nspname",
        isVisible: "pg_catalog.pg_function_is_visible(p.oid)")
        ?? """
        pg_catalog.pg_function_is_visible(p.oid)
          and n.nspname not in ('pg_catalog', 'information_schema')
        """
    return """
      select n.nspname as schema, p.proname as name,
        pg_catalog.pg_get_function_result(p.oid) as result_data_type,
        pg_catalog.pg_get_function_arguments(p.oid) as argument_data_types,
        case p.prokind when 'a' then 'agg' when 'w' then 'window' when 'p' then 'proc'
          else 'func' end as type
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where \(condition) order by 1, 2, 4
      """
  }

  private static let types = CatalogList(title: "List of data types") { pattern in
    let condition =
      pattern?.condition(
        name: "t.typname", schema: "n.nspname", isVisible: "pg_catalog.pg_type_is_visible(t.oid)")
        ?? """
        pg_catalog.pg_type_is_visible(t.oid)
          and n.nspname not in ('pg_catalog', 'information_schema')
        """
    return """
      select n.nspname as schema, pg_catalog.format_type(t.oid, null) as name,
        pg_catalog.obj_description(t.oid, 'pg_type') as description
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_class c on c.oid = t.typrelid
      where (t.typrelid = 0 or c.relkind = 'c')
        and not exists (select from pg_catalog.pg_type e where e.oid = t.typelem
          and e.typarray = t.oid)
        and \(condition)
      order by 1, 2
      """
  }

  private static let roles = CatalogList(title: "List of roles") { pattern in
    let condition =
      pattern?.condition(name: "rolname", schema: "''", isVisible: "true") ?? "rolname !~ '^pg_'"
    return """
      select rolname as role_name, pg_catalog.concat_ws(', ',
        case when rolsuper then 'Superuser' end,
        case when not rolinherit then 'No inheritance' end,
        case when rolcreaterole then 'Create role' end,
        case when rolcreatedb then 'Create DB' end,
        case when not rolcanlogin then 'Cannot login' end,
        case when rolreplication then 'Replication' end,
        case when rolbypassrls then 'Bypass RLS' end) as attributes,
        array(select b.rolname from pg_catalog.pg_auth_members m
          join pg_catalog.pg_roles b on b.oid = m.roleid
          where m.member = r.oid order by 1) as member_of
      from pg_catalog.pg_roles r where \(condition) order by 1
      """
  }

  private static let privileges = CatalogList(title: "Access privileges") { pattern in
    let condition =
      pattern?.condition(
        name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
        ?? """
        pg_catalog.pg_table_is_visible(c.oid)
          and n.nspname not in ('pg_catalog', 'information_schema')
        """
    return """
      select n.nspname as schema, c.relname as name,
        case c.relkind when 'r' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
          when 'S' then 'sequence' when 'f' then 'foreign table'
          when 'p' then 'partitioned table' end as type,
        pg_catalog.array_to_string(c.relacl, E'\\n') as access_privileges,
        pg_catalog.array_to_string(array(
          select a.attname || E':\\n  ' || pg_catalog.array_to_string(a.attacl, E'\\n  ')
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and not a.attisdropped and a.attacl is not null
        ), E'\\n') as column_privileges,
        pg_catalog.array_to_string(array(
          select p.polname from pg_catalog.pg_policy p where p.polrelid = c.oid order by 1
        ), E'\\n') as policies
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'v', 'm', 'S', 'f', 'p') and \(condition)
      order by 1, 2
      """
  }

  private static let extensions = CatalogList(title: "List of installed extensions") { pattern in
    let condition =
      pattern?.condition(name: "e.extname", schema: "''", isVisible: "true") ?? "true"
    return """
      select e.extname as name, e.extversion as version, n.nspname as schema,
        pg_catalog.obj_description(e.oid, 'pg_extension') as description
      from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
      where \(condition) order by 1
      """
  }
}
