import Postgres

/// Constraints that rows are held against while others work: promised for new rows first, and then
/// looked at for the old ones; or resting on an index that was built beside the traffic.
extension Constraint {
  /// Nil where PostgreSQL looks at all rows at once.
  var onlineCreation: [Statement]? {
    switch sort {
    case "c", "f":
      // A partitioned table takes no foreign key that it does not look at at once.
      guard isValid, !(sort == "f" && isOnPartitioned) else { return nil }
      return [
        Statement(
          "\(alterTable) add constraint \(name: id.name) \(catalog: definition) not valid",
          lock: sort == "f" ? .shareRowExclusive : .accessExclusive),
        validation,
      ]
    case "p", "u":
      guard let index = onlineIndex else { return nil }
      return [index, takingOver]
    default: return nil
    }
  }

  var validation: Statement {
    Statement(
      "\(alterTable) validate constraint \(name: id.name)", lock: .shareUpdateExclusive,
      hazards: (isOnForeign ? [] : [.scans])
        + [.mayFail("rows of \(table) that break \(id.name)")],
      reach: sort == "f" ? Reach(.rowShare) : nil)
  }

  /// ` DEFERRABLE INITIALLY DEFERRED`: the end of what PostgreSQL says of a constraint.
  private var deferral: String {
    [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"].first(where: definition.hasSuffix) ?? ""
  }

  private var onlineIndex: Statement? {
    guard !isPartitioned, !definition.hasSuffix(" WITHOUT OVERLAPS)") else { return nil }
    // `PRIMARY KEY (a, b) INCLUDE (c)`: the words before the bracket say the sort.
    let keys = definition.drop { $0 != "(" }.dropLast(deferral.count)
    let distinct: SQL =
      definition.hasPrefix("UNIQUE NULLS NOT DISTINCT") ? " nulls not distinct" : ""
    let place: SQL = indexTablespace.map { " tablespace \(name: $0)" } ?? ""
    return Statement(
      """
      create unique index concurrently \(name: id.name) on \(name: table.names) \
      \(catalog: String(keys))\(distinct)\(Options.with(indexOptions))\(place)
      """, lock: .shareUpdateExclusive,
      hazards: [.scans, .mayFail("rows of \(table) that break \(id.name)")],
      isTransactional: false)
  }

  private var takingOver: Statement {
    Statement(
      """
      \(alterTable) add constraint \(name: id.name) \(sort == "p" ? "primary key" : "unique") \
      using index \(name: id.name)\(catalog: deferral)
      """)
  }

  package func replaceOnline(_ old: Constraint, called name: String) -> [Statement]? {
    guard !old.isPartitioned, !old.comesWithParent, let creation = onlineCreation else {
      return nil
    }
    let drop = Statement("\(alterTable) drop constraint \(name: name)")
    // A table has one primary key at a time, so the old one goes when the index is ready.
    return hasIndex ? [creation[0], drop, creation[1]] : creation + [drop]
  }
}
