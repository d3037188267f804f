import Engine
import Lang
import Postgres

/// `diff on each (tenants)`, `diff on each tenants.txt to models --exit-code`
enum DiffOnEachCommand: Command {
  static let signature = Signature(
    "diff on each", group: CommandGroup.look,
    summary: "Show which of many databases differ from their models, and in what.",
    Targets.parts.targets,
    .clause("to", .name("side"), help: "as for `diff`; the models without it"),
    Targets.parts.limit, Targets.parts.canary, Targets.parts.goingOn,
    .option("exit-code", help: "end with status 4 when there are differences"),
    examples: ["diff on each ([(connect scratch as a), (connect scratch as b)]) at once 2"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard interpreter.capabilities.allows(.connect) else {
      throw call.failure("this script may not open connections")
    }
    let session = interpreter.session
    guard let argument = call["targets"] else { return .null }
    let targets = try Targets(argument, interpreter)
    let side = try call["to"].map { try Side($0, interpreter) }
    let wanted = try side?.snapshot() ?? session.loadedModel(interpreter).snapshot
    let one = TargetSession(interpreter, migrationFolder: try session.migrationPath(call))
    let report = try session.each(targets, call, with: one) { target in
      one.outcome(target) { session, _, connection in
        let state = try session.running.track(connection) { try SnapshotReader.read(connection) }
        let comparison = try Comparison(from: state, to: wanted)
        let lines = comparison.isEmpty ? [] : ChangeText(comparison, style: .plain).lines
        return TargetOutcome(
          state: comparison.isEmpty ? .same : .differs,
          version: try MigrationHistory.readForShell(connection).version, lines: lines)
      }
    }
    if call.has("exit-code"), report.count(.differs) > 0 { session.status = 4 }
    return try session.answer(call, report)
  }
}
