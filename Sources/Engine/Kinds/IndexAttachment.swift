package import Postgres

/// A partition's index as a part of its parent's index, whether or not constraints made them.
package struct IndexAttachment: SchemaObject {
  package static let kind: KindName = "index attachment"

  package let id: ObjectID
  package let index: ObjectID
  package let above: ObjectID
  private let schema: String
  private let aboveSchema: String
  /// The table's own place below the parent's table.
  private let place: ObjectID?

  package static var trace: SQL? { "pg_inherits" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select 2611, i.inhrelid, 0, i.inhrelid, i.inhparent, c.relnamespace, p.relnamespace,
      x.indrelid, y.indrelid
    from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
      join pg_class p on p.oid = i.inhparent
      join pg_index x on x.indexrelid = i.inhrelid
      join pg_index y on y.indexrelid = i.inhparent
    where c.relkind in ('i', 'I') and c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let index = catalog.relation(row.oid()), let above = catalog.relation(row.oid()),
      let schema = catalog.schema(row.oid()), let aboveSchema = catalog.schema(row.oid())
    else { return nil }
    id = index.remark(Self.kind)
    self.index = index
    self.above = above
    self.schema = schema
    self.aboveSchema = aboveSchema
    let (table, aboveTable) = (catalog.relation(row.oid()), catalog.relation(row.oid()))
    place = table.flatMap { table in
      aboveTable.map { Inheritance.id(of: table, below: $0) }
    }
  }

  package static var rules: [Rule<IndexAttachment>] {
    [
      .replace("above", \.above),
      .derived("index", \.index),
      .derived("schema", \.schema),
      .derived("aboveSchema", \.aboveSchema),
      .derived("place", \.place),
    ]
  }

  package var parent: ObjectID? { index }
  package var needs: [ObjectID] { [above] + [place].compactMap { $0 } }
  // A partitioned index is valid, and can be referred to, once every partition's is attached.
  package var completes: ObjectID? { above }
  package var bond: Bond? { place.map { Bond(to: above, through: $0) } }
  package var reference: SQL { "index \(name: [schema, index.name])" }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        "alter index \(name: [aboveSchema, above.name]) attach partition \(name: [schema, index.name])",
        subject: index, reach: Reach(.shareUpdateExclusive))
    ]
  }

  /// There is no statement for it: an index leaves its parent with its table, or with the parent.
  package func drop() -> [Statement] { [] }
}
