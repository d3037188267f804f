package import Postgres

/// A schema, the changes of all of whose tables a publication sends.
package struct PublicationSchema: SchemaObject {
  package static let kind: KindName = "publication schema"

  package let id: ObjectID
  package let publication: ObjectID
  package let schema: ObjectID

  package static var trace: SQL? { "pg_publication_namespace" }

  package static func query(_ version: ServerVersion) -> SQL? {
    version.major < 15
      ? nil
      : "select n.tableoid, n.oid, 0, n.pnpubid, n.pnnspid from pg_publication_namespace n"
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let publication = catalog.id(Address(6104, row.oid())),
      let schema = catalog.id(Address(SystemCatalog.namespace, row.oid()))
    else { return nil }
    self.publication = publication
    self.schema = schema
    id = ObjectID(Self.kind, publication.names + schema.names)
  }

  package static var rules: [Rule<PublicationSchema>] {
    [
      .derived("publication", \.publication),
      .derived("schema", \.schema),
    ]
  }

  package var parent: ObjectID? { publication }
  package var needs: [ObjectID] { [schema] }
  package var reference: SQL { "publication \(name: publication.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        "alter \(reference) add tables in schema \(name: schema.names)", lock: .none)
    ]
  }

  package func drop() -> [Statement] {
    [
      Statement(
        "alter \(reference) drop tables in schema \(name: schema.names)", lock: .none)
    ]
  }
}
