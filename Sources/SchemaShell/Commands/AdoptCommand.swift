import Engine
import Lang
import Postgres

/// `adopt`, `adopt from db/migrations`
enum AdoptCommand: Command {
  private static let tools = ForeignHistory.Tool.allCases.map(\.rawValue).sorted()

  static let signature = Signature(
    "adopt", group: CommandGroup.migrations,
    summary: "Take a database over from another migration tool, with its version table.",
    .argument("tool", .choice(tools), .optional, help: "where a database has been through several"),
    .clause("from", .path, help: "the folder of its migrations, where they are plain SQL"),
    .flag("as it is", help: "also where the database is not what the migrations make"),
    .flag("dropping the old table", help: "its version table goes in the same transaction"),
    MigrationOptions.directory,
    discussion: """
      The migrations of golang-migrate, Flyway, dbmate, sqlx and Prisma are read as they lie and
      written as ours; what their version table says of each one is kept. Those of Conduit, Aqueduct,
      Alembic and Rails are no SQL: `pull` and `generate` write the first of ours, and `adopt` takes
      the database to be at it. Nothing of the schema is changed.
      """,
    examples: [
      """
      create table schema_migrations (version varchar primary key);
      load models
      sync allowing data loss
      generate
      create table if not exists schema_migrations (version varchar primary key);
      adopt
      """
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.runningConnection()
    let known = try MigrationHistory.readForShell(connection)
    guard known.events.isEmpty else {
      throw call.failure("the database has a history of ours already: version \(known.version)")
    }
    let foreign = try find(connection, call)
    if let halfway = foreign.halfway {
      throw call.failure(
        "\(foreign.tool.rawValue) left version \(halfway) half done",
        hint: "finish or undo it there first")
    }
    let versions: [String: Int]
    let path = try session.migrationPath(call)
    if let folder = try call.text("from") {
      versions = try convert(foreign, folder, to: path, call, interpreter)
    } else {
      versions = [:]
    }
    let project = try MigrationProject(path, interpreter)
    guard !project.migrations.isEmpty else {
      throw call.failure(
        "there are no migrations in \(path)",
        hint: "`adopt from FOLDER` reads \(foreign.tool.rawValue)'s, or `pull` and `generate`")
    }
    let adoptions = try adoptions(foreign, versions, project, call)
    let last = adoptions.last?.migration.version ?? 0
    if !call.has("as it is"), last > 0 {
      try session.check(connection, against: project, upTo: last, without: foreign.table, call)
    }
    try session.adopt(
      adoptions, dropping: call.has("dropping the old table") ? foreign.table : nil, on: connection)
    return session.answer(call, .int(last)) {
      session.console.say(
        "took over \(adoptions.count) \(ObjectCounts.plural("version", adoptions.count)) from "
          + "\(foreign.tool.rawValue); the database is at version \(last)")
      guard !call.has("dropping the old table") else { return }
      session.console.say(
        "its table \(foreign.table.joined(separator: ".")) is left; nothing needs it any more")
    }
  }

  private static func find(
    _ connection: Connection, _ call: CommandCall
  ) throws -> ForeignHistory {
    let all: [ForeignHistory]
    do throws(DatabaseError) {
      all = try ForeignHistory.find(connection)
    } catch {
      throw ScriptFailure(error)
    }
    let wanted = try call.text("tool")
    let fitting = all.filter { wanted == nil || $0.tool.rawValue == wanted }
    guard let first = fitting.first else {
      throw call.failure(
        "the database has no version table of \(wanted ?? "any tool that is known")",
        hint: all.isEmpty
          ? "`baseline` takes a database over as it is"
          : "there is one of " + all.map(\.tool.rawValue).joined(separator: ", "))
    }
    guard fitting.count == 1 else {
      throw call.failure(
        "there are several version tables: "
          + fitting.map { "\($0.tool.rawValue) (\($0.table.joined(separator: ".")))" }
          .joined(separator: ", "),
        hint: "`adopt \(first.tool.rawValue)` says which")
    }
    return first
  }

  /// Writes the tool's migrations as ours, and gives which of its versions became which.
  private static func convert(
    _ foreign: ForeignHistory, _ folder: String, to path: String, _ call: CommandCall,
    _ interpreter: Interpreter
  ) throws -> [String: Int] {
    guard try MigrationProject.folder(path, interpreter).files.isEmpty else {
      throw call.failure("there are migrations in \(path) already", at: "from")
    }
    let files = try ForeignFiles(foreign.tool, in: folder, interpreter).files
    let reader = MigrationScript.reader(for: interpreter)
    var texts: [(String, String)] = []
    for file in files {
      let name = path + "/" + file.file.fileName
      var text = file.text(isTransactional: file.isTransactional)
      let source = Source(name: name, text: text, kind: .script)
      let script = try MigrationScript(file: file.file, source: source, reader.compile(source))
      // The tools run a lone statement without a transaction, which some of them need.
      if file.isTransactional,
        !script.migration.statements(.upgrade).allSatisfy(\.looksTransactional)
      {
        text = file.text(isTransactional: false)
      }
      texts.append((name, text))
    }
    let access = ModelAccess(interpreter)
    for (name, text) in texts { try access.write(name, text) }
    if call.isStatement {
      interpreter.session.console.say("wrote \(texts.count) migrations to \(path)")
    }
    return Dictionary(files.map { ($0.version, $0.file.version) }) { first, _ in first }
  }

  /// What of ours the database has.
  private static func adoptions(
    _ foreign: ForeignHistory, _ versions: [String: Int], _ project: MigrationProject,
    _ call: CommandCall
  ) throws -> [Adoption] {
    // Of a tool without files only that it is done is known, and our files tell what.
    guard !versions.isEmpty else { return project.migrations.map { Adoption($0) } }
    if foreign.tool == .golangMigrate {
      let last = foreign.versions.first.flatMap { Int($0.version) } ?? 0
      return project.migrations.filter { $0.version <= last }.map { Adoption($0) }
    }
    var found: [Int: ForeignHistory.Version] = [:]
    var lost: [String] = []
    for version in foreign.versions {
      let plain = Int(version.version).map(String.init) ?? version.version
      guard let ours = versions[version.version] ?? versions[plain] else {
        lost.append(version.version)
        continue
      }
      found[ours] = version
    }
    guard lost.isEmpty else {
      throw call.failure(
        "\(foreign.tool.rawValue) has applied what has no file: \(lost.joined(separator: ", "))",
        at: "from")
    }
    // What Flyway repeats is done as often as it changes: by now, it is.
    let repeated = foreign.tool == .flyway ? (versions[""] ?? .max) : .max
    return project.migrations.compactMap { migration in
      guard migration.version < repeated else { return Adoption(migration) }
      return found[migration.version].map {
        Adoption(
          migration, appliedAt: $0.appliedAt, appliedBy: $0.appliedBy, duration: $0.duration)
      }
    }
  }
}
