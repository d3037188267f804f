import Lang
import Postgres
import Synchronization

/// Many databases that the same is done to: tenants, shards, stages; or many schemas of one.
struct Targets {
  struct Target: Sendable {
    /// What a report calls it: the database, with its server where there are several.
    let title: String
    let settings: ConnectionSettings
    /// The schema that is meant, where it is not the whole database.
    var tenant: String?
  }
  let all: [Target]
  let areSchemas: Bool

  static let parts: [Lang.Part] = [
    .argument(
      "targets", .value,
      help: "a list of URLs, connections and databases of the same server, rows of them, or a file"),
    .flag("as schemas", help: "the targets are schemas of the connected database"),
    .clause("at once", .integer, help: "how many at the same time; 4 without it"),
    .flag("canary first", help: "the first alone; the others only when it went well"),
    .flag("going on", help: "do not stop at the first that fails"),
  ]

  init(_ call: CommandCall, _ interpreter: Interpreter) throws {
    guard interpreter.capabilities.allows(.connect) else {
      throw call.failure("this script may not open connections")
    }
    guard let argument = call["targets"] else { throw call.failure("there are no databases") }
    let session = interpreter.session
    areSchemas = call.has("as schemas")
    if areSchemas {
      let settings = try session.connection().settings
      all = try Targets.values(argument, interpreter).map { value in
        guard let name = value.textValue, !name.isEmpty else {
          throw ScriptFailure("a \(value.typeName) is no schema", at: argument.location)
        }
        return Target(title: name, settings: settings.forTenant(name), tenant: name)
      }
      try Targets.check(all, argument)
      return
    }
    let found = try Targets.values(argument, interpreter).map { value -> ConnectionSettings in
      if let connection = value.hostObject as? ConnectionValue { return connection.opened.settings }
      guard let text = value.textValue else {
        throw ScriptFailure("a \(value.typeName) is no database", at: argument.location)
      }
      return try session.settings(of: text, at: argument.location)
    }
    let servers = Set(found.map { [$0.host, $0.port] })
    all = found.map { settings in
      let database = settings.database ?? settings.user ?? "?"
      let server = [settings.host, settings.port].compactMap { $0 }.joined(separator: ":")
      return Target(
        title: servers.count > 1 ? "\(server)/\(database)" : database, settings: settings)
    }
    try Targets.check(all, argument)
  }

  private static func check(_ all: [Target], _ argument: CommandArgument) throws {
    guard !all.isEmpty else {
      throw ScriptFailure("there are no databases in this list", at: argument.location)
    }
  }

  private static func values(
    _ argument: CommandArgument, _ interpreter: Interpreter
  ) throws -> [Value] {
    switch argument.value {
    case .list(let list): return list.array
    case .text(let text) where text.string.contains("://") || text.string.contains("="):
      return [argument.value]
    case .text(let text):
      let bytes = try ModelAccess(interpreter).read(text.string)
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { $0.trimmingBlanks }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        .map { Value(String($0)) }
    default:
      if let rows = argument.value.hostObject as? Rows {
        return try rows.column(at: argument.location).listValue ?? []
      }
      return [argument.value]
    }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}

/// What became of one target.
struct TargetOutcome: Sendable {
  enum State: String, Sendable {
    case done
    case current
    case same
    case differs
    case failed
    case skipped
  }
  var state: State
  /// The versions that it went through.
  var versions: [Int] = []
  var version: Int?
  /// What failed, or differs, line by line.
  var lines: [String] = []
  var duration: Duration?
}

/// One session on one target, on whatever thread: it shares nothing but the switch that stops it.
final class TargetSession: Sendable {
  private let folder: String
  private let capabilities: Capabilities
  private let limits: Limits
  private let cancellation: Cancellation
  private let migrationFolder: String
  /// What runs on the servers at this moment.
  private let running = Mutex<[ObjectIdentifier: RunningStatement]>([:])

  init(_ interpreter: Interpreter, migrationFolder: String) {
    folder = interpreter.session.folder
    capabilities = interpreter.capabilities
    limits = interpreter.limits
    cancellation = interpreter.cancellation
    self.migrationFolder = migrationFolder
  }

  var isCancelled: Bool { cancellation.isCancelled }

  /// Stops the statements on all servers.
  func cancel() {
    for statement in running.withLock({ Array($0.values) }) { statement.cancel() }
  }

  /// Gives what `body` came to, or why it failed.
  func outcome(
    _ target: Targets.Target, _ body: (Session, Interpreter, Connection) throws -> TargetOutcome
  ) -> TargetOutcome {
    // Nobody watches the steps of one among many.
    let session = Session(console: Console(output: { _ in }), folder: folder)
    session.migrationFolder = migrationFolder
    let id = ObjectIdentifier(session)
    running.withLock { $0[id] = session.running }
    defer { running.withLock { $0[id] = nil } }
    let interpreter = Interpreter(
      Shell.vocabulary, limits: limits, capabilities: capabilities, cancellation: cancellation)
    interpreter.host = session
    interpreter.files = session.files
    interpreter.environment = { environment($0) }
    return TargetOutcome.measured {
      try body(session, interpreter, try session.open(target.settings))
    }
  }
}

extension TargetOutcome {
  /// What `body` came to, or why it failed, and how long it took.
  static func measured(_ body: () throws -> TargetOutcome) -> TargetOutcome {
    let start = ContinuousClock().now
    var outcome: TargetOutcome
    do {
      outcome = try body()
    } catch let failure as ScriptFailure {
      let text = failure.rendered()
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      outcome = TargetOutcome(state: .failed, lines: lines)
    } catch {
      outcome = TargetOutcome(state: .failed, lines: ["error: \(error)"])
    }
    outcome.duration = ContinuousClock().now - start
    return outcome
  }
}
