import Engine
import Lang
import Postgres

/// Everything that can be found wrong with a project's migrations: they do not lead to the models,
/// a downgrade does not lead back, or the live database is not what they make.
struct Validation {
  /// What a downgrade does instead of leading back.
  struct WayBack {
    enum Verdict: String {
      case differs
      case fails
    }
    let version: Int
    let verdict: Verdict
    let lines: [String]
  }

  private(set) var models: [String] = []
  private(set) var waysBack: [WayBack] = []
  private(set) var database: [String] = []
  /// The version that the live database is at; nil without one.
  private(set) var liveVersion: Int?
  private let project: MigrationProject
  private let session: Session
  /// The replay's state at the version of the live database.
  private var atLiveVersion: Snapshot?

  init(_ project: MigrationProject, _ session: Session) {
    self.project = project
    self.session = session
  }

  var isEmpty: Bool { models.isEmpty && waysBack.isEmpty && database.isEmpty }

  /// - Parameters:
  ///   - model: what the migrations should lead to, where there are models.
  ///   - live: the database to hold against the migrations.
  mutating func run(model: LoadedModel?, live: Connection?) throws {
    let selection = try live.map {
      Selection(project.migrations, history: try MigrationHistory.readForShell($0))
    }
    liveVersion = selection?.history.version
    let last = try replay()
    if let model {
      models = DifferenceWords.lines(Diff(from: last, to: model.snapshot), .models)
    }
    if let live, let selection { try check(live, selection) }
  }

  /// Runs all migrations, each down again where it says how, and gives the state at the end.
  private mutating func replay() throws -> Snapshot {
    let replay = try MigrationReplay(project, session)
    defer { session.console.progress?(nil) }
    var done: [Migration] = []
    for migration in project.migrations {
      let goesBack = migration.canRun(.downgrade)
      let before = goesBack ? try replay.snapshot() : nil
      try replay.run([migration])
      done.append(migration)
      if migration.version == liveVersion { atLiveVersion = try replay.snapshot() }
      guard let before else { continue }
      session.console.progress?("\(migration.title) down")
      if let found = try wayBack(migration, to: before, on: replay, done) { waysBack.append(found) }
    }
    return try replay.snapshot()
  }

  private func wayBack(
    _ migration: Migration, to before: Snapshot, on replay: MigrationReplay, _ done: [Migration]
  ) throws -> WayBack? {
    do throws(MigrationFailure) {
      let after: Snapshot
      if let state = try replay.back(from: migration) {
        after = state
      } else {
        // It takes no transaction that could be undone, so a database of its own is used up.
        let other: MigrationReplay
        do {
          other = try MigrationReplay(project, session)
          try other.run(done)
        } catch {
          throw MigrationFailure(.other(error), migration: migration)
        }
        after = try other.backForGood(from: migration)
      }
      let lines = DifferenceWords.lines(Diff(from: after, to: before), .wayBack)
      return lines.isEmpty
        ? nil : WayBack(version: migration.version, verdict: .differs, lines: lines)
    } catch {
      let failure = ScriptFailure(MigrationFailure(error.reason), .downgrade)
      guard failure.isCatchable else { throw failure }
      let place = failure.diagnostics.first?.location.map { "\($0.description): " } ?? ""
      return WayBack(
        version: migration.version, verdict: .fails, lines: [place + failure.message])
    }
  }

  private mutating func check(_ live: Connection, _ selection: Selection) throws {
    let history = selection.history
    if let event = history.halfway {
      database.append(
        "version \(event.version) stopped on its way \(event.direction == .upgrade ? "up" : "down")"
      )
    }
    for (migration, event) in selection.changed {
      database.append(
        "\(migration.file.fileName) was changed after it was applied (\(event.appliedAt))")
    }
    let files = Set(project.migrations.map(\.version))
    for event in history.applied where !files.contains(event.version) {
      database.append("version \(event.version) \(event.name) came from a file that is gone")
    }
    let applied = Set(history.applied.map(\.version))
    for migration in project.migrations
    where migration.version < history.version && !applied.contains(migration.version) {
      database.append(
        "version \(migration.version) never ran, though version \(history.version) has")
    }
    guard let atLiveVersion, history.halfway == nil else { return }
    let state: Snapshot
    do {
      state = try session.running.track(live) { try SnapshotReader.read(live) }
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
    database += DifferenceWords.lines(Diff(from: state, to: atLiveVersion), .database)
  }

  // MARK: - In words

  var lines: [String] {
    models.map { "  " + $0 }
      + waysBack.flatMap { way -> [String] in
        let head =
          way.verdict == .fails
          ? "  version \(way.version): the downgrade fails"
          : "  version \(way.version): the downgrade does not lead back"
        return [head] + way.lines.map { "    " + $0 }
      } + (database.isEmpty ? [] : ["  the database, at version \(liveVersion ?? 0)"])
      + database.map { "    " + $0 }
  }

  var json: String {
    func list(_ lines: [String]) -> String {
      "[" + lines.map(JSONText.string).joined(separator: ", ") + "]"
    }
    let ways = waysBack.map { way in
      "{\"version\": \(way.version), \"verdict\": \(JSONText.string(way.verdict.rawValue)), "
        + "\"why\": \(list(way.lines))}"
    }
    return "{\"valid\": \(isEmpty), \"version\": \(project.folder.lastVersion ?? 0), "
      + "\"models\": \(list(models)), \"downgrades\": [\(ways.joined(separator: ", "))], "
      + "\"database\": \(list(database))}"
  }
}
