package import Postgres

/// An attribute of a composite type.
package struct CompositeAttribute: SchemaObject {
  package static let kind: KindName = "attribute"

  package let id: ObjectID
  package let owner: ObjectID
  package let type: String
  /// Only where it is not the type's own.
  package let collation: String?
  package let position: Int
  private let predecessor: ObjectID?
  /// True while a table or another type keeps values of what it is part of.
  private let isStored: Bool

  package static var trace: SQL? { "pg_class where relkind = 'c' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select null, a.attrelid, a.attnum, a.attname,
      format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> t.typcollation then (select quote_ident(n.nspname) || '.'
        || quote_ident(l.collname) from pg_collation l join pg_namespace n
        on n.oid = l.collnamespace where l.oid = a.attcollation) end,
      lag(a.attname) over (partition by a.attrelid order by a.attnum)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_type t on t.oid = a.atttypid
    where c.relkind = 'c' and a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let owner = catalog.relation(catalog.address.oid) else { return nil }
    self.owner = owner
    id = owner.child(Self.kind, row.text())
    type = row.text()
    collation = row.optionalText()
    position = Int(catalog.address.part)
    predecessor = row.optionalText().map { owner.child(Self.kind, $0) }
    isStored = (catalog[owner] as? CompositeType)?.isStored ?? false
  }

  package static var rules: [Rule<CompositeAttribute>] {
    [
      Rule("type", \.type) { _, new in .alterAlone([new.typeChange]) },
      Rule("collation", \.collation) { old, new in
        old.type == new.type ? .alterAlone([new.typeChange]) : .alter([])
      },
      .derived("position", \.position),
      .derived("predecessor", \.predecessor),
      .derived("owner", \.owner),
      .derived("isStored", \.isStored),
    ]
  }

  package var reach: Reach? { Reach(.accessShare) }
  package var parent: ObjectID? { owner }
  // Values are told in the order of the attributes, and each new one comes last.
  package var wants: [ObjectID] { predecessor.map { [$0] } ?? [] }
  package var reference: SQL { "column \(name: id.names)" }
  package static var precedesRows: Bool { true }
  private var alter: SQL { "alter type \(name: owner.names)" }

  private var text: SQL {
    let collate: SQL = collation.map { " collate \(catalog: $0)" } ?? ""
    return "\(catalog: type)\(collate)"
  }

  private var typeChange: Statement {
    Statement("\(alter) alter attribute \(name: id.name) type \(text)")
  }

  package func clause(_ parts: [Part]) -> SQL? { "\(name: id.name) \(text)" }

  package func rename(to name: String) -> Statement {
    // The tables that are `of` the type have the attribute as a column.
    Statement("\(alter) rename attribute \(name: id.name) to \(name: name) cascade")
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(alter) add attribute \(name: id.name) \(text)")]
  }

  package func drop() -> [Statement] {
    [
      Statement(
        "\(alter) drop attribute \(name: id.name)",
        hazards: isStored ? [.destroysData("every value of \(id)")] : [])
    ]
  }

  package func response(to disturbance: Disturbance) -> Response {
    // A row within a row: whoever keeps the outer one is asked as well.
    if disturbance.cause == .reshaped { return .stay }
    guard let successor = disturbance.successor as? CompositeAttribute, !isStored else {
      return .rebuildParent
    }
    return .reattach([successor.typeChange])
  }
}
