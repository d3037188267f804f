package import Postgres

/// How a partition's copy of its parent's trigger fires, where that is not as the parent's does.
package struct PartitionTrigger: SchemaObject {
  package static let kind: KindName = "partition trigger"

  package let id: ObjectID
  package let partition: ObjectID
  package let firing: Firing
  private let original: ObjectID
  /// How it fires when nothing is said.
  private let inherited: Firing

  package static var trace: SQL? { "pg_trigger where tgparentid <> 0 and not tgisinternal" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, t.tgrelid, t.tgname, t.tgenabled, p.tgrelid, p.tgname, p.tgenabled
    from pg_trigger t join pg_trigger p on p.oid = t.tgparentid
    where t.tgparentid <> 0 and not t.tgisinternal and t.tgenabled <> p.tgenabled
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let partition = catalog.relation(row.oid()) else { return nil }
    self.partition = partition
    id = partition.child(Self.kind, row.text())
    firing = Firing(row.text())
    guard let above = catalog.relation(row.oid()) else { return nil }
    original = above.child(Trigger.kind, row.text())
    inherited = Firing(row.text())
  }

  package static var rules: [Rule<PartitionTrigger>] {
    [
      .alter("firing", \.firing, lock: .shareRowExclusive) { _, new in new.change(to: new.firing) },
      .derived("partition", \.partition),
      .derived("original", \.original),
      .derived("inherited", \.inherited),
    ]
  }

  package var parent: ObjectID? { partition }
  package var needs: [ObjectID] { [original] }
  package var reference: SQL { "trigger \(name: id.name) on \(name: partition.names)" }

  private func change(to firing: Firing) -> SQL {
    "alter table only \(name: partition.names) \(firing.verb) trigger \(name: id.name)"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement(change(to: firing), lock: .shareRowExclusive)]
  }

  package func drop() -> [Statement] {
    [Statement(change(to: inherited), lock: .shareRowExclusive)]
  }
}
