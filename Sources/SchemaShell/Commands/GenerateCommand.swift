import Engine
import Lang

/// `generate`, `generate add_posts`
enum GenerateCommand: Command {
  static let signature = Signature(
    "generate", group: CommandGroup.migrations,
    summary: "Write the migration that leads from the last version to the models.",
    .argument("name", .name("migration"), .optional, help: "what the file is called"),
    .option("name", .value, help: "the same"),
    PlanOptions.online,
    Fills.parts.column, Fills.parts.value,
    Renames.part,
    MigrationOptions.directory,
    discussion: """
      The migrations are replayed on a scratch database and compared with the models. What is
      written, up and down, is run there, too, before the file is. Nothing is written when there is
      no difference.

      A column that becomes not null needs a value in rows that exist: it is added without, filled,
      and then made not null. In a terminal the value is asked for; a script that does not say it is
      refused where the connected database has such rows, and warned elsewhere:
      `generate filling post.slug with (lower(title))`.

      `online` writes what lets others work meanwhile: indexes built concurrently, constraints that
      are promised first and looked at later, rows filled in portions, each statement that takes long
      in a block `upgrade without transaction`, and short waits for locks, after which the runner
      tries again. What PostgreSQL cannot do so is said.
      """,
    examples: ["generate", "generate add_born", "generate online"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(call), interpreter)
    let model = try session.loadedModel(interpreter)
    let replay = try MigrationReplay(project, session)
    try replay.run(project.migrations)
    let old = try replay.snapshot()
    var renames = Renames(model.files)
    try renames.add(call)
    let forth = try session.compare(from: old, to: model.snapshot, renames)
    guard !forth.isEmpty else {
      return session.answer(call, .null) {
        session.console.say("no difference between migrations and models: nothing is written")
      }
    }
    let back = try session.wayBack(of: forth, from: model.snapshot, to: old)
    func filled(_ plan: Plan) throws -> Plan {
      try Fills.plan(plan, of: forth, call, session, rowsOf: .anyDatabase)
    }
    let isOnline = call.has("online")
    let up = try session.plan(forth, isOnline: isOnline, fill: filled)
    let down = isOnline ? try back.online().plan : try back.plan
    let file = project.folder.next(named: try call.text("name"))
    let draft = Draft(
      file: file, path: project.path + "/" + file.fileName,
      writer: MigrationWriter(upgrade: up, downgrade: down))
    let text = try draft.proved(on: replay, from: old, to: model.snapshot, interpreter)
    try ModelAccess(interpreter).write(draft.path, text)
    if call.isStatement { show(forth, up, draft.path, session) }
    return Value(draft.path)
  }

  /// The first migration of a project that starts anew: its path and its text; nil when the models
  /// are empty.
  static func initial(
    _ model: LoadedModel, _ path: String, _ call: CommandCall, _ interpreter: Interpreter
  ) throws -> (String, String)? {
    let session = interpreter.session
    let project = try MigrationProject(emptyAt: path, interpreter)
    let file = project.folder.next(named: try call.text("name"))
    let replay = try MigrationReplay(project, session)
    let old = try replay.snapshot()
    let forth = try Comparison(from: old, to: model.snapshot)
    guard !forth.isEmpty else { return nil }
    let draft = Draft(
      file: file, path: path + "/" + file.fileName,
      writer: MigrationWriter(
        upgrade: try forth.plan, downgrade: try Comparison(from: model.snapshot, to: old).plan))
    return (
      draft.path, try draft.proved(on: replay, from: old, to: model.snapshot, interpreter)
    )
  }

  private static func show(
    _ comparison: Comparison, _ plan: Plan, _ path: String, _ session: Session
  ) {
    if session.console.isMachine {
      session.console.output(JSONText.string(path))
    } else {
      session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
      session.console.say("wrote \(path)")
    }
    for step in plan.steps {
      for hazard in MigrationWriter.warnings(step) {
        switch hazard {
        case .mayFail(let why): session.console.warn("\(step.id): may fail: \(why)")
        case .destroysData(let what): session.console.warn("the migration destroys \(what)")
        case .opens(let what): session.console.warn("\(step.id): \(what)")
        case .rewrites, .rewritesUnless, .scans, .scansUnless, .copiesIndex: break
        }
      }
    }
  }
}

/// A migration on its way into a file.
private struct Draft {
  let file: MigrationFile
  let path: String
  let writer: MigrationWriter

  /// The text in the plainest form that does on a database what it is written for.
  func proved(
    on replay: MigrationReplay, from old: Snapshot, to new: Snapshot, _ interpreter: Interpreter
  ) throws -> String {
    let form = try proved(.upgrade, on: replay, to: new, interpreter) {
      writer.text(upgrade: $0, downgrade: .init())
    }
    let back = try proved(.downgrade, on: replay, to: old, interpreter) {
      writer.text(upgrade: form, downgrade: $0)
    }
    return writer.text(upgrade: form, downgrade: back)
  }

  private func proved(
    _ direction: Migration.Direction, on replay: MigrationReplay, to wanted: Snapshot,
    _ interpreter: Interpreter, text: (MigrationWriter.Form) -> String
  ) throws -> MigrationWriter.Form {
    var failure: ScriptFailure?
    for form in MigrationWriter.Form.all {
      let source = Source(name: path, text: text(form), kind: .script)
      let program = try MigrationScript.reader(for: interpreter).compile(source)
      let script = try MigrationScript(file: file, source: source, program)
      do {
        try replay.run(script, direction, interpreter)
      } catch let error as ScriptFailure where error.isCatchable {
        failure = failure ?? error
        continue
      }
      let left = try Comparison(from: replay.snapshot(), to: wanted)
      guard left.isEmpty else {
        throw ScriptFailure(
          "the \(direction) that was planned leaves differences, so nothing is written",
          notes: [.init(left.display)])
      }
      return form
    }
    guard var failure else { return .init() }
    failure.diagnostics[0].notes.append(
      .init("the \(direction) that was planned fails, so nothing is written"))
    throw failure
  }
}
