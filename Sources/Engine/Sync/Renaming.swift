package import Postgres

/// A schema with some of its objects under other names, exactly as PostgreSQL would have it.
///
/// Whatever depends on a renamed object says its name, in ways that only PostgreSQL can tell from
/// other words. So the schema is made once more in an empty database, renamed there, and read back.
package struct Renaming: Sendable {
  /// One object and what becomes of its name.
  package struct Move: Sendable, Equatable {
    package let old: ObjectID
    package let new: ObjectID

    package var newName: String { new.path.last ?? "" }
  }

  /// The statements that rename, in order.
  package let steps: [Step]
  /// What was asked for, and what follows from it: `author_pkey` from `author`.
  package let moves: [Move]
  /// The schema afterwards.
  package let snapshot: Snapshot

  /// The renames that are still to be done; most often none, and then no database is needed.
  /// Those that are `asked` for must find something; a lenient choice leaves out what cannot be.
  package static func pending(
    _ renames: [Rename], asked: [Rename] = [], from old: Snapshot, to new: Snapshot,
    isLenient: Bool = false
  ) throws(RenameError) -> [Rename] {
    let all = Set(renames + asked)
    if all.isEmpty { return [] }
    return try RenameOrder(
      Array(all), asked: Set(asked), from: old, to: new, isLenient: isLenient
    ).pending
  }

  /// The way back, for a plan that undoes this one.
  package var reversed: [Rename] {
    Rename.reversed(
      moves.map { Rename(ObjectID($0.new.kind, $0.new.path), was: $0.old.path.last ?? "") })
  }

  /// Does the pending ones on a copy of `old` in an empty database. `makesRoles` says that the
  /// server is ours alone.
  package init(
    _ pending: [Rename], from old: Snapshot, to new: Snapshot, on connection: Connection,
    makesRoles: Bool
  ) throws {
    let copy = try SchemaCopy(old, on: connection, makesRoles: makesRoles)
    var trial = RenameTrial(connection: connection, new: new, snapshot: copy.snapshot)
    for level in pending.levels {
      for rename in level { try trial.run(rename) }
      try trial.read()
    }
    if try trial.follow(pending, copy.snapshot) { try trial.read() }
    (steps, moves) = (trial.steps, trial.moves)
    snapshot = copy.restored(trial.snapshot)
  }
}

/// Renames on a copy of a schema.
private struct RenameTrial {
  let connection: Connection
  let new: Snapshot
  private(set) var snapshot: Snapshot
  private(set) var steps: [Step] = []
  private(set) var moves: [Renaming.Move] = []

  init(connection: Connection, new: Snapshot, snapshot: Snapshot) {
    self.connection = connection
    self.new = new
    self.snapshot = snapshot
  }

  mutating func read() throws { snapshot = try SnapshotReader.read(connection) }

  // MARK: - What was asked for

  mutating func run(_ rename: Rename) throws {
    let named = NamedObjects(snapshot)
    let objects = named.all(rename.oldID)
    if objects.isEmpty, let owner = named.owner(ofMember: rename.oldID) {
      guard let statement = owner.rename(member: rename.old, to: rename.id.name) else { return }
      moves.append(Renaming.Move(old: rename.oldID, new: rename.id))
      try run(statement, of: owner.id, for: rename)
    }
    for object in objects {
      let id = object.id.renamed(to: rename.id.name)
      moves.append(Renaming.Move(old: object.id, new: id))
      try run(object.rename(to: rename.id.name), of: id, for: rename)
    }
  }

  private mutating func run(_ statement: Statement, of id: ObjectID, for rename: Rename?) throws {
    do throws(DatabaseError) {
      try connection.run(statement.sql)
    } catch {
      guard let rename, !error.isCancelled else { throw error }
      throw RenameError(rename: rename, reason: .refused(error.message))
    }
    steps.append(Step(id: id, statement: statement))
  }

  // MARK: - What follows

  /// Names that were made from the old ones: those of constraints, indexes, sequences, and of
  /// columns that views show. True when there were any.
  mutating func follow(_ pending: [Rename], _ before: Snapshot) throws -> Bool {
    let count = moves.count
    let changed = Set(
      snapshot.objects.values.filter { before[$0.id] == nil }
        .flatMap { [$0.id, $0.parent ?? $0.id] })
    func isNear(_ object: any SchemaObject, in snapshot: Snapshot) -> Bool {
      let places = [object.parent, snapshot.carriers[object.id]].compactMap { $0 }
      return places.contains {
        changed.contains($0) || snapshot[$0]?.parent.map(changed.contains) ?? false
      }
    }
    var coming = new.objects.values.filter { snapshot[$0.id] == nil }.sorted { $0.id < $1.id }
    let going = snapshot.objects.values.filter { new[$0.id] == nil }.sorted { $0.id < $1.id }
    for object in going {
      let isNearby = isNear(object, in: snapshot)
      let place = coming.firstIndex { other in
        guard other.kind == object.kind, other.parent == object.parent,
          other.id.names.count == object.id.names.count
        else { return false }
        let speaksAlike = pending.contains {
          $0.old == object.id.name && $0.id.name == other.id.name
        }
        return (speaksAlike || isNearby && isNear(other, in: new)) && object.isTwin(of: other)
      }
      guard let place else { continue }
      let other = coming.remove(at: place)
      moves.append(Renaming.Move(old: object.id, new: other.id))
      try run(object.rename(to: other.id.name), of: other.id, for: nil)
    }
    return moves.count > count
  }
}

extension [Rename] {
  /// Parents before what belongs to them.
  fileprivate var levels: [[Rename]] {
    Dictionary(grouping: self) { $0.id.names.count }.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension SchemaObject {
  /// The same under another name.
  func isTwin(of other: any SchemaObject) -> Bool {
    (other as? Self).map(isRenamed) ?? false
  }
}
