package import Postgres

/// Extended statistics: what the planner is told about columns taken together.
package struct Statistics: SchemaObject {
  package static let kind: KindName = "statistics"

  package let id: ObjectID
  package let table: ObjectID
  package let definition: String
  /// How fine; nil for the usual.
  package let target: Int?

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select s.tableoid, s.oid, 0, s.stxnamespace, s.stxname, s.stxrelid,
      pg_get_statisticsobjdef(s.oid), nullif(s.stxstattarget, -1)
    from pg_statistic_ext s
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    guard let table = catalog.relation(row.oid()) else { return nil }
    self.table = table
    definition = row.text()
    target = row.optionalInt()
  }

  package static var rules: [Rule<Statistics>] {
    [
      .replace("table", \.table),
      .replace("definition", \.definition),
      .alter("target", \.target, lock: .shareUpdateExclusive) { _, new in new.targetChange },
    ]
  }

  package static var blockForm: BlockForm? {
    BlockForm(
      ["statistics"], place: .before([], link: "from"), naming: .inSchema, openings: ["on"])
  }

  package var parent: ObjectID? { table }
  package var claims: [ObjectID] { [ObjectID("statistics name", id.names)] }
  package var reference: SQL { "statistics \(name: id.names)" }
  private var targetChange: SQL { "alter \(reference) set statistics \(literal: target ?? -1)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(catalog: definition)", lock: .shareUpdateExclusive)]
      + (target == nil ? [] : [Statement(targetChange, lock: .shareUpdateExclusive)])
  }

  package func response(to disturbance: Disturbance) -> Response {
    // PostgreSQL rebuilds them itself when a column's type changes.
    disturbance.cause == .altered ? .stay : .rebuild
  }
}
