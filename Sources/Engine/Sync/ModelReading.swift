package import Postgres

/// What a server made of a model's statements: the one way from them to a snapshot.
package struct ModelReading: Sendable {
  package let snapshot: Snapshot
  package let names: PublicNames
  /// What each statement did, in their order; empty where nobody watched.
  package let effects: [StatementEffect]

  package init(_ snapshot: Snapshot, _ names: PublicNames, _ effects: [StatementEffect]) {
    self.snapshot = snapshot
    self.names = names
    self.effects = effects
  }

  /// Applies the statements to an empty database and reads it; nil where `accepts` does not take what
  /// failed. `record` is what the snapshot can be made of again.
  ///
  /// Whether the server is ours alone is told by `isPrivate`: only there can it be watched, and roles
  /// be made.
  package static func make(
    _ statements: [ModelStatement], on connection: Connection, isPrivate: Bool,
    isWatched: Bool, explains: Bool = true, accepts: ([ModelFailure]) throws -> Bool
  ) throws -> (reading: ModelReading, record: [UInt8])? {
    let isWatched = isWatched && isPrivate && ModelRenewal.isPossible(statements)
    if isWatched { try StatementWatch.begin(connection) }
    var loader = ModelLoader(connection, makesRoles: isPrivate)
    let failures = try loader.load(statements, explains: explains)
    guard try accepts(failures) else { return nil }
    let watch = isWatched ? try StatementWatch(endingOn: connection) : nil
    let (snapshot, record, ids) = try SnapshotReader.readRecorded(
      connection, locating: watch?.addresses ?? [])
    let names = try PublicNames.read(connection)
    let effects = watch?.effects(of: statements, ids) ?? []
    return (ModelReading(snapshot, names, effects), record)
  }
}
