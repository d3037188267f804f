package import Postgres

/// An object that goes when an extension goes, although it is no member of it.
package struct ExtensionDependency: SchemaObject {
  package static let kind: KindName = "extension dependency"

  package let id: ObjectID
  package let target: ObjectID
  package let `extension`: ObjectID
  package let reference: SQL

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select d.tableoid, d.objid, d.objsubid, d.classid, e.extname
    from pg_extension e join pg_depend d on d.refclassid = 3079 and d.refobjid = e.oid
    where d.deptype = 'x' and d.objid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), catalog.address.oid, catalog.address.part)
    guard let subject = catalog.subject(address) else { return nil }
    target = subject.object
    `extension` = ObjectID(Extension.kind, [row.text()])
    id = subject.remark(Self.kind, `extension`.names)
    reference = subject.reference
  }

  package static var rules: [Rule<ExtensionDependency>] {
    [
      .derived("target", \.target),
      .derived("extension", \.extension),
      .derived("reference", \.reference),
    ]
  }

  package var parent: ObjectID? { target }
  package var needs: [ObjectID] { [`extension`] }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .altered ? .stay : .rebuild
  }
  package var saidAgain: [Statement] { create([]) }

  package func create(_ parts: [Part]) -> [Statement] { [say("depends")] }

  package func drop() -> [Statement] { [say("no depends")] }

  private func say(_ verb: SQL) -> Statement {
    Statement(
      "alter \(reference) \(verb) on extension \(name: `extension`.names)",
      lock: lock)
  }

  /// A trigger's table is only looked up.
  private var lock: LockMode {
    switch target.kind {
    case Routine.kind: .none
    case Trigger.kind: .accessShare
    default: .accessExclusive
    }
  }
}
