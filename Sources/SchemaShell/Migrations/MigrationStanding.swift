import Engine
import Lang
import Postgres

/// Where a project's migrations stand to its models and to a database.
struct MigrationStanding {
  let version: Int
  let last: Int
  /// The files that have not been applied.
  let pending: [String]
  /// How the database differs from what its migrations make.
  private(set) var drift: [String] = []
  /// How the models differ from what all migrations make.
  private(set) var models: [String] = []
  /// Why nobody can tell.
  private(set) var failure: String?

  /// Nil where there are no migrations.
  init?(
    _ project: MigrationProject, _ database: Snapshot, _ model: Snapshot, _ connection: Connection,
    _ session: Session
  ) throws {
    guard let last = project.folder.lastVersion else { return nil }
    self.last = last
    let history = try MigrationHistory.readForShell(connection)
    version = history.version
    let applied = Set(history.applied.map(\.version))
    let rest = project.migrations.filter { !applied.contains($0.version) }
    pending = rest.map(\.file.fileName)
    let scope = try session.scope()
    do {
      let replay = try MigrationReplay(project, session)
      try replay.run(project.migrations.filter { applied.contains($0.version) })
      // A database that no migration has touched is not held against any.
      if version > 0 {
        let made = scope.applied(to: try replay.snapshot())
        drift = DifferenceWords.lines(Diff(from: scope.applied(to: database), to: made), .database)
      }
      if history.halfway == nil { try replay.run(rest) }
      let made = scope.applied(to: try replay.snapshot())
      models = DifferenceWords.lines(Diff(from: made, to: scope.applied(to: model)), .models)
    } catch let error as ScriptFailure where error.isCatchable {
      failure = error.message
    }
    if let event = history.halfway {
      drift.insert("version \(event.version) stopped on its way", at: 0)
    }
  }

  var isClean: Bool { pending.isEmpty && drift.isEmpty && models.isEmpty && failure == nil }

  var lines: [String] {
    var head = "version \(version) of \(last)"
    if !pending.isEmpty {
      head += ", pending: " + pending.prefix(5).joined(separator: ", ")
      if pending.count > 5 { head += " and \(pending.count - 5) more" }
    }
    return [head]
      + (failure.map { ["they cannot be replayed: \($0)"] } ?? [])
      + drift.map { "database: \($0)" } + models.map { "models: \($0)" }
  }

  var json: String {
    func list(_ texts: [String]) -> String { JSONText.array(texts.map(JSONText.string)) }
    return JSONText.object([
      ("version", "\(version)"), ("last", "\(last)"), ("pending", list(pending)),
      ("database", list(drift)), ("models", list(models)),
      ("failure", failure.map(JSONText.string) ?? "null"),
    ])
  }
}
