import Engine
import Lang
import Postgres

/// `diff`, `diff old.sql to new.sql as sql`
enum DiffCommand: Command {
  static let signature = Signature(
    "diff", group: CommandGroup.look,
    summary: "Show what would turn FROM into TO; without both, the database into its models.",
    .argument(
      "from", .name("side"), .optional,
      help: "database, models, migrations, a connection, a URL, a file, a folder or (log 2)"),
    .clause("to", .name("side"), help: "the same"),
    Renames.part,
    .clause("as", .choice(["text", "sql", "json"]), help: "sql is exactly what would run"),
    .option("exit-code", help: "end with status 4 when there are differences"),
    examples: [
      "diff", "diff database to models", "diff old.sql to new.sql as sql",
      "diff schema.sql to new.sql renaming author.name to born",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let comparison = try session.comparisonTold(call, interpreter)
    guard call.isStatement else { return .host(comparison) }
    let form = try call.text("as") ?? (session.console.isMachine ? "json" : "text")
    switch form {
    case "sql": session.showScript(try comparison.plan.script)
    case "json": session.console.show(ChangeJSON.lines(comparison))
    default:
      if comparison.isEmpty {
        session.console.say("no differences")
      } else {
        session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
      }
    }
    return .host(comparison)
  }
}

extension Session {
  /// The same for a command that shows it: with its exit status, and what was not compared.
  func comparisonTold(_ call: CommandCall, _ interpreter: Interpreter) throws -> Comparison {
    let comparison = try compare(call, interpreter)
    if call.has("exit-code"), !comparison.isEmpty { status = 4 }
    sayNotCompared(comparison)
    return comparison
  }

  /// Compares what a command's `from` and `to` name.
  func compare(_ call: CommandCall, _ interpreter: Interpreter) throws -> Comparison {
    if call.has("from"), !call.has("to") {
      throw call.failure(
        "`\(call.signature.title)` needs both sides, or none", at: "from")
    }
    // A server first: it may have to lend the database that a file is loaded into.
    let isServerLast = call["to"].map(Side.namesServer) ?? false
    let early = isServerLast ? try call["to"].map { try Side($0, interpreter) } : nil
    let from = try call["from"].map { try Side($0, interpreter) } ?? .connection(connection())
    let to =
      try early ?? call["to"].map { try Side($0, interpreter) } ?? .model(loadedModel(interpreter))
    return try compare(from, to, call)
  }

  func compare(_ from: Side, _ to: Side, _ call: CommandCall? = nil) throws -> Comparison {
    do {
      let (old, new) = try Side.snapshots(from, to)
      let renames = try Renames(from: from, to: to, call)
      return try compare(from: old, to: new, renames, target: target(of: from))
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  private func target(of side: Side) -> OpenConnection? {
    guard case .connection(let connection) = side else { return nil }
    return connections.all.first { $0.connection === connection }
  }

  func showScript(_ script: String) {
    guard !script.isEmpty else { return }
    var lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    console.show(lines)
  }

  /// What no plan sees to is said, never passed over: what PostgreSQL has there and we do not
  /// compare, and the roles and tablespaces that the target's cluster lacks.
  func sayNotCompared(_ comparison: Comparison) {
    say("not compared", comparison.notCompared)
    if comparison.countLeftAlone > 0 {
      let count = comparison.countLeftAlone
      console.say(
        "left alone: \(count) \(ObjectCounts.plural("object", count)) that \(Project.fileName) "
          + "says are not ours")
    }
    let missing = comparison.diff.missing.map(\.description)
    if !missing.isEmpty {
      console.warn(
        "missing in the target, and made by no plan: " + missing.joined(separator: ", "))
    }
    let server = "PostgreSQL \(comparison.diff.old.version.major)"
    let (lacking, leftOut) = (comparison.diff.lacking, comparison.diff.leftOut)
    if !lacking.isEmpty { console.warn("no plan leads there: \(server) has no \(lacking.words)") }
    if !leftOut.isEmpty { console.warn("left out, as \(server) has no \(leftOut.words)") }
  }

  /// The same of a schema that is written down.
  func sayUnread(_ snapshot: Snapshot) {
    say("not written", ObjectCounts.unread(snapshot.notCompared))
  }

  private func say(_ what: String, _ counts: [ObjectCounts.Unread]) {
    guard !counts.isEmpty else { return }
    console.warn(
      "\(what): " + counts.map { "\($0.count) \($0.words)" }.joined(separator: ", "))
  }
}
