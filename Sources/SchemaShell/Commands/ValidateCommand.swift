import Engine
import Lang

/// `validate`
enum ValidateCommand: Command {
  static let signature = Signature(
    "validate", group: CommandGroup.migrations,
    summary: "Check that the migrations lead to the models.",
    MigrationOptions.directory,
    discussion: """
      All migrations are replayed on a scratch database, seeds aside, and compared with the models.
      The status is 1 when they differ, or when there are no migrations.
      """,
    examples: ["generate\nvalidate"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    guard let last = project.folder.lastVersion else {
      throw call.failure("No migration files found in \(project.path)")
    }
    let model = try session.loadedModel(interpreter)
    let replay = try MigrationReplay(project, session)
    try replay.run(project.migrations)
    let comparison = try Comparison(from: replay.snapshot(), to: model.snapshot)
    guard comparison.isEmpty else {
      throw call.failure(
        "Validation failed\n" + words(comparison).joined(separator: "\n"),
        hint: "`generate` writes the migration that is missing")
    }
    if call.isStatement {
      session.console.say("Validation OK\nLatest version is \(last).")
    }
    return .int(last)
  }

  /// Each difference in a line. What belongs to an object that is missing as a whole goes with it.
  private static func words(_ comparison: Comparison) -> [String] {
    let sorts = Dictionary(
      uniqueKeysWithValues: comparison.diff.changes.map { ($0.id, $0.sort) })
    return comparison.diff.changes.flatMap { change -> [String] in
      if let parent = change.object.parent, sorts[parent] == change.sort, change.sort != .alter {
        return []
      }
      switch change.sort {
      case .create: return ["  \(change.id) should exist, but no migration makes it"]
      case .drop: return ["  \(change.id) should not exist, but the migrations make it"]
      case .alter:
        guard !change.attributes.isEmpty else {
          return ["  \(change.id) should be another kind of object than the migrations make it"]
        }
        return change.attributes.map { attribute in
          "  \(change.id): expected '\(attribute.new)' for '\(attribute.attribute)', "
            + "but the migrations yield '\(attribute.old)'"
        }
      }
    }
  }
}
