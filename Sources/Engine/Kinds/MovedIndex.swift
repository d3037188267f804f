import Postgres

/// An index, by itself or behind a constraint, that goes to another tablespace.
///
/// It is copied, and while it is nobody can use its table, which is not locked itself.
enum MovedIndex {
  /// `tablespace` is nil for the database's own.
  static func statement(
    _ names: [String], to tablespace: String?, isPartitioned: Bool
  ) -> Statement {
    let place = tablespace ?? "pg_default"
    let move: SQL = "alter index \(name: names) set tablespace \(name: place)"
    // One that is partitioned only says where new partitions' indexes go.
    if isPartitioned { return Statement(move) }
    var statement = Statement(
      move, hazards: [.copiesIndex],
      online: [
        Statement(
          "reindex (tablespace \(name: place)) index concurrently \(name: names)",
          lock: .shareUpdateExclusive, hazards: [.scans], isTransactional: false)
      ])
    statement.onlineSince = 14
    return statement
  }
}
