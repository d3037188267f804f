package import Postgres

/// What a label provider has been told about an object, whatever its kind.
package struct SecurityLabel: SchemaObject {
  package static let kind: KindName = "security label"

  package let id: ObjectID
  package let target: ObjectID
  package let provider: String
  package let reference: SQL
  package let label: String

  package static var trace: SQL? { "pg_seclabel" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select l.tableoid, l.objoid, l.objsubid, l.classoid, l.provider, l.label
    from pg_seclabel l where l.objoid >= 16384 or l.classoid = 2615 and l.objoid = 2200
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), catalog.address.oid, catalog.address.part)
    guard let subject = catalog.subject(address) else { return nil }
    target = subject.object
    provider = row.text()
    id = subject.remark(Self.kind, [provider])
    reference = subject.reference
    label = row.text()
  }

  package static var rules: [Rule<SecurityLabel>] {
    [
      .redefine("label", \.label),
      .derived("target", \.target),
      .derived("provider", \.provider),
      .derived("reference", \.reference),
    ]
  }

  package var parent: ObjectID? { target }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .altered ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] { [say("\(literal: label)")] }

  package func drop() -> [Statement] { [say("null")] }

  private func say(_ value: SQL) -> Statement {
    Statement(
      "security label for \(name: provider) on \(reference) is \(value)",
      lock: .shareUpdateExclusive)
  }
}
