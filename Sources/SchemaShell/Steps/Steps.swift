import Engine
import Lang
import Postgres

/// A plan that is walked through: its steps, and what the database looked like before the next.
package final class Steps {
  let walk: StepSession
  /// Where the steps come from, if that is migrations.
  private let project: MigrationProject?
  /// What statements that nobody planned were seen to do on a copy.
  private let seen: SeenSteps
  /// The state that the last step left, to show what the next one changes.
  private var last: State?

  private struct State {
    let snapshot: Snapshot
    let names: NameTrail
  }

  init(_ walk: StepSession, of project: MigrationProject? = nil, seen: SeenSteps = SeenSteps()) {
    self.walk = walk
    self.project = project
    self.seen = seen
  }

  /// What a step locks and risks, in words: as it was planned, or as it was seen on a copy.
  func notes(_ step: SteppedStatement) -> String? {
    step.planned.map(PlanText.notes) ?? seen[step]
  }

  /// Runs steps until `count` have run or none is left, and gives what they changed together.
  func forward(_ count: Int) throws -> StateChange {
    let before = try last ?? state()
    for _ in 0..<count where !walk.isAtEnd {
      // It is kept at once, so its file must say what ran.
      if !walk.steps[walk.next].isTransactional { try saveMended() }
      try walk.step()
    }
    return try change(from: before)
  }

  /// Commits what ran. The files of migrations that were mended are written first: what is in the
  /// database must be what they say.
  func keep() throws -> [String] {
    let written = try saveMended()
    try walk.keep()
    return written
  }

  /// The files whose mended steps are not written to them yet.
  var mendedFiles: [String] { project?.mendedFiles ?? [] }

  @discardableResult
  func saveMended() throws -> [String] { try project?.saveMended() ?? [] }

  /// Gives the next step another text.
  func mend(_ text: String) throws {
    let step = walk.steps[walk.next]
    guard let migration = step.migration, let project else { return walk.mend(text) }
    guard let (statement, direction) = step.statement else { return }
    try walk.mend(project.mend(statement, of: migration, to: text), direction)
  }

  func back(_ count: Int) throws -> StateChange {
    let before = try last ?? state()
    for _ in 0..<count { try walk.back() }
    return try change(from: before)
  }

  /// Something else than a step may have changed the database.
  func forgetState() { last = nil }

  private func change(from before: State) throws -> StateChange {
    let after = try state()
    last = after
    return StateChange(
      before: before.snapshot, after: after.snapshot,
      renames: after.names.renames(since: before.names))
  }

  private func state() throws -> State {
    State(
      snapshot: try SnapshotReader.read(walk.connection), names: try NameTrail(walk.connection))
  }
}

extension Session {
  /// The plan under way; a failure says how to get one.
  func currentSteps(_ call: CommandCall) throws -> Steps {
    guard let steps else {
      throw call.failure("there is no plan to walk through", hint: "`plan` makes one")
    }
    return steps
  }

  /// Does something with the steps, their failures told in words.
  func walking<Value>(_ steps: Steps, _ call: CommandCall, _ body: () throws -> Value) throws
    -> Value
  {
    definitionCount += 1
    steps.walk.onRetry = { [console] attempt, pause in
      console.say(
        "no lock in time; attempt \(attempt + 1) follows in \(pause.milliseconds) ms")
    }
    do {
      return try running.track(steps.walk.connection) { try body() }
    } catch let failure as StepFailure {
      steps.forgetState()
      throw StepWords.failure(failure, call)
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
  }

  /// Where the walk stands, in one line.
  func sayPosition(_ steps: Steps) {
    console.say(StepWords.position(steps.walk))
  }
}

/// What is said of steps.
enum StepWords {
  static func position(_ walk: StepSession) -> String {
    let count = walk.steps.count
    if walk.isAtEnd {
      return walk.isOpen
        ? "all \(count) steps have run; `keep` commits, `discard` undoes, `step back` goes back"
        : "all \(count) steps are kept"
    }
    return "\(walk.next) of \(count) steps have run"
      + (walk.isOpen ? ", in an open transaction" : "")
  }

