package import Postgres

/// Evidence that a plan leads where it says, or what is wrong with it.
///
/// The plan's source is made once more in an empty database, the plan runs there, and what is then
/// read back is compared with the target. Nothing is left when the plan is right, so a second plan
/// would be empty as well.
package struct Proof: Sendable {
  /// What still separates the copy from the target.
  package let left: Diff

  package var holds: Bool { left.isEmpty }

  /// Throws a `SchemaCopyError` when the source cannot be made once more, an `ApplyError` when the
  /// plan fails. `makesRoles` says that the server is ours alone.
  package init(
    of plan: Plan, from old: Snapshot, to new: Snapshot, on connection: Connection,
    makesRoles: Bool
  ) throws {
    let copy = try SchemaCopy(old, on: connection, makesRoles: makesRoles, withRolesOf: new)
    try Apply.run(plan, on: connection)
    left = Diff(from: copy.restored(try SnapshotReader.read(connection)), to: new)
  }
}
