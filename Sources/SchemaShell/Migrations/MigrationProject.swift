import Engine
import Lang
import Postgres

/// The files of a project's migrations as they are run: one that is mended takes its old one's place.
private final class MigrationScripts {
  var current: [Int: MigrationScript]
  /// The versions that say something else than their files.
  var mended: Set<Int> = []
  /// What the files hold, as far as is known.
  var saved: [Int: [UInt8]]

  init(_ scripts: [Int: MigrationScript]) {
    current = scripts
    saved = scripts.mapValues { Array($0.source.bytes) }
  }
}

/// The migrations of a project: a folder, its files read, and the hand that runs them.
struct MigrationProject {
  /// As it was named.
  let path: String
  let folder: MigrationFolder
  let migrations: [Migration]
  private let scripts: MigrationScripts
  private let interpreter: Interpreter

  /// Reads all files. The mistakes of every file come together.
  init(_ path: String, _ interpreter: Interpreter) throws {
    try self.init(path, MigrationProject.folder(path, interpreter), interpreter)
  }

  /// A project that has no file yet.
  init(emptyAt path: String, _ interpreter: Interpreter) throws {
    try self.init(path, MigrationFolder([]), interpreter)
  }

  private init(_ path: String, _ folder: MigrationFolder, _ interpreter: Interpreter) throws {
    self.path = path
    self.interpreter = interpreter
    self.folder = folder
    let access = ModelAccess(interpreter)
    let reader = MigrationScript.reader(for: interpreter)
    var scripts: [Int: MigrationScript] = [:]
    var migrations: [Migration] = []
    var diagnostics: [Diagnostic] = []
    for file in folder.files {
      let name = path + "/" + file.fileName
      let source = Source(name: name, bytes: try access.read(name), kind: .script)
      do {
        let script = try MigrationScript(file: file, source: source, reader.compile(source))
        scripts[file.version] = script
        migrations.append(script.migration)
      } catch let failure as ScriptFailure where failure.reason == .syntax {
        diagnostics += failure.diagnostics
      }
    }
    guard diagnostics.isEmpty else { throw ScriptFailure(.syntax, diagnostics) }
    self.scripts = MigrationScripts(scripts)
    self.migrations = migrations
  }

  /// The files by their names alone.
  static func folder(_ path: String, _ interpreter: Interpreter) throws -> MigrationFolder {
    let access = ModelAccess(interpreter)
    let names = access.isFolder(path) ? try access.list(path) : []
    do throws(DuplicateVersion) {
      return try MigrationFolder(names)
    } catch {
      throw ScriptFailure(
        .syntax,
        [Diagnostic(.error, error.description, hint: "give one of them a number of its own")])
    }
  }

  /// Runs a statement on the connection that the engine names.
  var perform: PerformStatement {
    { [scripts, interpreter] migration, statement, connection in
      guard let script = scripts.current[migration.version] else { return }
      do {
        try interpreter.session.with(connection) {
          try script.perform(statement, for: interpreter)
        }
      } catch let failure as ScriptFailure {
        throw StatementFailure(
          failure, sqlstate: failure.details["sqlstate"], message: failure.message,
          isConnectionLost: connection.isLost)
      }
    }
  }
}

/// Mending: a statement is given another text while its migration is walked through.
extension MigrationProject {
  /// Gives the migration in which the statement says `text`.
  func mend(
    _ statement: MigrationStatement, of migration: Migration, to text: String
  ) throws -> Migration {
    guard let script = scripts.current[migration.version] else { return migration }
    let mended = try script.mended(statement, text, for: interpreter)
    scripts.current[migration.version] = mended
    scripts.mended.insert(migration.version)
    return mended.migration
  }

  /// The files that say something else than what is run.
  var mendedFiles: [String] { scripts.mended.sorted().compactMap(path) }

  private func path(_ version: Int) -> String? {
    scripts.current[version].map { path + "/" + $0.migration.file.fileName }
  }

  /// Writes what was mended to the files, and gives their names.
  func saveMended() throws -> [String] {
    let access = ModelAccess(interpreter)
    let written = mendedFiles
    for version in scripts.mended.sorted() {
      guard let script = scripts.current[version], let name = path(version) else { continue }
      guard let known = scripts.saved[version], try access.read(name) == known else {
        throw ScriptFailure(
          "\(name) was changed by somebody else, so the mended steps are not written to it",
          hint: "`discard`, and plan anew")
      }
      try access.write(name, script.source.text)
      scripts.saved[version] = Array(script.source.text.utf8)
    }
    scripts.mended = []
    return written
  }
}

extension Session {
  /// Where a command finds the migrations.
  func migrationPath(_ call: CommandCall? = nil) throws -> String {
    var path =
      try call?.text("migration-directory") ?? migrationFolder ?? project()["migrations"]
      ?? "migrations"
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Runs `body` with another connection as the one that statements go to.
  func with<Value>(_ connection: Connection, _ body: () throws -> Value) throws -> Value {
    if let current = connections.current, current.connection === connection { return try body() }
    let outer = connections
    defer { connections = outer }
    connections.use(
      OpenConnection(
        name: connection.database, connection: connection, settings: connection.settings))
    return try body()
  }

  /// A connection of its own to where the session is connected: a run of migrations must neither
  /// find nor leave anything in the user's session.
  func runningConnection() throws -> Connection {
    let current = try connection()
    guard current.transactionStatus == .idle else {
      throw ScriptFailure(
        "a transaction is open", hint: "`commit;` or `rollback;` first",
        details: ["sqlstate": "25001"])
    }
    return try open(current.settings)
  }
}
