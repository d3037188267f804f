import Engine
import Lang
import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The log of a project: what pulls, syncs, merges and restores did, a file each, in `migrations/log`.
///
/// Each entry says which one it came behind, and holds only what is another than there. So entries
/// that were written side by side, in two branches of a repository, stay what they were when the
/// branches are merged.
struct SyncLog {
  static let comment = Part.clause(
    "commented", .value, help: "why, for the log of the project")

  let folder: String
  private let access: ModelAccess

  init(_ call: CommandCall, _ interpreter: Interpreter) throws {
    try self.init(interpreter.session.migrationPath(call) + "/log", interpreter)
  }

  init(_ folder: String, _ interpreter: Interpreter) {
    self.folder = folder
    access = ModelAccess(interpreter)
  }

  /// Something was logged, or `init` has made the folder.
  var isKept: Bool { access.isFolder(folder) }

  /// The entries' files in the order of their numbers.
  func names() throws -> [String] {
    guard isKept else { return [] }
    return try access.list(folder).filter { SyncLog.number(of: $0) != nil }.sorted { one, other in
      let numbers = (SyncLog.number(of: one) ?? 0, SyncLog.number(of: other) ?? 0)
      return numbers.0 == numbers.1 ? one < other : numbers.0 < numbers.1
    }
  }

  /// `00000012_sync_5f0c2a91.entry` is number 12.
  static func number(of name: String) -> Int? {
    guard name.hasSuffix(LogEntry.suffix) else { return nil }
    return Int(name.prefix { $0.isASCII && $0.isNumber })
  }

  // MARK: - Reading

  func entry(_ name: String) throws -> LogEntry {
    let path = folder + "/" + name
    let bytes = try access.read(path)
    do throws(LogEntry.Damage) {
      return try LogEntry(text: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw ScriptFailure(
        "\(path) is damaged in line \(error.line)",
        hint: "what comes behind it cannot be told without it; get it back from your repository")
    }
  }

  /// The entry that a person names by its number, or by its file where two have one number.
  func find(_ argument: CommandArgument) throws -> String {
    try find(argument.value.intValue.map(String.init) ?? argument.text(), at: argument.location)
  }

  func find(_ text: String, at location: Location) throws -> String {
    let names = try names()
    let found = names.filter {
      $0 == text || $0 == text + LogEntry.suffix || Int(text).map { $0 } == SyncLog.number(of: $0)
    }
    guard let name = found.first, found.count == 1 else {
      let numbers = names.compactMap(SyncLog.number)
      throw ScriptFailure(
        found.isEmpty
          ? "the log has no entry \(text)" : "the log has \(found.count) entries \(text)",
        at: location,
        hint: found.isEmpty
          ? numbers.last.map { "the last one is \($0)" } ?? "nothing has been logged yet"
          : "name one of them: " + found.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    return name
  }

  /// An entry with what it changed.
  func change(_ name: String) throws -> LoggedChange {
    LoggedChange(name: name, entry: try entry(name), states: try states(of: name))
  }

  /// The schema as an entry found it, and as it left it.
  func states(of name: String) throws -> (before: LogEntry.State, now: LogEntry.State) {
    var chain: [LogEntry] = []
    var next: String? = name
    var seen: Set<String> = []
    while let name = next {
      guard seen.insert(name).inserted else {
        throw ScriptFailure("the log goes in a circle at \(folder)/\(name)")
      }
      let entry = try entry(name)
      chain.append(entry)
      next = entry["behind"]
    }
    var state: LogEntry.State = [:]
    var before = state
    for entry in chain.reversed() {
      before = LogEntry.applied(entry.before, to: state)
      state = LogEntry.applied(entry.now, to: before)
    }
    return (before, state)
  }

  // MARK: - Writing

  func makeFolder() throws { try access.makeFolder(folder) }

  /// Adds an entry behind the last one. Two shells at once wait for each other.
  func add(_ entry: LogEntry, from before: LogEntry.State?, to now: LogEntry.State) throws -> String
  {
    let lock = open(access.canonical(folder), O_RDONLY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    if lock >= 0 { flock(lock, LOCK_EX) }
    var entry = entry
    let last = try names().last
    let known = try last.map { try states(of: $0).now } ?? [:]
    let found = before ?? known
    entry.before = LogEntry.delta(from: known, to: found)
    entry.now = LogEntry.delta(from: found, to: now)
    if let last { entry.fields.append(("behind", last)) }
    let number = String((last.flatMap(SyncLog.number) ?? 0) + 1)
    let digits = String(repeating: "0", count: max(0, 8 - number.utf8.count)) + number
    let text = entry.text
    let name =
      "\(digits)_\(entry["what"] ?? "")_\(Migration.digest([text]).prefix(8))\(LogEntry.suffix)"
    try access.write(folder + "/" + name, text)
    return name
  }

  /// A schema by the declarations of its objects, each spelled the same way every time.
  static func state(_ snapshot: Snapshot, _ session: Session) throws -> LogEntry.State {
    let told =
      snapshot.isSaid
      ? snapshot : snapshot.tellingOwners(to: try session.emptySnapshot().user)
    let writer = try ModelRevision.writer(told, PublicNames(), session)
    return Dictionary(
      writer.declarations().map { ($0.id.description, $0.text) },
      uniquingKeysWith: { $0 + "\n" + $1 })
  }

  /// Who works here, as the system calls them.
  static var user: String {
    getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
      ?? environment("USER") ?? "\(geteuid())"
  }
}

extension Session {
  /// Writes down what a command did. What was done is done: where that cannot be logged, it is said
  /// and not undone. A scratch database ends with the session: what was done to it is logged only
  /// where a log is kept already.
  func log(
    _ what: String, _ call: CommandCall, _ interpreter: Interpreter, from before: Snapshot?,
    to now: Snapshot, sql: String, _ paths: [String]
  ) throws {
    let log = try SyncLog(call, interpreter)
    guard log.isKept || connections.current?.scratch == nil else { return }
    do {
      if !log.isKept {
        try log.makeFolder()
        console.say("made \(log.folder), where this is logged")
      }
      let scope = try scope()
      var entry = LogEntry()
      entry.fields = [
        ("what", what), ("when", TimeText.utc(time(nil))), ("who", SyncLog.user),
      ]
      if let connection = connections.current?.connection {
        entry.fields.append(("database", "\(connection.database) on \(connection.place)"))
      }
      if !paths.isEmpty { entry.fields.append(("models", paths.joined(separator: ", "))) }
      if let comment = try call.text("commented") { entry.fields.append(("comment", comment)) }
      entry.sql = sql
      _ = try log.add(
        entry, from: before.map { try SyncLog.state(scope.applied(to: $0), self) },
        to: SyncLog.state(scope.applied(to: now), self))
    } catch let failure as ScriptFailure where failure.isCatchable {
      console.warn("this is not in the log: \(failure.message)")
    }
  }
}

extension Connection {
  /// Its server, for people.
  fileprivate var place: String { host.hasPrefix("/") ? "this machine" : "\(host):\(port)" }
}
