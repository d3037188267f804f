import Engine
import Lang
import Postgres

/// `pull`, `pull to models`, `pull to schema.schema`
enum PullCommand: Command {
  static let signature = Signature(
    "pull", group: CommandGroup.models, summary: "Write what the database has into model files.",
    .clause("to", .path, help: "a file, or a folder with a file for each table"),
    discussion: """
      Without a path the loaded models are written to, else the folder `models`. A file that is
      there and says something else is kept beside it, as FILE.before-pull.
      """,
    examples: ["pull", "pull to models", "pull to everything.schema"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let path = try call.text("to") ?? session.modelPath
    let writer = try session.modelWriter(of: connection)
    let access = ModelAccess(interpreter)
    var texts: [String: ModelText] = [:]
    var layout = ModelLayout(writer.snapshot)
    let isFolder = access.isFolder(path) || !PullCommand.isFile(path)
    for declaration in writer.declarations() {
      let file = isFolder ? path + "/" + layout.path(for: declaration) : path
      texts[file, default: ModelText()].add(declaration)
    }
    for (file, text) in texts.sorted(by: { $0.key < $1.key }) {
      try keep(file, unless: text.text, access, session)
      try access.write(file, text.text)
    }
    if texts.isEmpty, isFolder { try access.makeFolder(path) }
    session.forgetModel(path)
    session.sayUnread(writer.snapshot)
    return session.answer(call, Value(path)) {
      let count = texts.count
      session.console.say(
        "\(path): \(ObjectCounts.text(writer.snapshot)) in \(count) "
          + ObjectCounts.plural("file", count))
    }
  }

  /// What a person wrote into a model is not lost when the model is written anew.
  private static func keep(
    _ file: String, unless text: String, _ access: ModelAccess, _ session: Session
  ) throws {
    guard access.exists(file) else { return }
    let before = String(decoding: try access.read(file), as: UTF8.self)
    guard !before.isEmpty, before != text else { return }
    try access.write(file + ".before-pull", before)
    session.console.say("\(file): what it said is kept in \(file).before-pull")
  }

  private static func isFile(_ path: String) -> Bool {
    path.hasSuffix(".schema") || path.hasSuffix(".sql")
  }
}

extension Session {
  /// Where models are, when nothing else is said: what was loaded, else the project's folder.
  var modelPath: String {
    let paths = model?.files.paths ?? modelPaths
    return paths.count == 1 ? paths[0] : "models"
  }

  /// The models on disk are others now; they are read again when they are needed.
  func forgetModel(_ path: String) {
    (model, declared) = (nil, nil)
    modelPaths = [path]
  }

  func modelWriter(of connection: Connection) throws -> ModelWriter {
    do {
      let empty = try emptySnapshot()
      let (snapshot, names) = try running.track(connection) {
        (try SnapshotReader.read(connection), try PublicNames.read(connection))
      }
      return try ModelWriter(snapshot, empty: empty, shortNames: names)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    } catch let error as PlanError {
      throw ScriptFailure("the schema cannot be written: \(error.description)")
    }
  }
}
