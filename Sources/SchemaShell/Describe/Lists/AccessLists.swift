import Postgres

/// Roles, what they are set to, and what they may do.
extension CatalogList {
  static let roles = CatalogList(title: "List of roles") { request in
    // From 16 on, membership has options of its own and a list for them.
    let members: SQL =
      request.version >= 160000
      ? ""
      : """
      , array(select b.rolname from pg_catalog.pg_auth_members m
          join pg_catalog.pg_roles b on b.oid = m.roleid
          where m.member = r.oid) as member_of
      """
    let details = request.details(
      "pg_catalog.shobj_description(r.oid, 'pg_authid') as description")
    return """
      select r.rolname as role_name, pg_catalog.concat_ws(E'\\n',
        nullif(pg_catalog.concat_ws(', ',
          case when r.rolsuper then 'Superuser' end,
          case when not r.rolinherit then 'No inheritance' end,
          case when r.rolcreaterole then 'Create role' end,
          case when r.rolcreatedb then 'Create DB' end,
          case when not r.rolcanlogin then 'Cannot login' end,
          case when r.rolreplication then 'Replication' end,
          case when r.rolbypassrls then 'Bypass RLS' end), ''),
        case when r.rolconnlimit = 0 then 'No connections'
          when r.rolconnlimit = 1 then '1 connection'
          when r.rolconnlimit > 1 then r.rolconnlimit || ' connections' end,
        'Password valid until ' || r.rolvaliduntil) as attributes\(members)\(details)
      from pg_catalog.pg_roles r
      where \(request.condition(name: "r.rolname", isOwn: "r.rolname !~ '^pg_'")) order by 1
      """
  }.uncounted()

  static let roleSettings = CatalogList(title: "List of settings") { request in
    """
    select r.rolname as role, d.datname as database,
      pg_catalog.array_to_string(s.setconfig, E'\\n') as settings
    from pg_catalog.pg_db_role_setting s
    left join pg_catalog.pg_database d on d.oid = s.setdatabase
    left join pg_catalog.pg_roles r on r.oid = s.setrole
    where \(request.condition(name: "r.rolname")) order by 1, 2
    """
  }

  static let privileges = CatalogList(title: "Access privileges") { request in
    let condition = request.condition(
      name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
    return """
      select n.nspname as schema, c.relname as name,
        case c.relkind when 'r' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
          when 'S' then 'sequence' when 'f' then 'foreign table'
          when 'p' then 'partitioned table' end as type,
        \(access("c.relacl")),
        pg_catalog.array_to_string(array(
          select a.attname || E':\\n  ' || pg_catalog.array_to_string(a.attacl, E'\\n  ')
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and not a.attisdropped and a.attacl is not null
        ), E'\\n') as column_privileges,
        pg_catalog.array_to_string(array(
          select p.polname || case when p.polpermissive then '' else ' (RESTRICTIVE)' end
            || case p.polcmd when '*' then ':' else pg_catalog.format(' (%s):', p.polcmd) end
            || coalesce(
              E'\\n  (u): ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid), '')
            || coalesce(
              E'\\n  (c): ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
            || case when p.polroles = '{0}' then '' else E'\\n  to: '
              || pg_catalog.array_to_string(array(
                select r.rolname from pg_catalog.pg_roles r where r.oid = any (p.polroles)
                order by 1), ', ') end
          from pg_catalog.pg_policy p where p.polrelid = c.oid
        ), E'\\n') as policies
      from pg_catalog.pg_class c left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'v', 'm', 'S', 'f', 'p') and \(condition)
      order by 1, 2
      """
  }

  static let defaultPrivileges = CatalogList(title: "Default access privileges") { request in
    let condition: SQL =
      request.pattern.map {
        "(\($0.condition(name: "n.nspname", schema: "''", isVisible: "true"))) or (\($0.condition(name: "pg_catalog.pg_get_userbyid(d.defaclrole)", schema: "''", isVisible: "true")))"
      } ?? "true"
    return """
      select \(owner("d.defaclrole")), n.nspname as schema,
        case d.defaclobjtype when 'r' then 'table' when 'S' then 'sequence' when 'f' then 'function'
          when 'T' then 'type' when 'n' then 'schema' when 'L' then 'large object' end as type,
        \(access("d.defaclacl"))
      from pg_catalog.pg_default_acl d
      left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
      where \(condition) order by 1, 2, 3
      """
  }
}
