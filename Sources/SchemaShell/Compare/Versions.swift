import Engine
import Postgres

/// Servers of different versions, which word the same thing each in their own way.
extension Session {
  /// The two states as one server tells them both. Where it cannot make one of them once more, they
  /// stay as they are: then some differences may be of words alone, which is said.
  func inWordsOfOne(_ old: Snapshot, _ new: Snapshot) throws -> (Snapshot, Snapshot) {
    guard old.version.major != new.version.major, !Diff(from: old, to: new).isEmpty else {
      return (old, new)
    }
    do {
      return (try retold(old), try retold(new))
    } catch is SchemaCopyError {
    } catch is PlanError {
    }
    console.warn(
      "PostgreSQL \(old.version.major) and \(new.version.major) are compared: differences may be of "
        + "words alone")
    return (old, new)
  }

  /// The state as the scratch server tells it, which is of the version of the database at hand where
  /// there are programs of that.
  private func retold(_ state: Snapshot) throws -> Snapshot {
    let database = try scratch().database()
    defer { database.drop() }
    let connection = try Connection(database.settings)
    guard connection.serverVersion / 10000 != state.version.major else { return state }
    let isOwn = try scratch().server != nil
    return try running.track(connection) {
      let copy = try SchemaCopy(state, on: connection, makesRoles: isOwn)
      return copy.restored(copy.snapshot)
    }
  }
}
