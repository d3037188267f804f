package import Postgres

/// Reads a snapshot: every kind's query in one pipeline, in one repeatable-read transaction.
///
/// Two halves, so that two databases' servers work at the same time: `start` sends, `finish` reads.
package struct SnapshotReader {
  private let connection: Connection
  private let version: ServerVersion
  private let kinds: [any SchemaObject.Type]
  private let searchPath: String
  private let joinsTransaction: Bool

  /// The oldest server whose catalogs the queries know.
  package static let oldest = ServerVersion(130000)

  package static func read(
    _ connection: Connection, searchPath: String = ""
  ) throws -> Snapshot {
    try start(connection, searchPath: searchPath).finish()
  }

  /// Sends every query. Inside a transaction of the caller's it sees that transaction's state,
  /// and leaves it open.
  ///
  /// `searchPath` is what names are relative to in the definitions that PostgreSQL writes: the
  /// empty one qualifies them all, which is what comparing needs.
  package static func start(
    _ connection: Connection, searchPath: String = ""
  ) throws -> SnapshotReader {
    let version = ServerVersion(connection.serverVersion)
    guard version >= oldest else {
      throw DatabaseError(
        message: "PostgreSQL \(version.major) is too old: its catalogs are read from "
          + "version \(oldest.major) on")
    }
    let joins = connection.transactionStatus != .idle
    let reader = SnapshotReader(
      connection: connection, version: version,
      kinds: ObjectKinds.all.filter { $0.query(version) != nil }, searchPath: searchPath,
      joinsTransaction: joins)
    try connection.startPipeline(reader.statements())
    return reader
  }

  private func statements() -> [SQL] {
    let begin: SQL =
      joinsTransaction
      ? "savepoint schemashell_snapshot"
      : "begin isolation level repeatable read read only"
    let settings: SQL = """
      select set_config('search_path', \(literal: searchPath), true),
        set_config('quote_all_identifiers', 'off', true),
        set_config('extra_float_digits', '1', true),
        set_config('intervalstyle', 'postgres', true),
        set_config('datestyle', 'ISO, YMD', true),
        set_config('row_security', 'off', true),
        set_config('jit', 'off', true)
      """
    let end: SQL =
      joinsTransaction ? "rollback to savepoint schemashell_snapshot" : "rollback"
    return [begin, settings, Self.members, Self.casts]
      + kinds.compactMap { $0.query(version) } + [
        Self.depends, Unmodelled.query, Self.cluster, end,
      ]
  }

  package func finish() throws -> Snapshot {
    var catalog = Catalog(version: version, searchPath: searchPath)
    var edges = DependencyReader()
    var notCompared: [String: Int] = [:]
    var cluster: Set<ObjectID> = []
    var order: [any SchemaObject] = []
    let firstKind = 4
    try connection.finishPipeline { index, result in
      switch index {
      case 0, 1: break
      case 2: try Self.readMembers(result, into: &catalog)
      case 3: try Self.readCasts(result, into: &catalog.casts)
      case firstKind..<(firstKind + kinds.count):
        try kinds[index - firstKind].read(result, into: &catalog, order: &order)
      case firstKind + kinds.count: try edges.read(result)
      case firstKind + kinds.count + 1: notCompared = try Unmodelled.read(result)
      case firstKind + kinds.count + 2:
        try result.forEachRow { cluster.insert(ObjectID(KindName($0.text()), [$0.text()])) }
      default: break
      }
    }
    let (needs, carriers) = edges.resolved(in: catalog, objects: order)
    return Snapshot(
      version: version, objects: catalog.objects, dependencies: needs, carriers: carriers,
      notCompared: notCompared.merging(catalog.unread) { $0 + $1 }, cluster: cluster)
  }

  private static let members: SQL = """
    select classid, objid, refobjid from pg_depend
    where deptype = 'e' and refclassid = 3079
    """

  private static func readMembers(_ result: borrowing Result, into catalog: inout Catalog) throws {
    try result.forEachRow { row in
      let address = Address(row.oid(), row.oid())
      catalog.addExtensionMember(address, of: row.oid())
    }
  }

  private static let casts: SQL = """
    select format_type(castsource, null), format_type(casttarget, null), castcontext from pg_cast
    """

  private static func readCasts(_ result: borrowing Result, into casts: inout Casts) throws {
    try result.forEachRow { row in
      let source = row.text()
      let target = row.text()
      switch row.text() {
      case "i": casts.add(source, target, .implicit)
      case "a": casts.add(source, target, .assignment)
      default: casts.add(source, target, .explicit)
      }
    }
  }

  private static let cluster: SQL = """
    select 'role', rolname from pg_roles
    union all select 'tablespace', spcname from pg_tablespace
    """

  // What the system itself depends on never changes, so only rows about users' objects matter; nor
  // do the triggers that a foreign key is made of, which are nobody's and four for each.
  private static let depends: SQL = """
    select classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype
    from pg_depend where refobjid >= 16384 and objid >= 16384 and deptype <> 'e'
      and not (classid = 2620 and refclassid = 2606 and deptype = 'i')
      or refclassid = 2615 and refobjid = 2200
    """
}

extension SchemaObject {
  /// Takes the rows of this kind's query into `catalog`.
  fileprivate static func read(
    _ result: borrowing Result, into catalog: inout Catalog, order: inout [any SchemaObject]
  ) throws {
    try result.forEachRow { row in
      let address = Address(row.oid(), row.oid(), Int32(row.int()))
      if catalog.isExtensionMember(address) { return }
      guard let object = Self(&row, &catalog) else { return }
      // A child whose parent is not read (an extension's table) is not read either.
      if let parent = object.parent, catalog[parent] == nil { return }
      catalog.add(object, at: address)
      order.append(object)
    }
  }
}
