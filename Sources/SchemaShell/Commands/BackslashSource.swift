import Lang
import Postgres

/// psql's `\sf`, `\sv`, `\dx+` and `\dRp+`: what a function, a view, an extension or a
/// publication is made of.
enum BackslashSource {
  static func function(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let kind: SQL = call.rest.contains("(") ? "regprocedure" : "regproc"
    return try show(
      "select pg_catalog.pg_get_functiondef(\(literal: call.rest)::\(kind))", call, interpreter)
  }

  static func view(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    try show(
      """
      select pg_catalog.format(E'create or replace view %s as\\n%s', v,
        pg_catalog.pg_get_viewdef(v, true))
      from (select \(literal: call.rest)::regclass as v) as named
      """, call, interpreter)
  }

  private static func show(
    _ query: SQL, _ call: BackslashCall, _ interpreter: Interpreter
  ) throws -> Value {
    guard !call.rest.isEmpty else {
      throw ScriptFailure("`\\\(call.name)` needs a name", at: call.location)
    }
    let session = interpreter.session
    let text: String
    do {
      text = try session.connection().run(query).optionalString(0, 0) ?? ""
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
    session.showScript(text)
    return Value(text)
  }

  /// `\dx+`: a table for each extension, of what belongs to it.
  static func members(
    _ pattern: NamePattern?, _ call: BackslashCall, _ interpreter: Interpreter
  ) throws -> Value {
    try showEach(call, interpreter) { connection in
      let condition = CatalogList.Request(pattern: pattern).condition(name: "e.extname")
      let found = try connection.run(
        "select e.oid, e.extname from pg_catalog.pg_extension e where \(condition) order by 2"
      ).rows { ($0.oid(), $0.text()) }
      return try found.map { oid, name in
        let rows = Rows(
          try connection.run(
            """
            select pg_catalog.pg_describe_object(classid, objid, 0) as object_description
            from pg_catalog.pg_depend
            where refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
              and refobjid = \(literal: Int(oid)) and deptype = 'e'
            order by 1
            """))
        return rows.list(titled: "Objects in extension \"\(name)\"")
      }
    }
  }

  /// `\dRp+`: a table for each publication, with what it publishes below.
  static func publications(
    _ pattern: NamePattern?, _ call: BackslashCall, _ interpreter: Interpreter
  ) throws -> Value {
    try showEach(call, interpreter) { connection in
      let condition = CatalogList.Request(pattern: pattern).condition(name: "p.pubname")
      let found = try connection.run(
        "select p.oid, p.pubname from pg_catalog.pg_publication p where \(condition) order by 2"
      ).rows { ($0.oid(), $0.text()) }
      return try found.map { oid, name in
        try publication(Int(oid), name, connection)
      }
    }
  }

  private static func publication(
    _ oid: Int, _ name: String, _ connection: Connection
  ) throws(DatabaseError) -> TableModel {
    let rows = Rows(
      try connection.run(
        """
        select pg_catalog.pg_get_userbyid(pubowner) as owner, puballtables as all_tables,
          pubinsert as inserts, pubupdate as updates, pubdelete as deletes,
          pubtruncate as truncates, pubviaroot as via_root
        from pg_catalog.pg_publication where oid = \(literal: oid)
        """))
    var table = rows.list(titled: "Publication \(name)")
    let isDetailed = connection.serverVersion >= 150000
    let columns: SQL =
      isDetailed
      ? """
      coalesce(' (' || (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '
          order by a.attnum)
        from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum = any (r.prattrs))
        || ')', '')
      || coalesce(' WHERE ' || pg_catalog.pg_get_expr(r.prqual, c.oid), '')
      """ : "''"
    let tables = try connection.run(
      """
      select '    "' || n.nspname || '.' || c.relname || '"' || \(columns)
      from pg_catalog.pg_publication_rel r join pg_catalog.pg_class c on c.oid = r.prrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where r.prpubid = \(literal: oid) order by n.nspname, c.relname
      """
    ).rows { $0.text() }
    var schemas: [String] = []
    if isDetailed {
      schemas = try connection.run(
        """
        select '    "' || n.nspname || '"' from pg_catalog.pg_publication_namespace p
        join pg_catalog.pg_namespace n on n.oid = p.pnnspid
        where p.pnpubid = \(literal: oid) order by n.nspname
        """
      ).rows { $0.text() }
    }
    let footers =
      (tables.isEmpty ? [] : ["Tables:"] + tables)
      + (schemas.isEmpty ? [] : ["Tables from schemas:"] + schemas)
    if !footers.isEmpty { table.footers = footers }
    return table
  }

  private static func showEach(
    _ call: BackslashCall, _ interpreter: Interpreter,
    _ tables: (Connection) throws -> [TableModel]
  ) throws -> Value {
    let session = interpreter.session
    do {
      let all = try tables(session.connection())
      if session.console.isMachine {
        session.console.show(DescriptionJSON.lines(all))
      } else {
        for table in all { session.show(table) }
      }
      if all.isEmpty { session.console.say("nothing fits") }
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
    return .null
  }
}
