package import Postgres

/// A procedural language that no extension brought.
package struct Language: SchemaObject {
  package static let kind: KindName = "language"

  package let id: ObjectID
  package internal(set) var isTrusted: Bool
  package let handler: String
  package internal(set) var inlineHandler: String?
  package internal(set) var validator: String?

  package static var trace: SQL? { "pg_language where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select l.tableoid, l.oid, 0, l.lanname, l.lanpltrusted, l.lanplcallfoid::regproc,
      nullif(l.laninline, 0)::regproc, nullif(l.lanvalidator, 0)::regproc
    from pg_language l where l.oid >= 16384 and l.lanispl
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    isTrusted = row.bool()
    handler = row.text()
    inlineHandler = row.optionalText()
    validator = row.optionalText()
  }

  package static var rules: [Rule<Language>] {
    [
      .redefine("isTrusted", \.isTrusted),
      .redefine("handler", \.handler),
      .redefine("inlineHandler", \.inlineHandler),
      .redefine("validator", \.validator),
    ]
  }

  package var reference: SQL { "language \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] { make("create") }

  package func redefine(from old: Language) -> [Statement] { make("create or replace") }

  private func make(_ verb: SQL) -> [Statement] {
    var sql: SQL = "\(verb) \(isTrusted ? "trusted " : "")\(reference) handler \(catalog: handler)"
    if let inlineHandler { sql += " inline \(catalog: inlineHandler)" }
    if let validator { sql += " validator \(catalog: validator)" }
    return [Statement(sql, lock: .none)]
  }
}
