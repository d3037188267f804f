package import Postgres

/// An index that no constraint made.
package struct Index: SchemaObject {
  package static let kind: KindName = "index"

  package let id: ObjectID
  package let table: ObjectID
  package let definition: String
  package let tablespace: String?
  package let isClustered: Bool
  package let isReplicaIdentity: Bool
  package let isValid: Bool

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, x.indrelid, c.relname, pg_get_indexdef(c.oid), s.spcname,
      x.indisclustered, x.indisreplident, x.indisvalid or c.relkind = 'I'
    from pg_index x
      join pg_class c on c.oid = x.indexrelid
      left join pg_tablespace s on s.oid = c.reltablespace
    where x.indrelid >= 16384 and c.relpersistence <> 't' and not exists (
      select from pg_depend d where d.classid = 1259 and d.objid = c.oid
        and d.refclassid = 2606 and d.deptype = 'i')
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let table = catalog.relation(row.oid()) else { return nil }
    self.table = table
    id = ObjectID(Self.kind, table.names.dropLast() + [row.text()])
    definition = row.text()
    tablespace = row.optionalText()
    isClustered = row.bool()
    isReplicaIdentity = row.bool()
    isValid = row.bool()
  }

  package static var rules: [Rule<Index>] {
    [
      .replace("table", \.table),
      .replace("definition", \.definition),
      .alter("tablespace", \.tablespace) { _, new in
        "alter \(new.reference) set tablespace \(name: new.tablespace ?? "pg_default")"
      },
      .alter("isClustered", \.isClustered) { _, new in new.clustering },
      .alter("isReplicaIdentity", \.isReplicaIdentity) { _, new in new.replicaIdentity },
      Rule("isValid", \.isValid) { _, new in new.isValid ? .replace : .alter([]) },
    ]
  }

  package static var blockForm: BlockForm? {
    BlockForm(
      ["index", "unique index"], place: .behind("on"), naming: .inSchema, usual: "using btree")
  }

  package var parent: ObjectID? { table }
  package var claims: [ObjectID] { [ObjectID(Table.nameSpace, id.names)] }
  package var reference: SQL { "index \(name: id.names)" }
  package var isTakenOver: Bool { true }
  private var alterTable: SQL { "alter table \(name: table.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let place: SQL = tablespace.map { " tablespace \(name: $0)" } ?? ""
    return [Statement("\(catalog: definition)\(place)", lock: .share, hazards: [.scans])]
  }

  // A partition's constraint that took its index into this one would keep it from going.
  package func drop(with carried: [any SchemaObject]) -> [Statement] {
    let cascade: SQL = carried.contains { $0 is Constraint } ? " cascade" : ""
    return [Statement("drop \(reference)\(cascade)")]
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

  package func response(to disturbance: Disturbance) -> Response {
    // PostgreSQL rebuilds indexes itself when a column's type changes.
    disturbance.cause == .altered ? .stay : .rebuild
  }
}
