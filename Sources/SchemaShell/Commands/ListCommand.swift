import Engine
import Lang
import Postgres

/// `list`
enum ListCommand: Command {
  static let signature = Signature(
    "list", group: CommandGroup.migrations,
    summary: "List the migrations: which are applied, when, by whom, and how long they took.",
    MigrationOptions.directory,
    discussion: "Without a connection only the files are listed.",
    examples: ["list"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    let connection = try session.connectionIfAny()
    let table = ListCommand.table(
      Selection(
        project.migrations,
        history: try connection.map(MigrationHistory.readForShell) ?? MigrationHistory(events: [])
      ),
      isConnected: connection != nil)
    if call.isStatement {
      session.show(table)
      if table.rows.isEmpty { session.console.say("no migration files in \(project.path)") }
    }
    return .host(
      Rows(columns: table.columns.map { .init(name: $0.key, type: 25) }, cells: table.rows))
  }

  private static func table(_ selection: Selection, isConnected: Bool) -> TableModel {
    let changed = Set(selection.changed.map { $0.0.version })
    let files = selection.migrations.map(\.version)
    let lost = selection.history.applied.filter { !files.contains($0.version) }
    var rows = selection.migrations.map { migration -> (Int, [String?]) in
      let own: [String?] = ["\(migration.version)", migration.file.name]
      let file = migration.file.fileName
      guard isConnected else { return (migration.version, own + [file]) }
      let state = selection.history.state(of: migration.version)
      return (
        migration.version,
        own + cells(state, migration, isChanged: changed.contains(migration.version)) + [file]
      )
    }
    rows += lost.map {
      ($0.version, ["\($0.version)", $0.name] + cells(.applied($0), nil, isChanged: false) + [nil])
    }
    let columns =
      [TableModel.Column.heading("Version", .number), .heading("Name")]
      + (isConnected
        ? [
          .heading("State"), .heading("Applied"), .heading("By"), .heading("Took", .number),
          .heading("Checksum"),
        ] : []) + [.heading("File")]
    return TableModel(columns: columns, rows: rows.sorted { $0.0 < $1.0 }.map(\.1))
  }

  private static func cells(
    _ state: MigrationHistory.State, _ migration: Migration?, isChanged: Bool
  ) -> [String?] {
    switch state {
    case .absent: return ["pending", nil, nil, nil, migration.map { short($0.checksum) }]
    case .halfway(let event):
      let count = migration?.statements(event.direction).count ?? 0
      return [
        "halfway \(event.direction == .upgrade ? "up" : "down"): \(event.reached) of \(count)",
        event.appliedAt, event.appliedBy, nil, short(event.checksum),
      ]
    case .applied(let event):
      let word = event.isAdopted ? "adopted" : "applied"
      let note = migration == nil ? ", file missing" : isChanged ? ", changed since" : ""
      return [
        word + note, event.appliedAt, event.appliedBy,
        event.duration.map { $0.milliseconds + " ms" }, short(event.checksum),
      ]
    }
  }
}

/// As much of a checksum as tells it from others.
private func short(_ checksum: String) -> String { String(checksum.prefix(12)) }

extension Session {
  /// The connection, if the session has one or the project names one.
  func connectionIfAny() throws -> Connection? {
    do {
      return try connection()
    } catch let failure as ScriptFailure where failure.details["sqlstate"] == "08003" {
      return nil
    }
  }
}
