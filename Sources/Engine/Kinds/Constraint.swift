package import Postgres

/// A table's constraint: primary key, unique, check, foreign key or exclusion.
package struct Constraint: SchemaObject {
  package static let kind: KindName = "constraint"

  package let id: ObjectID
  package let table: ObjectID
  /// As `pg_constraint.contype`: p, u, c, f, x.
  package let sort: String
  /// What follows `add constraint name`, without `not valid`.
  package let definition: String
  package let isValid: Bool
  /// Storage parameters and tablespace of the index behind it.
  package let indexOptions: [String]
  package let indexTablespace: String?
  package let isClustered: Bool
  package let isReplicaIdentity: Bool

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select k.tableoid, k.oid, 0, k.conrelid, k.conname, k.contype,
      pg_get_constraintdef(k.oid), k.convalidated, i.reloptions, s.spcname,
      coalesce(x.indisclustered, false), coalesce(x.indisreplident, false), x.indexrelid
    from pg_constraint k
      left join pg_index x on x.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
      left join pg_class i on i.oid = x.indexrelid
      left join pg_tablespace s on s.oid = i.reltablespace
    where k.conrelid >= 16384 and k.contype in ('p', 'u', 'c', 'f', 'x')
      and (k.contype in ('p', 'u', 'x') or k.conparentid = 0) and k.conislocal
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let table = catalog.relation(row.oid()) else { return nil }
    self.table = table
    id = table.child(Self.kind, row.text())
    sort = row.text()
    let text = row.text()
    isValid = row.bool()
    definition = !isValid && text.hasSuffix(" NOT VALID") ? String(text.dropLast(10)) : text
    indexOptions = row.optionalTextArray() ?? []
    indexTablespace = row.optionalText()
    isClustered = row.bool()
    isReplicaIdentity = row.bool()
    if let index = row.optionalOID() {
      catalog.alias(Address(SystemCatalog.relation, index), to: id)
    }
  }

  package static var rules: [Rule<Constraint>] {
    [
      .replace("sort", \.sort),
      .replace("definition", \.definition),
      Rule("isValid", \.isValid) { _, new in
        new.isValid
          ? .alter([
            Statement(
              "\(new.alterTable) validate constraint \(name: new.id.name)",
              lock: .shareUpdateExclusive,
              hazards: [.scans, .mayFail("rows of \(new.table) that break \(new.id.name)")])
          ]) : .replace
      },
      Rule("indexOptions", \.indexOptions) { old, new in
        .alter(Options.change(new.alterIndex, from: old.indexOptions, to: new.indexOptions))
      },
      .alter("indexTablespace", \.indexTablespace) { _, new in
        "\(new.alterIndex) set tablespace \(name: new.indexTablespace ?? "pg_default")"
      },
      .alter("isClustered", \.isClustered) { _, new in new.clustering },
      .alter("isReplicaIdentity", \.isReplicaIdentity) { _, new in new.replicaIdentity },
      .derived("table", \.table),
    ]
  }

  private var hasIndex: Bool { sort == "p" || sort == "u" || sort == "x" }

  package var parent: ObjectID? { table }
  package var claims: [ObjectID] {
    guard hasIndex else { return [id] }
    let name = ObjectID(Table.nameSpace, table.names.dropLast() + [id.name])
    return sort == "p" ? [id, name, ObjectID("primary key", table.names)] : [id, name]
  }
  package var reference: SQL { "constraint \(name: id.name) on \(name: table.names)" }
  private var alterTable: SQL { "alter table \(name: table.names)" }
  private var alterIndex: SQL {
    "alter index \(name: table.names.dropLast() + [id.name])"
  }

  private var text: SQL {
    "constraint \(name: id.name) \(catalog: definition)\(isValid ? "" : " not valid")"
  }

  // `create table` cannot say "not valid", and a foreign key reads better on its own.
  package func clause(_ parts: [Part]) -> SQL? {
    isValid && sort != "f" && indexOptions.isEmpty && indexTablespace == nil ? text : nil
  }

  package func create(_ parts: [Part]) -> [Statement] {
    let scans: [Hazard] =
      isValid ? [.scans, .mayFail("rows of \(table) that break \(id.name)")] : []
    var statements = [
      Statement(
        "\(alterTable) add \(text)", lock: sort == "f" ? .shareRowExclusive : .accessExclusive,
        hazards: scans)
    ]
    if !indexOptions.isEmpty {
      statements += Options.change(alterIndex, from: [], to: indexOptions)
    }
    if let indexTablespace {
      statements.append(Statement("\(alterIndex) set tablespace \(name: indexTablespace)"))
    }
    return statements
  }

  package func finish() -> [Statement] {
    var statements: [Statement] = []
    if isClustered { statements.append(Statement(clustering)) }
    if isReplicaIdentity { statements.append(Statement(replicaIdentity)) }
    return statements
  }

  private var clustering: SQL {
    isClustered ? "\(alterTable) cluster on \(name: id.name)" : "\(alterTable) set without cluster"
  }

  private var replicaIdentity: SQL {
    isReplicaIdentity
      ? "\(alterTable) replica identity using index \(name: id.name)"
      : "\(alterTable) replica identity default"
  }

  package func drop() -> [Statement] {
    [Statement("\(alterTable) drop constraint \(name: id.name)")]
  }

  package func response(to disturbance: Disturbance) -> Response {
    // PostgreSQL carries constraints over a change of their columns' types by itself.
    disturbance.cause == .altered ? .stay : .rebuild
  }
}
