package import Postgres

/// Which column a sequence belongs to: it is dropped with it.
///
/// An object of its own, because the column's default needs the sequence while the sequence's
/// ownership needs the column.
package struct SequenceOwner: SchemaObject {
  package static let kind: KindName = "owned by"

  package let id: ObjectID
  package let column: ObjectID
  private let sequence: ObjectID

  package static var trace: SQL? { "pg_sequence" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select 0, d.objid, 0, d.objid, d.refobjid, d.refobjsubid
    from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S'
    where d.classid = 1259 and d.refclassid = 1259 and d.deptype = 'a' and d.refobjsubid > 0
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let sequence = catalog.relation(row.oid()),
      let column = catalog.column(row.oid(), row.int())
    else { return nil }
    id = sequence.namesake(Self.kind)
    self.sequence = sequence
    self.column = column
  }

  package static var rules: [Rule<SequenceOwner>] {
    [
      .alter("column", \.column, lock: .shareRowExclusive) { _, new in
        "alter \(new.reference) owned by \(name: new.column.names)"
      },
      .derived("sequence", \.sequence),
    ]
  }

  package var parent: ObjectID? { sequence }
  package var needs: [ObjectID] { [column] }
  package var reference: SQL { "sequence \(name: sequence.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        "alter \(reference) owned by \(name: column.names)", lock: .shareRowExclusive,
        reach: Reach(.accessShare))
    ]
  }

  package func drop() -> [Statement] {
    [Statement("alter \(reference) owned by none", lock: .shareRowExclusive)]
  }
}
