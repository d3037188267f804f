package import Lang
import Postgres

/// The options that every command takes on the process's command line, and that may stand in front
/// of `run FILE`, of `-e TEXT` and of nothing, too.
///
/// One list: parsing, `--help`, the commands' pages and completion are made from it.
package enum CommonOptions {
  package static let all: [Part] = [
    .option("connect", .name("url"), help: "a URL or the keywords of a connection"),
    .option(
      "database-config", .path,
      help: "a file like database.yaml that says where to connect; --connect comes before it"),
    .option(
      "directory", .path, help: "the project's folder, which all paths start from; else this one"),
    .option("machine", help: "results and errors as JSON, for programs"),
    MigrationOptions.directory,
    .option("quiet", help: "nothing but results and errors"),
    .option(
      "ssl-mode", .choice(ConnectionSettings.SSLMode.allCases.map(\.rawValue)),
      help: "how far a connection is encrypted and its server checked, as libpq's sslmode"),
    .option("timing", help: "say how long each statement took"),
    .option("yes", help: "ask nothing, the answer is yes"),
  ]

  /// Carries them out, all but the connection. The folder comes first, since the others' paths
  /// start there.
  package static func apply(
    _ options: [String: String], to session: Session, _ interpreter: Interpreter
  ) throws {
    if options["machine"] != nil { session.console.isMachine = true }
    if options["quiet"] != nil { session.console.isQuiet = true }
    if options["timing"] != nil { session.showsTiming = true }
    if options["yes"] != nil { session.assumesYes = true }
    if let folder = options["directory"] {
      guard session.files.isFolder(folder) else {
        throw usage("--directory: there is no folder \(folder)")
      }
      session.folder = session.files.canonical(folder)
      interpreter.files = session.files
    }
    if let folder = options["migration-directory"] { session.migrationFolder = folder }
    if let mode = options["ssl-mode"] {
      guard let known = ConnectionSettings.SSLMode(rawValue: mode) else {
        let names = ConnectionSettings.SSLMode.allCases.map(\.rawValue)
        throw usage(
          "--ssl-mode is \(names.joined(separator: ", ")), not \(mode)",
          hint: Suggestion.hint(for: mode, in: names))
      }
      session.sslMode = known
    }
    if let file = options["database-config"] {
      guard session.files.exists(file) else {
        throw usage("--database-config: there is no file \(file)")
      }
      session.connectionFile = session.files.canonical(file)
    }
  }

  /// Opens what `--connect` names: when all that was written is understood, and not before.
  package static func connect(_ options: [String: String], _ session: Session) throws {
    if let target = options["connect"] { try session.connect(target) }
  }

  /// A mistake on the command line: nothing has run, and the status is 2.
  static func usage(_ message: String, hint: String? = nil) -> ScriptFailure {
    ScriptFailure(.syntax, [Diagnostic(.error, message, hint: hint)])
  }
}
