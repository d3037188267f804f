package import Postgres

/// Which migrations a run is about: the files and the database's history, held side by side.
package struct Selection {
  package let migrations: [Migration]
  package let history: MigrationHistory

  /// Reads the history. Files that changed since they were applied are refused: what is in the
  /// database is not what they say.
  package init(
    _ migrations: [Migration], _ connection: Connection
  ) throws(MigrationFailure.Reason) {
    let changed: [ChangedMigration]
    do throws(DatabaseError) {
      self.init(migrations, history: try MigrationHistory.read(connection))
      changed = try self.changed.map { migration, event throws(DatabaseError) in
        ChangedMigration(
          migration: migration, event: event,
          source: try MigrationHistory.source(of: event, connection))
      }
    } catch {
      throw .other(error)
    }
    guard changed.isEmpty else { throw .refused(.changed(changed)) }
  }

  package init(_ migrations: [Migration], history: MigrationHistory) {
    self.migrations = migrations.sorted { $0.version < $1.version }
    self.history = history
  }

  package subscript(version: Int) -> Migration? { migrations.first { $0.version == version } }

  /// Applied migrations whose files say something else now. Of one that stopped halfway only what
  /// is done counts: the rest may be what had to be mended.
  package var changed: [(Migration, MigrationHistory.Event)] {
    migrations.compactMap { migration in
      switch history.state(of: migration.version) {
      case .absent: return nil
      case .applied(let event):
        return event.checksum == migration.checksum ? nil : (migration, event)
      case .halfway(let event):
        let done = migration.checksum(ofFirst: event.reached, event.direction)
        return event.checksum == done ? nil : (migration, event)
      }
    }
  }

  /// What an upgrade runs, in order.
  package func pending(to target: Int?, allowsGaps: Bool) throws(Refusal) -> [Migration] {
    if let target {
      guard self[target] != nil else {
        throw .unknownVersion(target, known: migrations.map(\.version))
      }
      guard target >= history.version else {
        throw .wrongWay(target, current: history.version)
      }
    }
    let last = target ?? .max
    if let event = history.halfway {
      guard event.direction == .upgrade, event.version <= last else { throw .halfway(event) }
      guard self[event.version] != nil else { throw .missingFiles([event]) }
    }
    let pending = migrations.filter {
      if case .applied = history.state(of: $0.version) { return false }
      return $0.version <= last
    }
    let current = history.version
    let late = pending.filter {
      if case .absent = history.state(of: $0.version) { return $0.version < current }
      return false
    }
    guard allowsGaps || late.isEmpty else { throw .outOfOrder(late, applied: current) }
    return pending
  }

  /// What a downgrade runs, the last version first.
  package func surplus(to target: Int?) throws(Refusal) -> [Migration] {
    let halfway = history.halfway
    if let halfway, halfway.direction == .upgrade { throw .halfway(halfway) }
    var versions = history.applied.map(\.version)
    if let halfway { versions.append(halfway.version) }
    versions.sort()
    let last = target ?? versions.dropLast().last ?? 0
    if let target, target != 0, !versions.contains(target) {
      guard self[target] != nil else {
        throw .unknownVersion(target, known: migrations.map(\.version))
      }
      guard target <= history.version else { throw .wrongWay(target, current: history.version) }
    }
    if let halfway, halfway.version <= last { throw .halfway(halfway) }
    let surplus = versions.filter { $0 > last }.reversed()
    let missing = history.applied.filter { surplus.contains($0.version) && self[$0.version] == nil }
    guard missing.isEmpty else { throw .missingFiles(missing) }
    let chosen = surplus.compactMap { self[$0] }
    let oneWay = chosen.filter { !$0.canRun(.downgrade) }
    guard oneWay.isEmpty else { throw .noDowngrade(oneWay) }
    return chosen
  }
}
