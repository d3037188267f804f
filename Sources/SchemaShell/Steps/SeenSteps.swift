import Engine
import Lang
import Postgres

/// What the statements of migrations were seen to lock and to do on a copy of the database, for the
/// list of steps: nobody planned them, and no statement is understood by its words.
struct SeenSteps {
  private var words: [String: String] = [:]

  subscript(step: SteppedStatement) -> String? {
    words[SeenSteps.key(step)].flatMap { $0.isEmpty ? nil : $0 }
  }

  fileprivate mutating func add(_ step: SteppedStatement, _ text: String) {
    words[SeenSteps.key(step)] = text
  }

  private static func key(_ step: SteppedStatement) -> String {
    (step.place ?? "") + "\n" + step.text
  }

  fileprivate static func words(_ observation: Observation) -> String {
    var words: [String] = []
    let locks = observation.locks.filter { !$0.isNew }
    if let mode = locks.map(\.mode).max(), !mode.title.isEmpty {
      let names = locks.filter { $0.mode == mode }.map { Session.title($0.relation) }
      words.append(mode.title.lowercased() + " on " + list(names))
    }
    if !observation.rewritten.isEmpty {
      words.append("rewrites " + list(observation.rewritten.map(Session.title)))
    }
    let read = observation.scans.filter { !$0.isNew }.map { Session.title($0.relation) }
    if !read.isEmpty { words.append("reads every row of " + list(read)) }
    return words.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ")
      + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}

extension Session {
  /// Runs the steps of migrations on a copy of the database, where one can be made.
  func seen(
    _ walk: StepSession, on connection: Connection, _ call: CommandCall,
    _ interpreter: Interpreter
  ) throws -> SeenSteps {
    var seen = SeenSteps()
    let source = try read(connection)
    // A copy of thousands of objects takes longer than anybody wants to wait for a list.
    guard source.objects.count < 20_000 else {
      console.say("`rehearse upgrade` tells the locks that these take")
      return seen
    }
    let (ledger, output) = (ledger, console.output)
    defer { (self.ledger, console.output) = (ledger, output) }
    console.output = { _ in }
    do {
      // Its scripts have variables of their own, which the real run must not find.
      let project = try MigrationProject(migrationPath(call), interpreter)
      let report = try play(
        Stage(walk.steps, of: project, source: source), .generated(10), call)
      for line in report.lines {
        seen.add(walk.steps[line.number - 1], SeenSteps.words(line.observation))
      }
      if let failure = report.failure {
        seen.add(
          walk.steps[failure.number - 1],
          "may fail; on a copy with made-up rows it did: \(failure.message)")
      }
    } catch let failure as ScriptFailure where failure.isCatchable {
      console.say("what these lock cannot be told without a copy: \(failure.message)")
    }
    return seen
  }
}
