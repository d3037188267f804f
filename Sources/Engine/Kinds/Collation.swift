package import Postgres

/// A collation. Nothing about one can be altered, so columns that use it are moved to its
/// successor.
package struct Collation: SchemaObject {
  package static let kind: KindName = "collation"

  package let id: ObjectID
  /// libc, icu, builtin.
  package let provider: String
  package let isDeterministic: Bool
  /// Of libc: the order and the classes of characters.
  package let order: String?
  package let characters: String?
  /// Of every other provider.
  package let locale: String?
  /// ICU's own additions to a locale.
  package let tailoring: String?

  package static var trace: SQL? { "pg_collation where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let locale: SQL =
      switch version.major {
      case ..<15: "case when l.collprovider <> 'c' then l.collcollate end"
      case ..<17: "l.colliculocale"
      default: "l.colllocale"
      }
    return """
      select l.tableoid, l.oid, 0, l.collnamespace, l.collname,
        case l.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
        l.collisdeterministic,
        case when l.collprovider = 'c' then l.collcollate end,
        case when l.collprovider = 'c' then l.collctype end,
        \(locale), \(version.major < 16 ? "null" : "l.collicurules")
      from pg_collation l
      where l.oid >= 16384 and l.collencoding in (-1, (
        select encoding from pg_database where datname = current_database()))
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    provider = row.text()
    isDeterministic = row.bool()
    order = row.optionalText()
    characters = row.optionalText()
    locale = row.optionalText()
    tailoring = row.optionalText()
  }

  package static var rules: [Rule<Collation>] {
    [
      .replace("provider", \.provider),
      .replace("isDeterministic", \.isDeterministic),
      .replace("order", \.order),
      .replace("characters", \.characters),
      .replace("locale", \.locale),
      .replace("tailoring", \.tailoring),
    ]
  }

  package var reference: SQL { "collation \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var clauses: [SQL] = ["provider = \(name: provider)"]
    if let locale { clauses.append("locale = \(literal: locale)") }
    if order == characters {
      if let order { clauses.append("locale = \(literal: order)") }
    } else {
      clauses.append("lc_collate = \(literal: order)")
      clauses.append("lc_ctype = \(literal: characters)")
    }
    if !isDeterministic { clauses.append("deterministic = false") }
    if let tailoring { clauses.append("rules = \(literal: tailoring)") }
    return [Statement("create \(reference) (\(clauses.joined()))", lock: .none)]
  }

  package func retirement(
    to new: Collation, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    TypeName.retirement(of: id, as: "collation")
  }
}
