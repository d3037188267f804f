package import Postgres

/// A type whose values are read and written by functions of its own.
package struct BaseType: SchemaObject {
  package static let kind: KindName = "base type"

  package let id: ObjectID
  /// `name = value` of what only a new type can have otherwise.
  package let clauses: [String]
  /// `name = value` of what can be told anew: `none` where there is none.
  package internal(set) var settable: [String]
  /// True for a mere name, announced and never defined.
  package let isShell: Bool
  /// Its functions that take or give its values.
  private let circle: [String]

  package static var trace: SQL? {
    """
    pg_type
    where oid >= 16384 and (typtype = 'b' and typinput::oid >= 16384 or not typisdefined)
    """
  }

  package static var traceIsScanned: Bool { true }

  // What PostgreSQL makes beside another type, its array, is read by a function of PostgreSQL's.
  package static func query(_ version: ServerVersion) -> SQL? {
    let subscripting: SQL =
      version.major >= 14
      ? "'subscript = ' || coalesce(nullif(t.typsubscript::oid, 0)::regproc::text, 'none')"
      : "null"
    let functions: SQL = """
      t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze
      """
    return """
      select t.tableoid, t.oid, 0, t.typnamespace, t.typname,
        array_remove(array[
          'input = ' || t.typinput::regproc,
          'output = ' || t.typoutput::regproc,
          'internallength = ' || case t.typlen when -1 then 'variable' else t.typlen::text end,
          case when t.typbyval then 'passedbyvalue' end,
          'alignment = ' || case t.typalign when 'c' then 'char' when 's' then 'int2'
            when 'i' then 'int4' else 'double' end,
          'category = ' || quote_literal(t.typcategory::text),
          case when t.typispreferred then 'preferred' end,
          'default = ' || quote_literal(t.typdefault),
          'element = ' || format_type(nullif(t.typelem, 0), null),
          'delimiter = ' || quote_literal(nullif(t.typdelim::text, ',')),
          case when t.typcollation <> 0 then 'collatable' end
        ], null),
        array_remove(array[
          'storage = ' || case t.typstorage when 'p' then 'plain' when 'e' then 'external'
            when 'm' then 'main' else 'extended' end,
          'receive = ' || coalesce(nullif(t.typreceive::oid, 0)::regproc::text, 'none'),
          'send = ' || coalesce(nullif(t.typsend::oid, 0)::regproc::text, 'none'),
          'typmod_in = ' || coalesce(nullif(t.typmodin::oid, 0)::regproc::text, 'none'),
          'typmod_out = ' || coalesce(nullif(t.typmodout::oid, 0)::regproc::text, 'none'),
          'analyze = ' || coalesce(nullif(t.typanalyze::oid, 0)::regproc::text, 'none'),
          \(subscripting)
        ], null), not t.typisdefined,
        \(TypeName.circle(of: functions, type: "t.oid"))
      from pg_type t
      where t.oid >= 16384 and (t.typtype = 'b' and t.typinput::oid >= 16384
        or not t.typisdefined)
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    clauses = row.textArray()
    settable = row.textArray()
    isShell = row.bool()
    circle = row.textArray()
  }

  package static var rules: [Rule<BaseType>] {
    [
      .derived("circle", \.circle),
      Rule("isShell", \.isShell) { old, new in
        new.isShell ? .replace : .alter(new.create([]))
      },
      Rule("clauses", \.clauses) { old, _ in old.isShell ? .alter([]) : .replace },
      Rule("settable", \.settable) { old, new in
        if old.isShell { return .alter([]) }
        // Columns that are there would go on storing values as they do.
        let storage = [old, new].map { $0.settable.first { $0.hasPrefix("storage") } }
        if storage[0] != storage[1] { return .replace }
        let list = new.settable.filter { !old.settable.contains($0) }
          .map { SQL("\(catalog: $0)") }.joined()
        return .alter(list.isEmpty ? [] : [Statement("alter \(new.reference) set (\(list))")])
      },
    ]
  }

  package var claims: [ObjectID] { [ObjectID(TypeName.space, id.names)] }
  package var reference: SQL { "type \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    if isShell { return [Statement("create \(reference)", lock: .none)] }
    let list = (clauses + settable.filter { !$0.hasSuffix("= none") })
      .map { SQL("\n  \(catalog: $0)") }.joined(separator: ",")
    return [Statement("create \(reference) (\(list)\n)", lock: .none)]
  }

  package static var makesWay: Bool { true }

  package func retirement(
    to new: BaseType, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    isShell ? nil : TypeName.retirement(of: id, circle: circle)
  }

  package var standIn: StandIn? { TypeName.standIn(for: self) }
}
