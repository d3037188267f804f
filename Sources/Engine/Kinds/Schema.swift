package import Postgres

/// A schema: the name space that most objects live in.
package struct Schema: SchemaObject {
  package static let kind: KindName = "schema"

  package let id: ObjectID

  /// `public` has 2200 for its OID, whatever it is called by now.
  ///
  /// What is in a schema that is not read is not read either: our own bookkeeping stays out.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select tableoid, oid, 0, nspname from pg_namespace
    where nspname !~ '^pg_' and (oid >= 16384 or oid = 2200)
      and nspname <> \(literal: MigrationHistory.schemaName)
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
  }

  package static var rules: [Rule<Schema>] { [] }

  package var reference: SQL { "schema \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("create \(reference)", lock: .none)]
  }
}
