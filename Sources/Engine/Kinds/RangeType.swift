package import Postgres

/// A range type, and the multirange type that comes with it.
package struct RangeType: SchemaObject {
  package static let kind: KindName = "range type"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  /// `name = value` of each clause of `create type … as range`.
  package let clauses: [String]
  /// The functions that make its values, as `name(types)`: they keep their names and schemas when
  /// the type changes its own.
  private let constructors: [String]
  /// The function that brings values into one form, which takes and gives them.
  private let circle: [String]
  package let multirange: [String]

  package static var trace: SQL? { "pg_range where rngtypid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let multirange: SQL =
      version.major >= 14
      ? """
      (select array[n.nspname, m.typname] from pg_type m
          join pg_namespace n on n.oid = m.typnamespace where m.oid = r.rngmultitypid)
      """ : "null"
    return """
      select t.tableoid, t.oid, 0, t.typnamespace, t.typname,
        array_remove(array[
          'subtype = ' || format_type(r.rngsubtype, null),
          (select 'subtype_opclass = ' || quote_ident(n.nspname) || '.' || quote_ident(o.opcname)
            from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace
            where o.oid = r.rngsubopc and not o.opcdefault),
          (select 'collation = ' || quote_ident(n.nspname) || '.' || quote_ident(l.collname)
            from pg_collation l join pg_namespace n on n.oid = l.collnamespace
            where l.oid = r.rngcollation and l.oid <> s.typcollation),
          'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc,
          'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc
        ], null),
        \(multirange), array(select d.objid::regprocedure from pg_depend d
          where d.classid = 1255 and d.refclassid = 1247 and d.deptype = 'i'
            and d.refobjid in (r.rngtypid\(version.major >= 14 ? ", r.rngmultitypid" : "")) order by 1),
        \(TypeName.circle(of: "r.rngcanonical", type: "t.oid"))
      from pg_type t join pg_range r on r.rngtypid = t.oid join pg_type s on s.oid = r.rngsubtype
      where t.oid >= 16384
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    clauses = row.textArray()
    multirange = row.optionalTextArray() ?? []
    constructors = row.textArray()
    circle = row.textArray()
  }

  package static var rules: [Rule<RangeType>] {
    [
      .replace("clauses", \.clauses),
      .derived("constructors", \.constructors),
      .derived("circle", \.circle),
      Rule("multirange", \.multirange) { old, new in
        guard old.multirange.dropLast() == new.multirange.dropLast(),
          let name = new.multirange.last
        else { return .replace }
        return .alter([
          Statement("alter type \(name: old.multirange) rename to \(name: name)", lock: .none)
        ])
      },
    ]
  }

  package var claims: [ObjectID] {
    [ObjectID(TypeName.space, id.names), ObjectID(TypeName.space, multirange)]
  }
  package var reference: SQL { "type \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var list = clauses.map { SQL("\n  \(catalog: $0)") }
    if !multirange.isEmpty { list.append("\n  multirange_type_name = \(name: multirange)") }
    return [
      Statement("create \(reference) as range (\(list.joined(separator: ","))\n)", lock: .none)
    ]
  }

  package var standIn: StandIn? { TypeName.standIn(for: self) }

  package static var makesWay: Bool { true }

  package func retirement(
    to new: RangeType, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    // Neither the multirange type nor the functions that make values follow their range type.
    var parts = constructors.map { SQL("function \(catalog: $0)") }
    if !multirange.isEmpty { parts.append("type \(name: multirange)") }
    return TypeName.retirement(of: id, with: parts, circle: circle)
  }
}
