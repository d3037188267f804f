package import Postgres

/// How a partition's copy of a trigger fires, where that is not as the trigger itself does.
package struct PartitionTrigger: SchemaObject {
  package static let kind: KindName = "partition trigger"

  package let id: ObjectID
  package let partition: ObjectID
  package let firing: Firing
  /// They have copies of their own.
  private let hasPartitions: Bool
  private let original: ObjectID
  /// How it fires when nothing is said.
  private let inherited: Firing

  package static var trace: SQL? { "pg_trigger where tgparentid <> 0" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    // Before 15 the copies are internal themselves, and those of foreign keys have no parent.
    let own: SQL = version.major < 15 ? "" : " and not tgisinternal"
    return """
      with recursive copies (oid, above) as (
        select oid, tgparentid from pg_trigger where tgparentid <> 0\(own)
        union all
        select c.oid, t.tgparentid from copies c join pg_trigger t on t.oid = c.above
        where t.tgparentid <> 0)
      select t.tableoid, t.oid, 0, t.tgrelid, t.tgname, t.tgenabled, o.tgrelid, o.tgname, o.tgenabled,
        exists (select from pg_partitioned_table where partrelid = t.tgrelid)
      from copies c join pg_trigger t on t.oid = c.oid join pg_trigger o on o.oid = c.above
      where o.tgparentid = 0 and t.tgenabled <> o.tgenabled
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let partition = catalog.relation(row.oid()) else { return nil }
    self.partition = partition
    id = partition.child(Self.kind, row.text())
    firing = Firing(row.text())
    guard let whole = catalog.relation(row.oid()) else { return nil }
    original = whole.child(Trigger.kind, row.text())
    inherited = Firing(row.text())
    hasPartitions = row.bool()
  }

  package static var rules: [Rule<PartitionTrigger>] {
    [
      // What is said of the trigger itself is said of all its copies.
      Rule("firing", \.firing) { _, new in .alterLate(new.create([])) },
      .derived("partition", \.partition),
      .derived("original", \.original),
      .derived("inherited", \.inherited),
      .derived("hasPartitions", \.hasPartitions),
    ]
  }

  package var parent: ObjectID? { partition }
  package var needs: [ObjectID] { [original] }
  // The copy further down stays where the state of this one goes.
  package func ignoresAutomatic(_ needed: ObjectID) -> Bool { needed.kind == Self.kind }
  package var reference: SQL { "trigger \(name: id.name) on \(name: partition.names)" }

  package func response(to disturbance: Disturbance) -> Response {
    guard disturbance.cause == .altered else { return .rebuild }
    let isChanged = (disturbance.successor as? Self).map { $0.firing != firing } ?? true
    return isChanged ? .stay : .reattach([], late: saidAgain)
  }
  package var saidAgain: [Statement] { create([]) }

  private func change(to firing: Firing) -> SQL {
    let place: SQL = "\(hasPartitions ? "only " : "")\(name: partition.names)"
    return "alter table \(place) \(firing.verb) trigger \(name: id.name)"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement(change(to: firing), lock: .shareRowExclusive)]
  }

  package func drop() -> [Statement] {
    [Statement(change(to: inherited), lock: .shareRowExclusive)]
  }
}