  static func failure(_ failure: StepFailure, _ call: CommandCall) -> ScriptFailure {
    switch failure.reason {
    case .statement(let statement):
      var failed = said(statement.underlying, call)
      if let step = failure.step {
        failed.diagnostics[0].notes.append(.init("in this step:\n\(step.text);", at: nil))
        failed.diagnostics[0].notes.append(
          .init("the steps before it stand; the database is as it was before this one"))
        if failed.diagnostics[0].hint == nil {
          failed.diagnostics[0].hint = "`edit step` gives it another text, `step` tries it again"
        }
      }
      return failed
    case .atEnd:
      return call.failure("there is no further step", hint: "`keep` commits what ran")
    case .atStart: return call.failure("no step has run")
    case .alreadyKept:
      return call.failure("the step before is committed and cannot be taken back")
    case .needsKeep:
      return call.failure(
        "the next step runs in no transaction",
        hint: "`keep` what ran so far; then `step` runs it by itself, for good")
    case .foreignTransaction:
      return call.failure(
        "a transaction is open", hint: "`commit;` or `rollback;` it, then `step`")
    case .lostTransaction:
      return call.failure(
        "the transaction of the steps was ended by something else, and what ran in it with it",
        hint: "`step` starts again from the last step that was kept")
    case .endedTransaction:
      return call.failure("this step itself ends the transaction", hint: "take it out of the plan")
    case .changesDone:
      return call.failure("this would change what has run already", hint: "`step back` first")
    case .busy(let holder):
      return call.failure("migrations are being run by \(holder ?? "another session")")
    case .moved:
      return call.failure(
        "another run has changed the database's version since", hint: "`plan upgrade` plans anew")
    case .ending(let error): return ScriptFailure(error, at: call.location)
    }
  }
}

extension StepWords {
  private static func said(_ error: any Error, _ call: CommandCall) -> ScriptFailure {
    if let failure = error as? ScriptFailure { return failure }
    if let error = error as? DatabaseError { return ScriptFailure(error, at: call.location) }
    return call.failure("\(error)")
  }
}

/// The steps of a walk as a list with a pointer.
///
/// ```
///     1. create table …
/// →   2. alter table …
///        access exclusive
/// ```
struct StepText {
  private let steps: Steps
  private let style: Style
  private var walk: StepSession { steps.walk }

  init(_ steps: Steps, style: Style) {
    self.steps = steps
    self.style = style
  }

  var lines: [String] { lines(from: 0) }

  func lines(from first: Int) -> [String] {
    let width = String(walk.steps.count).count
    var version: Int?
    return walk.steps.enumerated().dropFirst(first).flatMap { index, step -> [String] in
      var head: [String] = []
      if let migration = step.migration, migration.version != version {
        version = migration.version
        head = [style.apply(.heading, to: migration.title)]
      }
      let isNext = index == walk.next
      let number = spaces(width - String(index + 1).count) + "\(index + 1). "
      let margin = spaces(2 + width + 2)
      var lines = step.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { margin + $0 }
      let pointer = isNext ? "→ " : index < walk.kept ? "✓ " : index < walk.next ? "• " : "  "
      lines[0] = style.apply(.heading, to: pointer) + number + lines[0].dropFirst(margin.count)
      if index < walk.next { lines = lines.map { style.apply(.dim, to: $0) } }
      lines[lines.count - 1] += step.text.hasSuffix(";") ? "" : ";"
      let apart = step.planned == nil && !step.isTransactional ? ["outside a transaction"] : []
      let notes =
        apart + (steps.notes(step).map { [$0] } ?? []) + (step.place.map { [$0] } ?? [])
      let note = notes.filter { !$0.isEmpty }.joined(separator: "; ")
      if !note.isEmpty { lines.append(margin + style.apply(role(step), to: note)) }
      return head + lines
    }
  }

  private func role(_ step: SteppedStatement) -> Style.Role {
    step.planned.map { !$0.losses.isEmpty } ?? false ? .error : .dim
  }
}
