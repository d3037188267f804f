package import Postgres

/// A schema made once more in an empty database, to try things on.
package struct SchemaCopy {
  /// The copy as it was read back.
  package let snapshot: Snapshot
  private let original: Snapshot

  /// `makesRoles` says that the server is ours alone: then roles are made that are named, here or
  /// in what the copy shall become.
  package init(
    _ original: Snapshot, on connection: Connection, makesRoles: Bool,
    withRolesOf later: Snapshot? = nil
  ) throws {
    self.original = original
    var empty = try SnapshotReader.read(connection)
    let states = [original, later].compactMap { $0 }
    let needed = Set(states.flatMap { $0.objects.values.flatMap(\.clusterNeeds) })
    if makesRoles, try connection.makeStandIns(needed.subtracting(empty.cluster)) {
      empty = try SnapshotReader.read(connection)
    }
    if makesRoles {
      let grantors = states.flatMap { $0.objects.values.compactMap { ($0 as? Grant)?.grantor } }
      for role in Set(grantors).sorted() {
        try connection.run("set role \(name: role)")
        try connection.confineCurrentRole()
        try connection.run("reset role")
      }
    }
    let plan = try Plan(Diff(from: empty, to: original))
    do throws(ApplyError) {
      try Apply.run(plan, on: connection)
    } catch {
      throw SchemaCopyError(step: error.step, reason: error.error.message)
    }
    snapshot = try SnapshotReader.read(connection)
    // Another version may put the same thing in other words.
    let left = Diff(from: snapshot, to: original)
    guard left.isEmpty || snapshot.version.major != original.version.major else {
      throw SchemaCopyError(step: nil, reason: "\(left.changes[0].id) differs in the copy")
    }
  }

  /// What was read from the copy later, as it would stand where the original is.
  package func restored(_ later: Snapshot) -> Snapshot {
    later.known(to: original.version).standing(for: original)
  }
}

/// A schema that cannot be made once more.
package struct SchemaCopyError: Error, Sendable {
  package let step: Step?
  package let reason: String
}
