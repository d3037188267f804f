package import Postgres

/// An aggregate function, told apart from its namesakes by the types it takes.
package struct Aggregate: SchemaObject {
  package static let kind: KindName = "aggregate"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  /// Everything between the parentheses: `ORDER BY` and names included.
  package let arguments: String
  package let result: String
  /// As `pg_aggregate.aggkind`: n, o, h.
  package let sort: String
  /// `name = value` of each clause of `create aggregate`.
  package let clauses: [String]

  package static var trace: SQL? { "pg_aggregate where aggfnoid::oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select p.tableoid, p.oid, 0, p.pronamespace, p.proname, oidvectortypes(p.proargtypes),
      pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), a.aggkind,
      array_remove(array[
        'sfunc = ' || a.aggtransfn::regproc,
        'stype = ' || format_type(a.aggtranstype, null),
        'sspace = ' || nullif(a.aggtransspace, 0),
        'finalfunc = ' || nullif(a.aggfinalfn::oid, 0)::regproc,
        case when a.aggfinalextra then 'finalfunc_extra' end,
        case when a.aggfinalfn::oid <> 0
          and a.aggfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
          then 'finalfunc_modify = ' || case a.aggfinalmodify when 'r' then 'read_only'
            when 's' then 'shareable' else 'read_write' end end,
        'combinefunc = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
        'serialfunc = ' || nullif(a.aggserialfn::oid, 0)::regproc,
        'deserialfunc = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
        'initcond = ' || quote_literal(a.agginitval),
        'msfunc = ' || nullif(a.aggmtransfn::oid, 0)::regproc,
        'minvfunc = ' || nullif(a.aggminvtransfn::oid, 0)::regproc,
        'mstype = ' || format_type(nullif(a.aggmtranstype, 0), null),
        'msspace = ' || nullif(a.aggmtransspace, 0),
        'mfinalfunc = ' || nullif(a.aggmfinalfn::oid, 0)::regproc,
        case when a.aggmfinalextra then 'mfinalfunc_extra' end,
        case when a.aggmfinalfn::oid <> 0
          and a.aggmfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
          then 'mfinalfunc_modify = ' || case a.aggmfinalmodify when 'r' then 'read_only'
            when 's' then 'shareable' else 'read_write' end end,
        'minitcond = ' || quote_literal(a.aggminitval),
        'sortop = operator(' || (select quote_ident(n.nspname) || '.' || o.oprname
          from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
          where o.oid = a.aggsortop) || ')',
        case when a.aggkind = 'h' then 'hypothetical' end,
        'parallel = ' || case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end
      ], null)
    from pg_proc p join pg_aggregate a on a.aggfnoid = p.oid
    where p.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text(), "(\(row.text()))"])
    arguments = row.text()
    result = row.text()
    sort = row.text()
    clauses = row.textArray()
  }

  package static var rules: [Rule<Aggregate>] {
    [
      .replace("sort", \.sort),
      .replace("arguments", \.arguments),
      .replace("result", \.result),
      .redefine("clauses", \.clauses),
    ]
  }

  package var claims: [ObjectID] { [ObjectID("routine name", id.names)] }
  package var qualifiedName: SQL { "\(name: Array(id.names.dropLast()))" }
  package var reference: SQL { "aggregate \(qualifiedName)(\(catalog: signature))" }

  /// An aggregate of nothing is written with a star.
  private var signature: String { arguments.isEmpty ? "*" : arguments }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .reshaped ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] { make("create") }

  package func redefine(from old: Aggregate) -> [Statement] { make("create or replace") }

  private func make(_ verb: SQL) -> [Statement] {
    let list = clauses.map { SQL("\n  \(catalog: $0)") }.joined(separator: ",")
    return [Statement("\(verb) \(reference) (\(list)\n)", lock: .none)]
  }
}
