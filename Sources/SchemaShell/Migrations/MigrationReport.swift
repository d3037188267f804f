import Engine
import Lang
import Postgres

/// Tells a person what a run of migrations does, while it does it.
struct MigrationReport {
  private let console: Console
  private let logsStatements: Bool

  /// `logsStatements` leaves a line for each statement, where else only the progress line shows it.
  init(_ session: Session, logsStatements: Bool = false) {
    console = session.console
    self.logsStatements = logsStatements
  }

  func tell(_ event: Runner.Event) {
    switch event {
    case .waiting(let holder):
      console.progress?("waiting for \(holder ?? "another run") to end")
    // `begin` and `commit` around all of it say what is so already.
    case .starting, .skipped: break
    case .resuming(let migration, let direction, let done):
      console.say("\(migration.title): the \(direction) goes on behind statement \(done)")
    case .statement(let migration, let statement, let index, let count):
      let line =
        "\(migration.title) \(index + 1)/\(count) \(MigrationReport.firstLine(statement.text))"
      if logsStatements { console.say(line) }
      console.progress?(line)
    case .alreadyDone(_, let statement):
      console.say("\(statement.place): done before the interruption")
    case .dropped(let index):
      console.say("dropped the index \(index), which an interrupted statement left unfinished")
    case .retrying(let migration, let attempt, let pause):
      console.say(
        "\(migration.title): no lock in time; attempt \(attempt + 1) follows in "
          + "\(pause.milliseconds) ms")
    case .finished(let migration, let direction, let duration):
      let verb = direction == .upgrade ? "up" : "down"
      console.say("\(verb) \(migration.title) (\(duration.milliseconds) ms)")
    case .splitting(let migration, let cause):
      console.say(
        "what ran so far is committed before \(migration.title): "
          + (cause.message ?? "the two cannot share a transaction"))
    case .committed(let versions):
      console.say("committed: \(MigrationReport.list(versions))")
    }
  }

  static func firstLine(_ text: String) -> String {
    let line = text.prefix { $0 != "\n" && $0 != "\r\n" }
    return line.count < text.count ? line + " …" : String(line)
  }

  /// `1, 2, 3` or, for many, `1 to 434`.
  static func list(_ versions: [Int]) -> String {
    guard versions.count > 6, let first = versions.first, let last = versions.last else {
      return (versions.count == 1 ? "version " : "versions ")
        + versions.map(String.init).joined(separator: ", ")
    }
    return "\(versions.count) versions, \(first) to \(last)"
  }
}

extension Migration {
  /// `3 add_posts`
  var title: String { file.name.isEmpty ? "\(version)" : "\(version) \(file.name)" }
}

/// A run's end as a failure: what happened, where in the author's text, and what of it stays.
extension ScriptFailure {
  init(_ failure: MigrationFailure, _ direction: Migration.Direction) {
    switch failure.reason {
    case .refused(let refusal):
      self.init(refusal, direction)
      return
    case .statement(let statement, let cause):
      self = ScriptFailure.underlying(cause.underlying)
      // A mistake that is found where the statement stands shows the place by itself.
      if diagnostics.first?.location == nil {
        diagnostics[0].notes.append(.init("at \(statement.place)"))
      }
      if cause.sqlstate == "25001" {
        diagnostics[0].hint =
          "`\(direction) without transaction { … }` runs what no transaction takes"
      }
    case .commit(let error):
      self.init(error)
      diagnostics[0].message = "the commit was refused: " + message
      if !failure.isUncertain, failure.undone.count > 1 {
        diagnostics[0].notes.append(
          .init("`\(direction) one by one` shows which version it comes from"))
      }
    case .other(let error):
      self = ScriptFailure.underlying(error)
    }
    diagnostics[0].notes += ScriptFailure.remains(failure, direction).map { .init($0) }
  }

  private static func underlying(_ error: any Error) -> ScriptFailure {
    switch error {
    case let failure as ScriptFailure: failure
    case let error as DatabaseError: ScriptFailure(error)
    default: ScriptFailure("\(error)")
    }
  }

  /// What is as it was, and what is not.
  private static func remains(
    _ failure: MigrationFailure, _ direction: Migration.Direction
  ) -> [String] {
    var lines: [String] = []
    if failure.isUncertain {
      lines.append("the connection was lost while it committed: `list` tells what became of it")
    }
    if !failure.committed.isEmpty {
      lines.append("\(MigrationReport.list(failure.committed)) committed; this stays")
    }
    if !failure.undone.isEmpty, !failure.isUncertain {
      lines.append("\(MigrationReport.list(failure.undone)) undone")
    }
    if let migration = failure.migration {
      if let reached = failure.reached {
        lines.append(
          "version \(migration.version) stands behind statement \(reached.done) of "
            + "\(reached.count); `\(direction)` goes on from there")
      } else {
        lines.append("nothing of version \(migration.version) stays")
      }
    }
    return lines
  }

  private init(_ refusal: Refusal, _ direction: Migration.Direction) {
    switch refusal {
    case .openTransaction:
      self.init("a transaction is open", hint: "`commit;` or `rollback;` first")
    case .changed(let changed):
      self.init(
        changed.count == 1
          ? "\(changed[0].migration.file.fileName) was changed after it was applied"
          : "\(changed.count) files were changed after they were applied",
        hint: "put back what was there, and write a new migration for what is new",
        notes: changed.map { .init(ScriptFailure.describe($0)) })
    case .outOfOrder(let late, let applied):
      self.init(
        "\(MigrationReport.list(late.map(\.version))) never ran, and version \(applied) has: "
          + "what comes before it is not applied afterwards by itself",
        hint: "give the file a higher number, or `upgrade allowing gaps`")
    case .unknownVersion(let version, let known):
      let all = known.map(String.init).joined(separator: ", ")
      self.init(
        "there is no version \(version)",
        hint: known.isEmpty
          ? "there are no migrations"
          : known.count > 12
            ? "the last is \(known.last ?? 0)" : "there are: \(all)")
    case .wrongWay(let version, let current):
      self.init(
        "the database is at version \(current)",
        hint: "`\(version < current ? "downgrade" : "upgrade") to \(version)` leads there")
    case .noDowngrade(let migrations):
      self.init(
        "\(MigrationReport.list(migrations.map(\.version))) cannot be taken back: no "
          + "`downgrade { … }`",
        notes: migrations.map { .init($0.file.fileName) })
    case .missingFiles(let events):
      self.init(
        "\(MigrationReport.list(events.map(\.version))) came from files that are gone",
        notes: events.map { .init("\($0.version) \($0.name), applied \($0.appliedAt)") })
    case .halfway(let event):
      self.init(
        "version \(event.version) stopped on its way \(event.direction == .upgrade ? "up" : "down")",
        hint:
          "`\(event.direction) to \(event.direction == .upgrade ? event.version : event.version - 1)` finishes it"
      )
    }
  }

  private static func describe(_ changed: ChangedMigration) -> String {
    let head =
      "\(changed.migration.file.fileName), applied \(changed.event.appliedAt) "
      + "by \(changed.event.appliedBy)"
    guard let source = changed.source else { return head }
    let lines = LineDifference(
      from: source.cutIntoLines, to: changed.migration.source.cutIntoLines
    ).marked(.plain).map { "  " + $0 }
    let limit = 20
    let rest = lines.count > limit ? ["  … and \(lines.count - limit) more lines"] : []
    return ([head] + lines.prefix(limit) + rest).joined(separator: "\n")
  }
}
