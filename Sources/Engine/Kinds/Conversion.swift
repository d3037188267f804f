package import Postgres

/// A conversion between two character encodings.
package struct Conversion: SchemaObject {
  package static let kind: KindName = "conversion"

  package let id: ObjectID
  package let source: String
  package let target: String
  package let function: String
  package let isDefault: Bool

  package static var trace: SQL? { "pg_conversion where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.connamespace, c.conname, pg_encoding_to_char(c.conforencoding),
      pg_encoding_to_char(c.contoencoding), c.conproc::regproc, c.condefault
    from pg_conversion c where c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    source = row.text()
    target = row.text()
    function = row.text()
    isDefault = row.bool()
  }

  package static var rules: [Rule<Conversion>] {
    [
      .replace("source", \.source),
      .replace("target", \.target),
      .replace("function", \.function),
      .replace("isDefault", \.isDefault),
    ]
  }

  package var claims: [ObjectID] {
    let names = Array(id.names.dropLast())
    return isDefault ? [ObjectID("default conversion", names + [source, target])] : []
  }
  package var reference: SQL { "conversion \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        """
        create \(isDefault ? "default " : "")\(reference) for \(literal: source) \
        to \(literal: target) from \(catalog: function)
        """, lock: .none)
    ]
  }
}
