package import Postgres

/// A domain: a type with a default and constraints. What it is based on never changes in place.
package struct Domain: SchemaObject {
  package static let kind: KindName = "domain"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package let base: String
  /// Only where it is not the base type's own.
  package let collation: String?
  package internal(set) var isNotNull: Bool
  package internal(set) var defaultExpression: String?
  /// The default that its base type had when it was made; said by saying nothing.
  package let inheritedDefault: String?
  /// `name definition` of each constraint that its values pass.
  private let checks: [String]
  /// True while a column keeps its values inside others: in arrays, composites or ranges. There
  /// PostgreSQL does not look for values that break a new constraint, and so refuses it.
  private let isNested: Bool

  package static var trace: SQL? { "pg_type where typtype = 'd' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    // A body that is parsed may compute with lists of its values, and so may a default.
    let parsed: SQL = version.major < 14 ? "" : "or p.prosqlbody is not null"
    return """
      select t.tableoid, t.oid, 0, t.typnamespace, t.typname,
        format_type(t.typbasetype, t.typtypmod),
        case when t.typcollation <> b.typcollation then (select quote_ident(n.nspname) || '.'
          || quote_ident(l.collname) from pg_collation l join pg_namespace n
          on n.oid = l.collnamespace where l.oid = t.typcollation) end,
        t.typnotnull, pg_get_expr(t.typdefaultbin, 0),
        case when t.typdefaultbin is null then t.typdefault end,
        array(select k.conname || ' ' || pg_get_constraintdef(k.oid) from pg_constraint k
          where k.contypid = t.oid and k.contype = 'c' and k.convalidated order by 1),
        exists (with recursive b as (
            select t.oid, t.typarray, false as is_array
            union all select x.oid, x.typarray, x.typbasetype = b.typarray
              from b join pg_type x on x.typbasetype in (b.oid, b.typarray) and x.typtype = 'd')
          select from b
            left join pg_depend d on d.refclassid = 1247 and d.refobjid in (b.oid, b.typarray)
            left join pg_class c on d.classid = 1259 and c.oid = d.objid
            left join pg_range r on d.classid = 1247 and r.rngtypid = d.objid
          where b.is_array
            or d.refobjid = b.typarray and d.deptype <> 'i' and d.classid not in (1247, 1255)
            or d.refobjid = b.typarray and d.classid = 1255 and exists (select from pg_proc p
              where p.oid = d.objid and (p.proargdefaults is not null \(parsed)))
            or d.refobjid = b.oid and (c.relkind = 'c' or r.rngtypid is not null))
      from pg_type t join pg_type b on b.oid = t.typbasetype
      where t.typtype = 'd' and t.oid >= 16384
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    base = row.text()
    collation = row.optionalText()
    isNotNull = row.bool()
    defaultExpression = row.optionalText()
    inheritedDefault = row.optionalText()
    checks = row.textArray()
    isNested = row.bool()
  }

  package static var rules: [Rule<Domain>] {
    [
      .replace("base", \.base),
      .replace("collation", \.collation),
      .replace("inheritedDefault", \.inheritedDefault),
      Rule("defaultExpression", \.defaultExpression) { _, new in .alter([new.defaultChange]) }
        .asRead(),
      // The constraints themselves do what can be done in place.
      Rule("checks", \.checks) { old, new in
        old.isNested && !Set(new.checks).isSubset(of: old.checks) ? .replace : .alter([])
      }.asRead(),
      .derived("isNested", \.isNested),
      Rule("isNotNull", \.isNotNull) { old, new in
        if old.isNested, new.isNotNull { return .replace }
        return .alter([
          new.isNotNull
            ? Statement(
              "\(new.alter) set not null", lock: .none,
              hazards: [.scans, .mayFail("values of \(new.id) that are null")],
              reach: Reach(.share, readsRows: true, isToUsers: true))
            : Statement("\(new.alter) drop not null", lock: .none)
        ])
      },
    ]
  }

  package var claims: [ObjectID] { [ObjectID(TypeName.space, id.names)] }
  package var reference: SQL { "domain \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference) as \(catalog: base)"
    if let collation { sql += " collate \(catalog: collation)" }
    if let defaultExpression { sql += " default \(catalog: defaultExpression)" }
    if isNotNull { sql += " not null" }
    for part in parts { sql += "\n  \(part.sql)" }
    return [Statement(sql, lock: .none)]
  }

  private var alter: SQL { "alter \(reference)" }

  package static var makesWay: Bool { true }

  package func retirement(
    to new: Domain, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    let plain = TypeName.retirement(of: id, as: "domain")
    guard defaultExpression != nil else { return plain }
    // What the default calls may be dropped before the domain is.
    return Retirement(
      stepAside: [Statement("\(alter) drop default", lock: .none)] + plain.stepAside,
      refill: plain.refill, discard: plain.discard)
  }

  package func response(to disturbance: Disturbance) -> Response {
    let isType = disturbance.object.claims.contains { $0.kind == TypeName.space }
    guard !isType, disturbance.object.kind != "collation", defaultExpression != nil,
      let successor = disturbance.successor as? Domain
    else { return .rebuild }
    let isChanged = successor.defaultExpression != defaultExpression
    return .letGo(
      [Statement("\(alter) drop default", lock: .none)],
      takeHold: isChanged ? [] : [successor.defaultChange])
  }

  private var defaultChange: Statement {
    let change: SQL = defaultExpression.map { "set default \(catalog: $0)" } ?? "drop default"
    return Statement("\(alter) \(change)", lock: .none, reach: Reach(.accessShare))
  }
}
