import Engine
import Lang
import Postgres

/// `upgrade`, `upgrade to 3`, `upgrade one by one`
enum UpgradeCommand: Command {
  static let signature = Signature(
    "upgrade", group: CommandGroup.migrations, summary: "Apply the migrations that are pending.",
    .clause("to", .integer, help: "the version to stop at"),
    .flag("one by one", help: "commit after each migration"),
    .flag("allowing gaps", help: "apply also what comes before an applied version"),
    .clause("as planned", .value, help: "only if the migrations are those of a saved plan"),
    MigrationOptions.directory,
    discussion: """
      All that is pending runs in one transaction: it is applied as a whole, or the database stays
      as it was. A migration with `upgrade without transaction { … }` is committed by itself, what
      comes before it first; if it fails halfway, the next upgrade goes on where it stopped.
      """,
    examples: ["upgrade", "upgrade to 1", "upgrade one by one"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.migrate(.upgrade, call, interpreter)
  }
}

/// The options of every command about migrations.
enum MigrationOptions {
  static let directory = Part.option(
    "migration-directory", .path, help: "the folder of the migrations; `migrations` without it")
}

extension Session {
  /// Runs migrations up or down and gives the versions that it went through.
  func migrate(
    _ direction: Migration.Direction, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> Value {
    let project = try MigrationProject(migrationPath(call), interpreter)
    guard !project.migrations.isEmpty else {
      return answer(call, []) { console.say("no migration files in \(project.path)") }
    }
    let connection = try runningConnection()
    try checkPlanned(project, direction, on: connection, call)
    let target = try call.integer("to")
    let report = MigrationReport(self, logsStatements: true)
    var options = Runner.Options()
    options.isOneByOne = call.has("one by one")
    options.allowsGaps = call.has("allowing gaps")
    options.isWaiting = {
      guard interpreter.cancellation.isCancelled else { return }
      throw ScriptFailure(.cancelled, [Diagnostic(.error, "cancelled", at: call.location)])
    }
    defer {
      definitionCount += 1
      console.progress?(nil)
    }
    let versions: [Int]
    do throws(MigrationFailure) {
      switch direction {
      case .upgrade:
        versions = try Runner.upgrade(
          project.migrations, to: target, on: connection, options: options, report: report.tell,
          perform: project.perform)
      case .downgrade:
        versions = try Runner.downgrade(
          project.migrations, to: target, on: connection, options: options, report: report.tell,
          perform: project.perform)
      }
    } catch {
      throw ScriptFailure(error, direction)
    }
    console.progress?(nil)
    return try answer(call, .list(versions.map { .int($0) })) {
      guard versions.isEmpty else { return }
      let current = try MigrationHistory.readForShell(connection).version
      console.say("already current (version: \(current))")
    }
  }
}

extension MigrationHistory {
  static func readForShell(_ connection: Connection) throws -> MigrationHistory {
    do throws(DatabaseError) {
      return try read(connection)
    } catch {
      throw ScriptFailure(error)
    }
  }

  /// Makes the table where it is not there yet, for many to write to at once.
  static func prepareForShell(_ connection: Connection) throws {
    do throws(MigrationFailure) { try prepare(connection) } catch {
      throw ScriptFailure(error, .upgrade)
    }
  }
}
