package import Postgres

/// Extended statistics: what the planner is told about columns taken together.
package struct Statistics: SchemaObject {
  package static let kind: KindName = "statistics"

  package let id: ObjectID
  package let table: ObjectID
  /// As `pg_statistic_ext.stxkind`: d, f, m.
  package let sorts: [String]
  /// By name: their order means nothing.
  package let columns: [String]
  package let expressions: [String]
  /// How fine; nil for the usual.
  package internal(set) var target: Int?

  package static var trace: SQL? { "pg_statistic_ext" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let expressions: SQL =
      version.major >= 14 ? "pg_get_statisticsobjdef_expressions(s.oid)" : "null"
    return """
      select s.tableoid, s.oid, 0, s.stxnamespace, s.stxname, s.stxrelid,
        array(select k::text from unnest(s.stxkind) k where k <> 'e' order by 1),
        array(select attname from pg_attribute where attrelid = s.stxrelid
          and attnum = any(s.stxkeys::int2[]) order by 1),
        \(expressions), case when s.stxstattarget >= 0 then s.stxstattarget end
      from pg_statistic_ext s
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    guard let table = catalog.relation(row.oid()) else { return nil }
    self.table = table
    sorts = row.textArray()
    columns = row.textArray()
    expressions = row.optionalTextArray() ?? []
    target = row.optionalInt()
  }

  package static var rules: [Rule<Statistics>] {
    [
      .replace("table", \.table),
      .replace("sorts", \.sorts),
      .replace("columns", \.columns),
      .replace("expressions", \.expressions).asRead(),
      .alter("target", \.target, lock: .none) { _, new in new.targetChange },
    ]
  }

  package static var blockForm: BlockForm? {
    BlockForm(
      ["statistics"], place: .before([], link: "from"), naming: .inSchema, openings: ["on"])
  }

  package static var movesWithParent: Bool { false }
  package var parent: ObjectID? { table }
  package var claims: [ObjectID] { [ObjectID("statistics name", id.names)] }
  package var reference: SQL { "statistics \(name: id.names)" }
  private var targetChange: SQL { "alter \(reference) set statistics \(literal: target ?? -1)" }

  package func isRenamed(as other: Statistics) -> Bool { hasAttributes(of: other) }

  package func create(_ parts: [Part]) -> [Statement] {
    let items =
      columns.map { SQL("\(name: $0)") } + expressions.map { SQL("(\(catalog: $0))") }
    let names: [String: SQL] = ["d": "ndistinct", "f": "dependencies", "m": "mcv"]
    // About one expression alone there is only one thing to know, and it has no name.
    let isWhole = sorts.count == names.count || items.count < 2
    let list: SQL = isWhole ? "" : " (\(sorts.compactMap { names[$0] }.joined()))"
    let make: SQL = """
      create \(reference)\(list) on \(items.joined()) from \(name: table.names)
      """
    return [Statement(make, lock: .shareUpdateExclusive)]
      + (target == nil ? [] : [Statement(targetChange, lock: .none)])
  }

  package func drop() -> [Statement] {
    [Statement("drop \(reference)", lock: .shareUpdateExclusive)]
  }

  package func response(to disturbance: Disturbance) -> Response {
    guard disturbance.cause == .altered, expressions.allSatisfy(Reread.isStable) else {
      return .rebuild
    }
    // PostgreSQL rebuilds them itself when a column's type changes, but for the target.
    guard let successor = disturbance.successor as? Statistics, successor.target != nil else {
      return .stay
    }
    return .letGo(
      [], late: [Statement(successor.targetChange, lock: .none)])
  }
}
