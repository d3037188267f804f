import Engine
import Lang
import Postgres

/// `rehearse`, `rehearse old.sql to new.sql`, `rehearse rows from live sample 1000`
enum RehearseCommand: Command {
  static let signature = Signature(
    "rehearse", group: CommandGroup.steps,
    summary: "Run a plan on a scratch copy with rows, and show what each statement really did.",
    .argument("from", .name("side"), .optional, help: "as for `diff`; the database without it"),
    .clause("to", .name("side"), help: "as for `diff`; the models without it"),
    PlanOptions.online,
    Fills.parts.column, Fills.parts.value,
    Renames.part,
    RehearsalRows.parts.source, RehearsalRows.parts.sample, RehearsalRows.parts.count,
    discussion: """
      Without FROM and TO the steps that are left of the current plan are rehearsed, or else the way
      from the database to the models. The schema of FROM is made once more in a scratch database and
      filled: with rows that are made up and that its constraints allow (`rows 1000` in every table;
      `rows 0` leaves them empty), or with rows of a connection (`rows from live sample 1000`) and
      those that they refer to. FROM itself is only read.

      Shown is what was seen, not what was expected: the locks in `pg_locks` on tables, indexes,
      views and sequences (those in the server's own catalogs aside), the tables that lie in another
      file afterwards, those read from end to end, the rows changed, the time. Each statement is
      committed by itself, so that its locks are its own. Where a statement does something else than
      the plan says of it, that is said. `filling` is as for `plan`.
      """,
    examples: [
      "rehearse", "rehearse old.sql to new.sql rows 100", "rehearse online",
      "plan\nrehearse rows 0",
      "connect scratch as live\nload schema.sql\nsync\nload models\nrehearse rows from live sample 10",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let rows = try RehearsalRows(call, interpreter)
    let stage: Stage
    if let steps = session.steps, !call.has("from"), !call.has("to"), !call.has("online"),
      !call.has("filling")
    {
      stage = try Stage(steps, call)
    } else {
      let comparison = try session.compare(call, interpreter)
      session.sayNotCompared(comparison)
      stage = Stage(
        plan: try session.plan(comparison, call), source: comparison.origin,
        later: comparison.diff.new)
    }
    return try session.rehearse(stage, rows, call)
  }
}

/// `rehearse upgrade`, `rehearse upgrade to 3`
enum RehearseUpgradeCommand: Command {
  static let signature = Signature(
    "rehearse upgrade", group: CommandGroup.steps,
    summary:
      "Run the pending migrations on a scratch copy with rows, and show what they really did.",
    .clause("to", .integer, help: "the version to stop at"),
    RehearsalRows.parts.source, RehearsalRows.parts.sample, RehearsalRows.parts.count,
    MigrationOptions.directory,
    discussion: """
      The schema of the connected database is made once more in a scratch database and filled with
      rows, as `rehearse` does; the statements of the migrations run there, one by one.
      """,
    examples: ["generate\nconnect scratch as empty\nrehearse upgrade"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let rows = try RehearsalRows(call, interpreter)
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    let connection = try session.connection()
    let (chosen, _) = try session.choose(
      project, .upgrade, to: call.integer("to"), connection)
    let stage = Stage(chosen, of: project, source: try session.read(connection))
    return try session.rehearse(stage, rows, call)
  }
}

/// Where the rows of a rehearsal come from.
enum RehearsalRows {
  case generated(Int)
  case sampled(Int, from: Connection)

  static let parts: (count: Lang.Part, source: Lang.Part, sample: Lang.Part) = (
    .clause("rows", .integer, help: "how many are made up for each table; 1000 without it"),
    .clause("rows from", .name("side"), help: "a connection or URL whose rows are copied"),
    .clause("sample", .integer, help: "how many of each table are copied; 1000 without it")
  )

  init(_ call: CommandCall, _ interpreter: Interpreter) throws {
    guard let source = call["rows from"] else {
      let count = try call.integer("rows") ?? 1000
      guard count >= 0 else { throw call.failure("rows cannot be fewer than none", at: "rows") }
      guard !call.has("sample") else {
        throw call.failure(
          "`sample` needs to know of what", at: "sample",
          hint: "rehearse rows from live sample 1000")
      }
      self = .generated(count)
      return
    }
    let count = try call.integer("sample") ?? 1000
    guard count > 0 else { throw call.failure("a sample has rows", at: "sample") }
    guard case .connection(let connection) = try Side(source, interpreter) else {
      throw call.failure("rows come from a connection", at: "rows from")
    }
    guard connection.transactionStatus == .idle else {
      throw call.failure(
        "a transaction is open there", at: "rows from", hint: "`commit;` or `rollback;` it first")
    }
    self = .sampled(count, from: connection)
  }

  func fill(_ copy: Connection) throws(DatabaseError) -> [FilledTable] {
    switch self {
    case .generated(let count): try GeneratedRows.make(count, on: copy)
    case .sampled(let count, let source): try SampledRows.copy(count, from: source, to: copy)
    }
  }
}
