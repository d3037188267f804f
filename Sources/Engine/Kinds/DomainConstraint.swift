package import Postgres

/// A check that a domain's values pass.
package struct DomainConstraint: SchemaObject {
  package static let kind: KindName = "domain constraint"

  package let id: ObjectID
  package let domain: ObjectID
  /// What follows its name, without `not valid`.
  package let definition: String
  package internal(set) var isValid: Bool

  package static var trace: SQL? { "pg_constraint where contypid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select k.tableoid, k.oid, 0, 1247, k.contypid, k.conname, pg_get_constraintdef(k.oid),
      k.convalidated
    from pg_constraint k where k.contypid >= 16384 and k.contype = 'c'
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let domain = catalog.id(Address(row.oid(), row.oid())) else { return nil }
    self.domain = domain
    id = domain.child(Self.kind, row.text())
    let text = row.text()
    isValid = row.bool()
    definition = !isValid && text.hasSuffix(" NOT VALID") ? String(text.dropLast(10)) : text
  }

  package static var rules: [Rule<DomainConstraint>] {
    [
      .replace("definition", \.definition).asRead(),
      Rule("isValid", \.isValid) { _, new in
        new.isValid
          ? .alter([
            Statement(
              "\(new.alter) validate constraint \(name: new.id.name)", lock: .none,
              hazards: new.hazards, reach: Reach(.share, readsRows: true, isToUsers: true))
          ]) : .replace
      },
      .derived("domain", \.domain),
    ]
  }

  // Where values of the domain stand inside others, PostgreSQL adds no constraint any more.
  package var completes: ObjectID? { domain }
  package var parent: ObjectID? { domain }
  package var reference: SQL { "constraint \(name: id.name) on domain \(name: domain.names)" }
  private var alter: SQL { "alter domain \(name: domain.names)" }
  private var text: SQL { "constraint \(name: id.name) \(catalog: definition)" }
  private var hazards: [Hazard] { [.scans, .mayFail("values of \(domain) that break \(id.name)")] }

  package func rename(to name: String) -> Statement {
    Statement("\(alter) rename constraint \(name: id.name) to \(name: name)", lock: .none)
  }
  package func isRenamed(as other: DomainConstraint) -> Bool { hasAttributes(of: other) }

  package func clause(_ parts: [Part]) -> SQL? { isValid ? text : nil }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        "\(alter) add \(text)\(isValid ? "" : " not valid")", lock: .none,
        hazards: isValid ? hazards : [],
        reach: isValid ? Reach(.share, readsRows: true, isToUsers: true) : nil)
    ]
  }

  package func drop() -> [Statement] {
    [Statement("\(alter) drop constraint \(name: id.name)", lock: .none)]
  }
}
