import Postgres

/// One of the queries that make a snapshot, and what is done with its answer.
struct Question: Sendable {
  /// See `SchemaObject.trace`.
  let trace: SQL?
  /// See `SchemaObject.traceIsScanned`.
  var traceIsScanned = false
  let query: SQL
  /// See `SchemaObject.isLent`.
  var isLent = false
  let take: @Sendable (borrowing Result, inout Reading) throws -> Void

  /// In the order in which the answers must be read. The largest comes first: while it is read,
  /// nothing else is held yet.
  static func all(_ version: ServerVersion) -> [Question] {
    [depends, members, casts] + ObjectKinds.all.flatMap { kind($0, version) }
      + [unmodelled, cluster]
  }

  /// One row, which says of each of `traces` whether there is any.
  static func glance(at traces: [Trace]) -> SQL {
    let found = traces.map { trace -> SQL in
      "\(trace.isScanned ? "size >= \(literal: largeSize) or " : "")exists (select from \(trace.rows))"
    }
    return """
      select \(found.joined(separator: ",\n"))
      from (select pg_relation_size('pg_catalog.pg_attribute') as size offset 0) s
      """
  }

  /// What the glance looks for.
  struct Trace: Hashable {
    let rows: SQL
    let isScanned: Bool
  }

  /// The size of `pg_attribute` from which on a database is large.
  static let largeSize = 3_000_000

  private static func kind<Kind: SchemaObject>(
    _ kind: Kind.Type, _ version: ServerVersion
  ) -> [Question] {
    let texts = kind.texts(version).map { texts in
      Question(trace: texts.trace, query: texts.query, isLent: true) { result, reading in
        try result.forEachRow { row in
          let address = Address(&row)
          // Nothing is written of what has just gone.
          if let text = row.optionalText() { reading.catalog.note(text, of: address) }
        }
      }
    }
    let objects = kind.query(version).map { query in
      Question(
        trace: kind.trace, traceIsScanned: kind.traceIsScanned, query: query,
        isLent: kind.isLent
      ) { result, reading in
        try reading.take(kind, result)
      }
    }
    return [texts, objects].compactMap { $0 }
  }

  private static let members = Question(
    trace: "pg_extension where oid >= 16384",
    query: """
      select classid, objid, refobjid from pg_depend
      where deptype = 'e' and refclassid = 3079
      """
  ) { result, reading in
    try result.forEachRow { row in
      let address = Address(row.oid(), row.oid())
      reading.catalog.addExtensionMember(address, of: row.oid())
    }
  }

  private static let casts = Question(
    trace: nil,
    query: """
      select format_type(castsource, null), format_type(casttarget, null), castcontext,
        castmethod = 'b'
      from pg_cast
      union all
      select format_type(t.oid, null), format_type(t.typbasetype, t.typtypmod), 'd',
        t.typnotnull or exists (select from pg_constraint k where k.contypid = t.oid)
      from pg_type t where t.typtype = 'd' and t.oid >= 16384
      """
  ) { result, reading in
    try result.forEachRow { row in
      let source = row.text()
      let target = row.text()
      let (sort, flag) = (row.text(), row.bool())
      if sort == "d" {
        reading.catalog.casts.add(domain: source, .init(target, hasConditions: flag))
        return
      }
      let context: Casts.Context =
        sort == "i" ? .implicit : sort == "a" ? .assignment : .explicit
      reading.catalog.casts.add(source, target, context, isRelabelling: flag)
    }
  }

  // What the system itself depends on never changes, so only rows about users' objects matter. What
  // is known anyway or nobody's is left out, a third of the rows: a default's column, the index
  // of a constraint, what keeps a table's long values, the four triggers of each foreign key.
  private static let depends = Question(
    trace: nil,
    query: """
      select (classid::int8 << 32) + objid::int8, nullif(objsubid, 0),
        (refclassid::int8 << 32) + refobjid::int8, nullif(refobjsubid, 0), nullif(deptype, 'n')
      from pg_depend where refobjid >= 16384 and objid >= 16384 and case deptype
          when 'e' then false
          when 'a' then classid <> 2604 or refclassid <> 1259
          when 'i' then case classid
            when 2620 then refclassid <> 2606
            when 1259 then refclassid <> 2606 and (refclassid <> 1259 or refobjsubid <> 0)
            else true end
          else true end
        or refclassid = 2615 and refobjid = 2200
      """
  ) { result, reading in try reading.edges.read(result, &reading.catalog) }

  private static let unmodelled = Question(trace: nil, query: Unmodelled.query) {
    result, reading in reading.notCompared = try Unmodelled.read(result)
  }

  private static let cluster = Question(
    trace: nil,
    query: """
      select 'role', rolname, rolname = current_user from pg_roles
      union all select 'tablespace', spcname, false from pg_tablespace
      """
  ) { result, reading in
    try result.forEachRow { row in
      let id = ObjectID(KindName(row.text()), [row.text()])
      reading.cluster.insert(id)
      if row.bool() { reading.user = id.name }
    }
  }
}
