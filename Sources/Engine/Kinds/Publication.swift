package import Postgres

/// A publication: which kinds of changes it sends. What it sends changes of are objects of their
/// own.
package struct Publication: SchemaObject {
  package static let kind: KindName = "publication"

  package let id: ObjectID
  package let isForAllTables: Bool
  /// `insert, update`, in PostgreSQL's order.
  package internal(set) var operations: String
  package internal(set) var isViaRoot: Bool
  /// From PostgreSQL 18 on: whether stored generated columns are sent.
  package let sendsGenerated: Bool

  package static var trace: SQL? { "pg_publication" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select p.tableoid, p.oid, 0, p.pubname, p.puballtables, concat_ws(', ',
        case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
      p.pubviaroot, \(version.major < 18 ? "false" : "p.pubgencols = 's'")
    from pg_publication p where p.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    isForAllTables = row.bool()
    operations = row.text()
    isViaRoot = row.bool()
    sendsGenerated = row.bool()
  }

  package static var rules: [Rule<Publication>] {
    [
      .replace("isForAllTables", \.isForAllTables),
      .alter("operations", \.operations) { _, new in
        "alter \(new.reference) set (\(new.operationsClause))"
      },
      .alter("isViaRoot", \.isViaRoot) { _, new in
        "alter \(new.reference) set (\(new.viaRootClause))"
      },
      .alter("sendsGenerated", \.sendsGenerated) { _, new in
        "alter \(new.reference) set (\(new.generatedClause))"
      },
    ]
  }

  package var reference: SQL { "publication \(name: id.names)" }
  private var operationsClause: SQL { "publish = \(literal: operations)" }
  private var viaRootClause: SQL { "publish_via_partition_root = \(isViaRoot ? "true" : "false")" }
  private var generatedClause: SQL {
    "publish_generated_columns = \(sendsGenerated ? "stored" : "none")"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    var clauses = [operationsClause]
    if isViaRoot { clauses.append(viaRootClause) }
    if sendsGenerated { clauses.append(generatedClause) }
    let all: SQL = isForAllTables ? " for all tables" : ""
    return [Statement("create \(reference)\(all) with (\(clauses.joined()))", lock: .none)]
  }
}
