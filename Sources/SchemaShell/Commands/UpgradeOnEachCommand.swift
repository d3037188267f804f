import Engine
import Lang
import Postgres

/// `upgrade on each (tenants)`, `upgrade on each tenants.txt at once 8 canary first`
enum UpgradeOnEachCommand: Command {
  static let signature = Signature(
    "upgrade on each", group: CommandGroup.migrations,
    summary: "Apply the pending migrations to many databases.",
    parts: Targets.parts + [
      .clause("to", .integer, help: "the version to stop at"),
      .flag("one by one", help: "commit after each migration"),
      .flag("allowing gaps", help: "apply also what comes before an applied version"),
      MigrationOptions.directory,
    ],
    discussion: """
      Each database is upgraded as `upgrade` would, some at the same time, and reported in a line. At
      the first failure nothing more is begun, unless told to go on. Running it again passes over
      what is done.
      """,
    examples: [
      "generate\nconnect scratch as a\nconnect scratch as b\n"
        + "upgrade on each ([(connect scratch as c), (connect scratch as d)]) at once 2",
      "generate\nconnect scratch\ncreate schema acme;\nupgrade on each ([\"acme\"]) as schemas",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let targets = try Targets(call, interpreter)
    let path = try session.migrationPath(call)
    let one = TargetSession(interpreter, migrationFolder: path)
    // Mistakes in the files are said once, before anything runs.
    guard try !MigrationProject(path, interpreter).migrations.isEmpty else {
      return session.answer(call, .list([])) {
        session.console.say("no migration files in \(path)")
      }
    }
    if targets.areSchemas { try MigrationHistory.prepareForShell(session.connection()) }
    let version = try call.integer("to")
    var options = Runner.Options()
    options.isOneByOne = call.has("one by one")
    options.allowsGaps = call.has("allowing gaps")
    let (isOneByOne, allowsGaps) = (options.isOneByOne, options.allowsGaps)
    let report = try session.each(targets, call, with: one) { target in
      one.outcome(target) { _, interpreter, connection in
        var options = Runner.Options()
        options.isOneByOne = isOneByOne
        options.allowsGaps = allowsGaps
        options.isWaiting = {
          if one.isCancelled { throw ScriptFailure("cancelled") }
        }
        // A search path without a schema that is there is empty: nothing would be found wrong.
        if let tenant = target.tenant, try connection.run("select current_schema()").isNull(0, 0) {
          throw ScriptFailure(missingSchema: tenant)
        }
        let project = try MigrationProject(path, interpreter)
        let ran: [Int]
        do throws(MigrationFailure) {
          ran = try Runner.upgrade(
            project.migrations, to: version, on: connection, options: options,
            perform: project.perform)
        } catch {
          throw ScriptFailure(error, .upgrade)
        }
        return TargetOutcome(
          state: ran.isEmpty ? .current : .done, versions: ran,
          version: try MigrationHistory.readForShell(connection).version)
      }
    }
    session.definitionCount += 1
    return try session.answer(call, report)
  }
}
