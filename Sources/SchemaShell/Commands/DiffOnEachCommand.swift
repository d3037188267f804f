import Engine
import Lang
import Postgres

/// `diff on each (tenants)`, `diff on each tenants.txt to models --exit-code`
enum DiffOnEachCommand: Command {
  static let signature = Signature(
    "diff on each", group: CommandGroup.look,
    summary: "Show which of many databases differ from their models, and in what.",
    parts: Targets.parts + [
      .clause("to", .name("side"), help: "as for `diff`; the models without it"),
      .option("exit-code", help: "end with status 4 when there are differences"),
    ],
    discussion: """
      Of schemas, what lies in each is compared with what lies in the one schema that the models are
      written for.
      """,
    examples: [
      "diff on each ([(connect scratch as a), (connect scratch as b)]) at once 2",
      "connect scratch\ncreate schema acme;\ndiff on each ([\"acme\"]) as schemas",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let targets = try Targets(call, interpreter)
    let side = try call["to"].map { try Side($0, interpreter) }
    let wanted = try side?.snapshot() ?? session.loadedModel(interpreter).snapshot
    let report =
      targets.areSchemas
      ? try schemas(targets, wanted, call, interpreter)
      : try databases(targets, wanted, call, interpreter)
    if call.has("exit-code"), report.count(.differs) > 0 { session.status = 4 }
    return try session.answer(call, report)
  }

  private static func databases(
    _ targets: Targets, _ wanted: Snapshot, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> TargetReport {
    let session = interpreter.session
    let one = TargetSession(interpreter, migrationFolder: try session.migrationPath(call))
    return try session.each(targets, call, with: one) { target in
      one.outcome(target) { session, _, connection in
        let state = try session.running.track(connection) { try SnapshotReader.read(connection) }
        return TargetOutcome(
          try Comparison(from: state, to: wanted),
          version: try MigrationHistory.readForShell(connection).version)
      }
    }
  }

  /// One connection serves all of them.
  private static func schemas(
    _ targets: Targets, _ wanted: Snapshot, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> TargetReport {
    let session = interpreter.session
    defer { session.console.progress?(nil) }
    do {
      let states = try TenantStates(wanted, in: session)
      let connection = try session.connection()
      var outcomes: [TargetOutcome] = []
      for target in targets.all {
        try interpreter.charge(work: 10_000)
        session.console.progress?("\(outcomes.count)/\(targets.all.count) schemas")
        outcomes.append(
          TargetOutcome.measured {
            TargetOutcome(
              try states.comparison(of: target.title),
              version: try MigrationHistory.read(connection, ofTenant: target.title).version)
          })
      }
      return TargetReport(targets, outcomes)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }
}

extension TargetOutcome {
  fileprivate init(_ comparison: Comparison, version: Int) {
    self.init(
      state: comparison.isEmpty ? .same : .differs, version: version,
      lines: comparison.isEmpty ? [] : ChangeText(comparison, style: .plain).lines)
  }
}
