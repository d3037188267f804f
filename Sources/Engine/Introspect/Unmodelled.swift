import Postgres

/// Counts what exists in a database and no kind reads, so that silence is never mistaken for
/// equality.
enum Unmodelled {
  static let query: SQL = """
    select 'access method', count(*) from pg_am where oid >= 16384
      and not exists (select from pg_depend d where d.classid = 2601 and d.objid = pg_am.oid
        and d.deptype = 'e')
    union all
    select 'large object', count(*) from pg_largeobject_metadata
    """

  static func read(_ result: borrowing Result) throws(DatabaseError) -> [String: Int] {
    var counts: [String: Int] = [:]
    try result.forEachRow { row in
      let kind = row.text()
      let count = row.int()
      if count > 0 { counts[kind] = count }
    }
    return counts
  }
}
