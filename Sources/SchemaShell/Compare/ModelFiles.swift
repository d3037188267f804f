package import Engine
package import Lang

/// Model files as the statements they stand for, each with its place in its author's text.
package struct ModelFiles {
  /// What was asked for: files and folders.
  package let paths: [String]
  package private(set) var statements: [ModelStatement] = []
  /// The place of each statement, by its origin.
  private var places: [Location] = []

  /// Reads files, and all model files in folders. Syntax errors of every file come together.
  package init(_ paths: [String], _ interpreter: Interpreter) throws {
    self.paths = paths
    let files = interpreter.session.files
    var diagnostics: [Diagnostic] = []
    for path in try ModelFiles.files(paths, files) {
      let source = Source(
        name: path, bytes: try files.read(path), kind: path.hasSuffix(".sql") ? .foreign : .model)
      do {
        try collect(try interpreter.compile(source))
      } catch let failure as ScriptFailure where failure.reason == .syntax {
        diagnostics += failure.diagnostics
      }
    }
    guard diagnostics.isEmpty else { throw ScriptFailure(.syntax, diagnostics) }
  }

  /// The place of a statement that failed.
  package func location(of statement: ModelStatement) -> Location? {
    places.indices.contains(statement.origin) ? places[statement.origin] : nil
  }

  private mutating func collect(_ program: Program) throws {
    var settings: [String] = []
    for entry in program.outline {
      switch entry.kind {
      case .foreign(let statement):
        let text = program.source[statement.span]
        switch ModelFiles.role(of: statement) {
        case .definition:
          add(
            text, Location(program.source, statement.span), settings: settings,
            isOrdered: program.source.kind == .foreign)
        case .setting: settings.append(text)
        case .nothing: break
        }
      case .declaration(let syntax):
        for text in try ModelDeclarations.statements(of: syntax) {
          add(text, Location(program.source, syntax.span), settings: [], isOrdered: false)
        }
      case .function, .variable, .include, .statement, .backslash, .command: break
      }
    }
  }

  private mutating func add(
    _ text: String, _ place: Location, settings: [String], isOrdered: Bool
  ) {
    statements.append(
      ModelStatement(text, origin: places.count, settings: settings, isOrdered: isOrdered))
    places.append(place)
  }

  private enum Role { case definition, setting, nothing }

  /// A model is what its statements define: transactions and data are no part of it.
  private static func role(of statement: ForeignStatement) -> Role {
    switch statement.verb {
    case "set", "reset": .setting
    case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "copy",
      "insert", "update", "delete", "truncate", "vacuum", "analyze", "explain", "lock", "show",
      "listen", "notify", "checkpoint", "discard":
      .nothing
    default: .definition
    }
  }

  // MARK: - Folders

  /// The model files that the paths mean, sorted within each folder.
  private static func files(_ paths: [String], _ files: SystemFiles) throws -> [String] {
    var found: [String] = []
    for path in paths {
      guard files.exists(path) else { throw ScriptFailure("there is no file or folder \(path)") }
      if files.isFolder(path) {
        try collect(path, files, into: &found)
      } else {
        found.append(path)
      }
    }
    return found
  }

  private static func collect(
    _ folder: String, _ files: SystemFiles, into found: inout [String]
  ) throws {
    for name in try files.list(folder) where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if files.isFolder(path) {
        try collect(path, files, into: &found)
      } else if isModel(name) {
        found.append(path)
      }
    }
  }

  private static func isModel(_ name: String) -> Bool {
    if name.hasSuffix(".migration.schema") { return false }
    return name.hasSuffix(".schema") || name.hasSuffix(".sql")
  }
}
