import Postgres

/// Constraints that rows are held against while others work: promised for new rows first, and then
/// looked at for the old ones; or resting on an index that was built beside the traffic.
extension Constraint {
  /// Nil where PostgreSQL looks at all rows at once.
  var onlineCreation: [Statement]? {
    switch sort {
    case "c", "f":
      // A partitioned table takes no foreign key that it does not look at at once.
      guard isValid, isEnforced, !(sort == "f" && isOnPartitioned) else { return nil }
      return promise(called: id.name)
    case "p", "u":
      guard let index = onlineIndex else { return nil }
      return [index, takingOver]
    default: return nil
    }
  }

  /// A foreign key of a partitioned table takes over what its partitions have, whatever that is
  /// called, without a look at their rows.
  package func onlineCreation(
    with copies: [any SchemaObject], behind old: Snapshot
  ) -> [Statement]? {
    let parts = copies.compactMap { $0 as? Constraint }.filter { !$0.isOnPartitioned }
    guard sort == "f", isOnPartitioned, isValid, isEnforced, parts.allSatisfy(\.isValid) else {
      return nil
    }
    var statements: [Statement] = []
    for part in parts {
      let names = [id.name, GeneratedName.make(part.table.name, id.name, suffix: "fkey")]
      guard let name = names.first(where: { !part.isTaken($0, in: old) }) else { return nil }
      statements += part.promise(called: name)
    }
    return statements
      + create([]).map { statement in
        var statement = statement
        statement.hazards = []
        // The triggers of those that are taken over go from what they refer to.
        if !parts.isEmpty { statement.lock = .accessExclusive }
        return statement
      }
  }

  private func isTaken(_ name: String, in old: Snapshot) -> Bool {
    old[table.child(Self.kind, name)] != nil || (old[id] as? Constraint)?.spokenName == name
  }

  /// New rows are held against it first, and then the old ones.
  private func promise(called name: String) -> [Statement] {
    [
      Statement(
        "\(alterTable) add constraint \(name: name) \(catalog: definition) not valid",
        lock: sort == "f" ? .shareRowExclusive : .accessExclusive),
      validation(called: name),
    ]
  }

  var validation: Statement { validation(called: id.name) }

  private func validation(called name: String) -> Statement {
    Statement(
      "\(alterTable) validate constraint \(name: name)", lock: .shareUpdateExclusive,
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
