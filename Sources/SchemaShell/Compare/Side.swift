import Engine
import Lang
import Postgres

/// One of the two things that are compared: a database, or a model.
///
/// FROM and TO may each be `database`, `models`, `migrations`, a connection's name, a URL, a file or a
/// folder, or a value that a script holds, such as an entry of the log.
enum Side {
  case connection(Connection)
  case model(LoadedModel)
  case snapshot(Snapshot)

  init(_ argument: CommandArgument, _ interpreter: Interpreter) throws {
    let session = interpreter.session
    if let value = argument.value.hostObject {
      self = try Side.of(value, argument, interpreter)
      return
    }
    let text = try argument.text()
    switch text {
    case "database": self = .connection(try session.connection())
    case "models": self = .model(try session.loadedModel(interpreter))
    case "migrations": self = .snapshot(try Side.migrations(interpreter))
    case let name where session.connections[name] != nil:
      self = .connection(try session.connection(named: name))
    case let url where url.contains("://") || url.contains("="):
      do {
        let settings = try ConnectionSettings(parsing: url)
        self = .connection(try session.openForReading(settings))
      } catch let error as DatabaseError {
        throw ScriptFailure(error, at: argument.location)
      }
    case let text where text.hasPrefix("log ") && Int(text.dropFirst(4)) != nil:
      let log = SyncLog(try session.migrationPath() + "/log", interpreter)
      let name = try log.find(String(text.dropFirst(4)), at: argument.location)
      self = .model(try log.change(name).model(interpreter))
    case let path where path.hasSuffix(LogEntry.suffix) && session.files.exists(path):
      let slash = path.lastIndex(of: "/")
      let log = SyncLog(slash.map { String(path[..<$0]) } ?? ".", interpreter)
      let name = String(path[(slash.map(path.index(after:)) ?? path.startIndex)...])
      self = .model(try log.change(name).model(interpreter))
    case let path where session.files.exists(path):
      self = .model(try LoadedModel(ModelFiles([path], interpreter), session))
    default:
      throw ScriptFailure(
        "`\(text)` is no connection, file or folder", at: argument.location,
        hint: Suggestion.hint(
          for: text, in: ["database", "models", "migrations"] + session.connections.all.map(\.name))
      )
    }
  }

  /// Whether it is the address of a server.
  static func namesServer(_ argument: CommandArgument) -> Bool {
    argument.value.textValue?.contains("://") ?? false
  }

  /// What all migrations make of an empty database.
  private static func migrations(_ interpreter: Interpreter) throws -> Snapshot {
    let session = interpreter.session
    let project = try MigrationProject(session.migrationPath(), interpreter)
    let replay = try MigrationReplay(project, session)
    try replay.run(project.migrations)
    return try replay.snapshot()
  }

  private static func of(
    _ value: any HostObject, _ argument: CommandArgument, _ interpreter: Interpreter
  ) throws -> Side {
    if let entry = value as? LoggedChange { return .model(try entry.model(interpreter)) }
    if let schema = value as? SchemaValue { return .snapshot(schema.snapshot) }
    if let connection = value as? ConnectionValue {
      return .connection(connection.opened.connection)
    }
    throw ScriptFailure("a \(value.typeName) cannot be compared", at: argument.location)
  }

  /// Reads both at the same time, where both are databases.
  static func snapshots(_ from: Side, _ to: Side) throws -> (from: Snapshot, to: Snapshot) {
    guard case .connection(let left) = from, case .connection(let right) = to else {
      return (try from.snapshot(), try to.snapshot())
    }
    // One connection can read one thing at a time, and it would be the same thing.
    if left === right {
      let snapshot = try from.snapshot()
      return (snapshot, snapshot)
    }
    return try SnapshotReader.read(left, right)
  }

  func snapshot() throws -> Snapshot {
    switch self {
    case .snapshot(let snapshot): snapshot
    case .model(let model): model.snapshot
    case .connection(let connection): try SnapshotReader.read(connection)
    }
  }
}
