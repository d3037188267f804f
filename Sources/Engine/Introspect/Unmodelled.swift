import Postgres

/// Counts what exists in a database and no kind reads, so that silence is never mistaken for
/// equality.
enum Unmodelled {
  static let query: SQL = """
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
