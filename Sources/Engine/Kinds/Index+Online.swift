import Postgres

/// Indexes that are built and dropped while rows come and go.
extension Index {
  /// Nil for what PostgreSQL builds in one go only.
  var onlineCreation: [Statement]? {
    guard !isPartitioned,
      let head = ["CREATE INDEX ", "CREATE UNIQUE INDEX "].first(where: definition.hasPrefix)
    else { return nil }
    let rest = String(definition.dropFirst(head.count))
    return [
      Statement(
        "\(catalog: head)concurrently \(placed(rest))", lock: .shareUpdateExclusive,
        hazards: [.scans] + twinHazard, isTransactional: false)
    ]
  }

  func onlineDrop(of name: String) -> Statement {
    Statement(
      "drop index concurrently \(name: id.names.dropLast() + [name])", lock: .shareUpdateExclusive,
      isTransactional: false)
  }

  package func replaceOnline(_ old: Index, called name: String) -> [Statement]? {
    guard !old.isPartitioned, old.table == table, let creation = onlineCreation else { return nil }
    return creation + [onlineDrop(of: name)]
  }
}
