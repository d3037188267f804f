import Engine
import Lang
import Postgres

/// `merge`, `merge preferring models`
enum MergeCommand: Command {
  static let signature = Signature(
    "merge", group: CommandGroup.models,
    summary: "Bring models and database together, where both have moved.",
    .clause("preferring", .choice(["models", "database"]), help: "who is right in a conflict"),
    .flag("allowing data loss", help: "a script must say so before it destroys data"),
    SyncLog.comment,
    discussion: """
      What only one side has changed since both last agreed is taken from that side: attribute by
      attribute, where both have changed one object without touching the same thing. What the
      database has is written into the model files, as `pull` does; what the models have is run on
      the database, as `sync` does, in one transaction and before the files are written.

      In a terminal each conflict is asked about; a script is refused, unless it says whom to prefer.
      """,
    examples: [
      "sync\nmerge", "sync\nmerge preferring models",
      "sync\nmerge preferring database commented \"hotfix\"",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let standing = try Standing(session, interpreter)
    session.sayNotCompared(standing.comparison)
    if standing.comparison.isEmpty {
      standing.keepAgreement()
      return session.answer(call, .list([])) {
        session.console.say("nothing to do: the models and the database say the same")
      }
    }
    guard let threeWay = standing.threeWay else {
      throw call.failure(
        "the models and this database have not been brought together yet, so nobody can tell "
          + "which of the two has moved",
        hint: "`diff` shows what separates them; `sync` or `pull` makes one like the other")
    }
    if call.isStatement, !session.console.isMachine {
      let style = session.console.outputStyle
      session.console.show(StatusText(threeWay, standing.comparison, style: style).lines)
    }
    guard let decisions = try Decisions(threeWay, standing.comparison, call, session) else {
      return .list([])
    }
    let wanted = threeWay.merged(
      into: try session.scope().applied(to: standing.model.snapshot),
      telling: standing.comparison.diff.old.tellingOwners(to: try session.emptySnapshot().user),
      keepingModels: decisions.keepsModels)
    let edited = try texts(standing, wanted, interpreter)
    let forth = try session.compare(.connection(standing.connection), .model(edited.model))
    guard try mayRun(forth, edited.texts.count, call, session) else { return .list([]) }
    let plan = try forth.plan
    if !plan.isEmpty { try session.apply(plan, on: standing.connection) }
    try ModelRevision.save(edited.texts, ModelAccess(interpreter))
    session.model = edited.model
    let left = try session.compare(.connection(standing.connection), .model(edited.model))
    guard left.isEmpty else {
      throw call.failure("after all steps the two still differ:\n\(left.display)")
    }
    standing.states?.keep(left.diff.new)
    try session.log(
      "merge", call, interpreter, from: nil, to: left.diff.new,
      sql: plan.script, standing.model.files.paths)
    let paths = edited.texts.keys.sorted()
    return session.answer(
      call, .list(paths.map { Value($0) }), json: json(paths, forth)
    ) {
      let count = plan.steps.count
      session.console.say(
        "done: \(count) \(ObjectCounts.plural("statement", count)), "
          + "\(paths.count) \(ObjectCounts.plural("file", paths.count)) edited")
    }
  }

  /// The models' new texts, and what they say then.
  private static func texts(
    _ standing: Standing, _ wanted: Snapshot, _ interpreter: Interpreter
  ) throws -> (texts: [String: String?], model: LoadedModel) {
    let files = standing.model.files
    let access = ModelAccess(interpreter)
    let revision = try ModelRevision(
      files, standing.model, to: wanted, PublicNames.read(standing.connection),
      folder: files.paths.first(where: access.isFolder), interpreter)
    guard !revision.comparison.isEmpty else { return ([:], standing.model) }
    guard !files.isEmpty, !files.hasDeclarations else {
      throw ScriptFailure(
        "the models stand in no file that could be edited", hint: "`pull to` writes them down")
    }
    return try revision.texts()
  }

  private static func mayRun(
    _ forth: Comparison, _ count: Int, _ call: CommandCall, _ session: Session
  ) throws -> Bool {
    if try forth.plan.isEmpty { return true }
    if call.isStatement, !session.console.isMachine {
      session.console.say("in the database:")
      session.console.show(ChangeText(forth, style: session.console.outputStyle).lines)
    }
    return try session.mayRun(forth.plan, call)
  }

  private static func json(_ paths: [String], _ forth: Comparison) -> [String] {
    var lines = ChangeJSON.lines(forth)
    lines[0] =
      "{\"files\":\(JSONText.array(paths.map(JSONText.string)))," + lines[0].dropFirst()
    return lines
  }
}
