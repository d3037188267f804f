package import Postgres

/// A change of many rows that can be made a few pages at a time, and again: what is done is passed
/// over.
///
/// Each portion is a transaction of its own, so that no row is locked for long and what is dead can
/// be cleared away meanwhile. The steps of a plan run the portions themselves; a script or a
/// migration says them as a loop.
package struct Batch: Sendable, Hashable {
  package let table: [String]
  /// `slug = lower(title)`
  package let assignment: SQL
  /// Rows for which it is still to be done: `slug is null`.
  package let condition: SQL

  /// All of it at once.
  var whole: SQL { "update \(name: table) set \(assignment) where \(condition)" }

  /// A query for the places in the table at which each portion begins, `first`, and the one after
  /// it, `next`. Partitions are gone through all at once, page by page.
  package var portions: SQL {
    let name: SQL = "\(literal: SQL("\(name: table)").text)"
    return """
      select format('(%s,0)', page) as first, format('(%s,0)', page + 500) as next
      from generate_series(0, (
        select coalesce(max(pg_relation_size(relid)), pg_relation_size(\(name)))
        from pg_partition_tree(\(name))
      ) / current_setting('block_size')::int, 500) page
      """
  }

  /// The statement for one portion.
  package func change(from first: SQL, to next: SQL) -> SQL {
    """
    update \(name: table) set \(assignment)
    where ctid >= \(first) and ctid < \(next) and \(condition)
    """
  }

  /// Goes through all portions, outside of any transaction.
  func run(on connection: Connection) throws(DatabaseError) {
    let places = try connection.run(portions).rows { ($0.text(), $0.text()) }
    for (first, next) in places {
      try connection.run(change(from: "\(literal: first)", to: "\(literal: next)"))
    }
  }
}
