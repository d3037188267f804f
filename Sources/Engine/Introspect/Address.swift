import Postgres

/// Where the catalogs keep an object: `pg_depend`'s (classid, objid, objsubid).
package struct Address: Hashable, Sendable {
  package let catalog: UInt32
  package let oid: UInt32
  package let part: Int32

  package init(_ catalog: UInt32, _ oid: UInt32, _ part: Int32 = 0) {
    self.catalog = catalog
    self.oid = oid
    self.part = part
  }

  /// `packed` has the catalog in its upper half and the OID in the lower one.
  init(packed: Int, part: Int?) {
    self.init(
      UInt32(truncatingIfNeeded: packed >> 32), UInt32(truncatingIfNeeded: packed),
      Int32(truncatingIfNeeded: part ?? 0))
  }

  /// What every row of a kind's query begins with. Most rows are about relations and about wholes: a
  /// catalog that is null is `pg_class`, a part that is null none, which costs a server nothing.
  init(_ row: inout RowReader) {
    self.init(
      row.optionalOID() ?? SystemCatalog.relation, row.oid(),
      Int32(truncatingIfNeeded: row.optionalInt() ?? 0))
  }

  /// The object as a whole, when this is a part of it (a column of a table).
  package var whole: Address { Address(catalog, oid) }
}

/// The system catalogs' own OIDs: fixed in every version of PostgreSQL.
package enum SystemCatalog {
  package static let type: UInt32 = 1247
  package static let attribute: UInt32 = 1249
  package static let proc: UInt32 = 1255
  package static let relation: UInt32 = 1259
  package static let attributeDefault: UInt32 = 2604
  package static let constraint: UInt32 = 2606
  package static let rewrite: UInt32 = 2618
  package static let namespace: UInt32 = 2615
  package static let `extension`: UInt32 = 3079
  /// The first OID that `initdb` does not give away: what is above was made by someone.
  package static let firstUserOID = 16384
}
