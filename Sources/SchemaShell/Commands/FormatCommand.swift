import Lang

/// `fmt release.schema models`: writes scripts and models as they should look.
enum FormatCommand: Command {
  static let signature = Signature(
    "fmt", group: CommandGroup.files, summary: "Format scripts, models and migrations.",
    .argument(
      "path", .path, .someOrMore,
      help: "a file, a folder with all its .schema files, or - for input and output"),
    .flag("check", help: "write nothing; end with 1 when a file is not formatted"),
    discussion: """
      Lines are indented by their brackets, blanks stand where they belong, and comments at the end of \
      neighbouring lines stand below each other. Line breaks and comments stay, and SQL moves only as a \
      whole. Formatting twice changes nothing. Plain SQL files are left alone.
      """,
    examples: ["fmt models check"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    var changed: [String] = []
    var mistakes: [Diagnostic] = []
    for file in try ScriptFiles.all(call, interpreter) {
      do {
        let text = try file.interpreter.format(file.source)
        guard file.path != "-" else {
          session.console.output(text.hasSuffix("\n") ? String(text.dropLast()) : text)
          continue
        }
        guard text != file.source.text else { continue }
        changed.append(file.path)
        if !call.has("check") { try write(text, to: file, call, interpreter) }
      } catch let failure as ScriptFailure where failure.reason == .syntax {
        mistakes += failure.diagnostics
      }
    }
    guard mistakes.isEmpty else { throw ScriptFailure(.syntax, mistakes) }
    if call.has("check"), !changed.isEmpty { session.status = 1 }
    if call.isStatement { changed.forEach(session.console.output) }
    return .list(changed.map { Value($0) })
  }

  private static func write(
    _ text: String, to file: ScriptFiles.File, _ call: CommandCall, _ interpreter: Interpreter
  ) throws {
    let path = interpreter.session.files.canonical(file.path)
    guard interpreter.mayWrite(path) else {
      throw call.failure("this script may not write \(file.path)", at: "path")
    }
    try interpreter.session.files.write(path, Array(text.utf8), append: false)
  }
}

/// The files that a tool for the language is to look at, each with the language it is written in.
enum ScriptFiles {
  struct File {
    let path: String
    let source: Source
    /// One of its own: what one file declares is nothing to the next.
    let interpreter: Interpreter
  }

  /// Those of a command's `path`; folders give all scripts in them, however deep.
  static func all(_ call: CommandCall, _ interpreter: Interpreter) throws -> [File] {
    let files = interpreter.session.files
    var found: [File] = []
    for argument in call.all("path") {
      let path = try argument.text()
      guard path != "-" else {
        found.append(file("-", readBytes(from: 0) ?? [], interpreter))
        continue
      }
      guard interpreter.mayRead(files.canonical(path)) else {
        throw ScriptFailure("this script may not read \(path)", at: argument.location)
      }
      for path in try files.isFolder(path) ? scripts(in: path, files) : [path] {
        do {
          found.append(file(path, try files.read(path), interpreter))
        } catch let failure as ScriptFailure {
          throw ScriptFailure(failure.message, at: argument.location)
        }
      }
    }
    return found
  }

  private static func scripts(in folder: String, _ files: SystemFiles) throws -> [String] {
    try files.list(folder).filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if files.isFolder(path) { return try scripts(in: path, files) }
      return name.hasSuffix(".schema") ? [path] : []
    }
  }

  private static func file(_ path: String, _ bytes: [UInt8], _ outer: Interpreter) -> File {
    let name = path == "-" ? "<stdin>" : path
    return File(
      path: path, source: Source(name: name, bytes: bytes),
      interpreter: interpreter(for: path, outer)
    )
  }

  /// One that knows what may stand in a file of this name.
  static func interpreter(for path: String, _ outer: Interpreter) -> Interpreter {
    let isMigration = path.hasSuffix(".migration.schema")
    let interpreter = Interpreter(
      isMigration ? MigrationLanguage.vocabulary : outer.vocabulary,
      capabilities: outer.capabilities)
    interpreter.files = outer.files
    interpreter.define("here", Value(Launch.folder(of: path)))
    return interpreter
  }
}
