package import Postgres

/// A table, plain or partitioned. Its columns, constraints and all else that belongs to it are
/// objects of their own, which its `create` takes in where it can.
package struct Table: SchemaObject {
  package static let kind: KindName = "table"
  package static var isFoundByName: Bool { true }
  /// The name space that tables, views, indexes and sequences of one schema share.
  package static let nameSpace: KindName = .relationName

  package let id: ObjectID
  package internal(set) var isUnlogged: Bool
  /// `range (created)`; nil for a plain table.
  package let partitionKey: String?
  package internal(set) var options: [String]
  package internal(set) var toastOptions: [String]
  package internal(set) var tablespace: String?
  package internal(set) var accessMethod: String?
  package let ofType: String?
  package internal(set) var rowSecurity: Bool
  package internal(set) var forcesRowSecurity: Bool
  /// `d`efault, `f`ull or `n`othing; by an index is said by the index.
  package internal(set) var replicaIdentity: String

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select null, c.oid, null, c.relnamespace, c.relname, c.relpersistence = 'u',
      case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, c.reloptions, t.reloptions,
      s.spcname, nullif(a.amname, 'heap'),
      case when c.reloftype <> 0 then format_type(c.reloftype, null) end,
      c.relrowsecurity, c.relforcerowsecurity, c.relreplident
    from pg_class c
      left join pg_class t on t.oid = c.reltoastrelid
      left join pg_tablespace s on s.oid = c.reltablespace
      left join pg_am a on a.oid = c.relam
    where c.relkind in ('r', 'p') and c.oid::int8 >= 16384 and c.relpersistence <> 't'
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    isUnlogged = row.bool()
    partitionKey = row.optionalText()
    options = row.optionalTextArray() ?? []
    toastOptions = (row.optionalTextArray() ?? []).map { "toast.\($0)" }
    tablespace = row.optionalText()
    accessMethod = row.optionalText()
    ofType = row.optionalText()
    rowSecurity = row.bool()
    forcesRowSecurity = row.bool()
    let identity = row.text()
    replicaIdentity = identity == "i" ? "d" : identity
  }

  package static var rules: [Rule<Table>] {
    [
      .replace("partitionKey", \.partitionKey).asRead(),
      // PostgreSQL takes the statement for a partitioned table, too, and does nothing.
      Rule("isUnlogged", \.isUnlogged) { _, new in
        new.isDivided
          ? .replace
          : .alter([
            Statement(
              "\(new.alter) set \(new.isUnlogged ? "unlogged" : "logged")", hazards: new.moving)
          ])
      },
      Rule("options", \.options) { old, new in
        .alter(Options.change(new.alter, from: old.options, to: new.options))
      },
      // They are lost on a table that has no column yet whose values may be long.
      Rule("toastOptions", \.toastOptions) { old, new in
        .alterLate(Options.change(new.alter, from: old.toastOptions, to: new.toastOptions))
      },
      .alter("tablespace", \.tablespace, hazards: \.moving) { _, new in
        "\(new.alter) set tablespace \(name: new.tablespace ?? "pg_default")"
      },
      .alter("accessMethod", \.accessMethod, hazards: \.moving) { _, new in
        "\(new.alter) set access method \(name: new.accessMethod ?? "heap")"
      },
      Rule("ofType", \.ofType) { old, new in
        // Its columns have to be those of the type, in the same order.
        if new.ofType != nil { return .replace }
        return .letGo([Statement("\(old.alter) not of")])
      },
      Rule("rowSecurity", \.rowSecurity) { _, new in new.rowSecurityChange },
      .alter("forcesRowSecurity", \.forcesRowSecurity) { _, new in new.forcing },
      // An index that was it before says so itself, and first.
      Rule("replicaIdentity", \.replicaIdentity) { _, new in
        let change = [Statement(new.replicaIdentityChange)]
        return new.replicaIdentity == "d" ? .alter(change) : .alterLate(change)
      },
    ]
  }

  /// What a change of where and how rows lie does to them; a partitioned table has none itself.
  private var moving: [Hazard] { partitionKey == nil ? [.rewrites] : [] }

  package var isDivided: Bool { partitionKey != nil }
  // What is logged refers to nothing that is not.
  package func precedesReferrers(changedFrom old: any SchemaObject) -> Bool? {
    guard let old = old as? Table, isUnlogged != old.isUnlogged else { return nil }
    return !isUnlogged
  }

  package var claims: [ObjectID] {
    [ObjectID(Self.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package var clusterNeeds: [ObjectID] { tablespace.map { [.tablespace($0)] } ?? [] }
  package var reference: SQL { "table \(name: id.names)" }
  package static var isRowType: Bool { true }
  private var alter: SQL { "alter table \(qualifiedName)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let inherited = parts.filter { $0.object is Inheritance }
    let twins = Constraint.twins(among: parts)
    let inside = parts.filter { part in
      !(part.object is Inheritance) && !twins.contains { $0.id == part.object.id }
    }.map(\.sql).filter { !$0.isEmpty }
    var sql: SQL = "create \(isUnlogged ? "unlogged " : "")table \(qualifiedName)"
    if let ofType {
      sql += " of \(catalog: ofType)"
      if !inside.isEmpty { sql += Self.block(inside) }
    } else {
      sql += inside.isEmpty ? " ()" : Self.block(inside)
    }
    if !inherited.isEmpty { sql += " inherits (\(inherited.map(\.sql).joined()))" }
    if let partitionKey { sql += " partition by \(catalog: partitionKey)" }
    if let accessMethod { sql += " using \(name: accessMethod)" }
    sql += Options.with(options)
    if let tablespace { sql += " tablespace \(name: tablespace)" }
    let statement = Statement(
      sql, lock: .none, reach: ofType == nil ? nil : Reach(.accessShare))
    var statements = [statement] + twins.flatMap { $0.create([]) }
    if replicaIdentity != "d" { statements.append(Statement(replicaIdentityChange)) }
    if forcesRowSecurity { statements.append(Statement(forcing)) }
    return statements
  }

  private static func block(_ lines: [SQL]) -> SQL {
    " (\n  \(lines.joined(separator: ",\n  "))\n)"
  }

  // Columns, then policies, then row security: otherwise live queries are refused in between.
  package func finish() -> [Statement] {
    Options.change(alter, from: [], to: toastOptions) + (rowSecurity ? [enabling] : [])
  }

  private var enabling: Statement { Statement("\(alter) enable row level security") }

  private var rowSecurityChange: Remedy {
    rowSecurity
      ? .alterLate([enabling])
      : .alter([
        Statement(
          "\(alter) disable row level security", hazards: [.opens("opens every row of \(id)")])
      ])
  }

  private var forcing: SQL {
    "\(alter) \(forcesRowSecurity ? "" : "no ")force row level security"
  }

  private var replicaIdentityChange: SQL {
    switch replicaIdentity {
    case "f": "\(alter) replica identity full"
    case "n": "\(alter) replica identity nothing"
    default: "\(alter) replica identity default"
    }
  }

  package func resembles(_ other: Table) -> Bool {
    (partitionKey == nil) == (other.partitionKey == nil)
  }

  package func response(to disturbance: Disturbance) -> Response {
    if let type = disturbance.object as? CompositeType,
      let successor = disturbance.successor as? Table, let ofType, successor.ofType == ofType
    {
      // Its columns have to stand in the type's order.
      if let replacement = disturbance.replacement as? CompositeType,
        !replacement.keepsOrder(of: type)
      {
        return .rebuild
      }
      // The type's attributes and the table's columns have to change apart from each other.
      return .letGo(
        [Statement("\(alter) not of")], late: [Statement("\(alter) of \(catalog: ofType)")])
    }
    // A table leaves its parent when that goes. But when the parent is made anew, the rows that
    // were seen through it have to come back through it.
    guard disturbance.object is Table else { return .rebuild }
    return disturbance.replacement == nil || disturbance.cause == .altered ? .stay : .rebuild
  }

  package func retirement(
    to new: Table, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    TableRefill(old: self, new: new, diff: diff, retiring: retiring).retirement
  }

  package func conversion(of value: SQL, to new: any SchemaObject) -> SQL? {
    RowConversion.value(of: value, as: new.qualifiedName)
  }

  package func drop() -> [Statement] {
    [Statement("drop \(reference)", hazards: [.destroysData("every row of \(id)")])]
  }
}
