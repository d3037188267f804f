package import Postgres

/// What is said about an object, whatever its kind.
package struct Comment: SchemaObject {
  package static let kind: KindName = "comment"

  package let id: ObjectID
  package let target: ObjectID
  package let text: String
  private let subject: Subject

  package static var isLent: Bool { true }

  /// What is said of our own bookkeeping is nobody's; it is not read, as the rest of it.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select d.tableoid, d.objoid, d.objsubid, d.classoid, d.description
    from pg_description d
    where (d.objoid >= 16384 or d.classoid = 2615 and d.objoid = 2200)
      and (d.classoid, d.objoid) not in (
        select n.tableoid, n.oid from pg_namespace n
        where n.nspname = \(literal: MigrationHistory.schemaName)
        union all
        select c.tableoid, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = \(literal: MigrationHistory.schemaName))
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), catalog.address.oid, catalog.address.part)
    guard let subject = catalog.subject(address) else {
      if catalog.provider(of: address) == nil { catalog.noteUnread("unattached comment") }
      return nil
    }
    target = subject.object
    id = subject.remark(Self.kind)
    self.subject = subject
    text = row.text()
  }

  package static func == (a: Comment, b: Comment) -> Bool { a.id == b.id && a.text == b.text }

  package static var rules: [Rule<Comment>] {
    [
      .redefine("text", \.text),
      .derived("target", \.target),
      .derived("subject", \.subject.object),
    ]
  }

  package var parent: ObjectID? { target }
  package var reference: SQL { subject.reference }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .altered ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [said("comment on \(reference) is \(literal: text)")]
  }

  package func drop() -> [Statement] {
    [said("comment on \(reference) is null")]
  }

  /// What stands on a table is found through it; an index is locked itself.
  private func said(_ sql: SQL) -> Statement {
    // The index behind a constraint, the sequence behind a column.
    let isBehind = reference.text.hasPrefix("index ") || reference.text.hasPrefix("sequence ")
    if isBehind { return Statement(sql, lock: .shareUpdateExclusive, subject: target) }
    switch target.kind {
    case Constraint.kind, Policy.kind, RewriteRule.kind, Trigger.kind:
      return Statement(sql, lock: .accessShare)
    case CompositeType.kind, Statistics.kind: return Statement(sql, lock: .none)
    default: return Statement(sql, lock: .shareUpdateExclusive)
    }
  }
}
