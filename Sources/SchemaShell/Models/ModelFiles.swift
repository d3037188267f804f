package import Engine
package import Lang

/// Model files as the statements they stand for, each with its place in its author's text.
package struct ModelFiles {
  /// What was asked for: files and folders.
  package let paths: [String]
  package private(set) var statements: [ModelStatement] = []
  /// What was called otherwise before, and where that is said.
  package private(set) var renames: [Rename: Location] = [:]
  /// Every file in the order in which it was read.
  private(set) var programs: [Program] = []
  /// The text and the place of each statement, by its origin.
  private var places: [MappedSQL] = []
  /// A script has declared something that stands in no file.
  private(set) var hasDeclarations = false

  /// Without a file, to be filled with declarations of a script.
  package init() { paths = [] }

  /// Reads files, and all model files in folders. Syntax errors of every file come together.
  package init(_ paths: [String], _ interpreter: Interpreter) throws {
    self.paths = paths
    let files = ModelAccess(interpreter)
    let sources = try ModelFiles.files(paths, files).map { path in
      ModelFiles.source(path, try files.read(path))
    }
    try read(sources, interpreter)
  }

  /// The same files with other texts; a file without one is not there.
  init(_ files: ModelFiles, texts: [String: String?], _ interpreter: Interpreter) throws {
    paths = files.paths
    var sources: [Source] = []
    for program in files.programs {
      let name = program.source.name
      switch texts[name] {
      case nil: sources.append(program.source)
      case .some(nil): break
      case .some(let text?): sources.append(ModelFiles.source(name, Array(text.utf8)))
      }
    }
    let known = Set(files.programs.map(\.source.name))
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      if let text { sources.append(ModelFiles.source(name, Array(text.utf8))) }
    }
    try read(sources, interpreter)
  }

  private static func source(_ path: String, _ bytes: [UInt8]) -> Source {
    Source(name: path, bytes: bytes, kind: path.hasSuffix(".sql") ? .foreign : .model)
  }

  private mutating func read(_ sources: [Source], _ interpreter: Interpreter) throws {
    var diagnostics: [Diagnostic] = []
    for source in sources {
      do {
        let program = try interpreter.compile(source)
        programs.append(program)
        diagnostics += collect(program)
      } catch let failure as ScriptFailure where failure.reason == .syntax {
        diagnostics += failure.diagnostics
      }
    }
    guard diagnostics.isEmpty else { throw ScriptFailure(.syntax, diagnostics) }
  }

  var isEmpty: Bool { programs.isEmpty }

  /// Whether the files still say what was read. What a script declares is in no file.
  func areCurrent(_ interpreter: Interpreter) -> Bool {
    if hasDeclarations || paths.isEmpty { return true }
    let files = ModelAccess(interpreter)
    guard let found = try? ModelFiles.files(paths, files),
      found == programs.map(\.source.name)
    else { return false }
    return programs.allSatisfy { (try? files.read($0.source.name)) == $0.source.bytes }
  }

  /// Adds a declaration that stands in a script.
  mutating func add(_ syntax: DeclarationSyntax) throws {
    hasDeclarations = true
    let diagnostics = add(ModelParts.of(syntax))
    guard diagnostics.isEmpty else { throw ScriptFailure(.failed, diagnostics) }
  }

  /// The place of a position that PostgreSQL gave in a statement's text.
  func location(of statement: ModelStatement, at position: Int? = nil) -> Location? {
    guard places.indices.contains(statement.origin) else { return nil }
    return places[statement.origin].location(at: position)
  }

  // MARK: - Statements

  private mutating func collect(_ program: Program) -> [Diagnostic] {
    let source = program.source
    var settings: [String] = []
    var diagnostics: [Diagnostic] = []
    for entry in program.outline {
      switch entry.kind {
      case .foreign(let statement):
        switch ModelFiles.role(of: statement) {
        case .definition:
          guard source.kind == .model else {
            var sql = MappedSQL(source, statement.span)
            sql.append(statement.span)
            add(sql, settings: settings, isOrdered: source.kind == .foreign)
            continue
          }
          diagnostics += addPlain(statement, in: source, settings)
        case .setting: settings.append(source[statement.span])
        case .nothing: break
        }
      case .declaration(let syntax): diagnostics += add(ModelParts.of(syntax))
      case .function, .variable, .include, .statement, .backslash, .command: break
      }
    }
    return diagnostics
  }

  private mutating func add(_ parts: ModelParts) -> [Diagnostic] {
    for (rename, place) in parts.renames { renames[rename] = place }
    for statement in parts.statements {
      add(statement, settings: [], isOrdered: false)
    }
    return parts.diagnostics
  }

  private mutating func add(_ sql: MappedSQL, settings: [String], isOrdered: Bool) {
    let apart = sql.apart.map { piece in
      places.append(piece)
      return ModelStatement(piece.text, origin: places.count - 1)
    }
    statements.append(
      ModelStatement(
        sql.text, origin: places.count, settings: settings, isOrdered: isOrdered, apart: apart))
    places.append(sql)
  }

  /// Plain DDL: `///` above `create function` is its comment, `was` behind its name its old one.
  private mutating func addPlain(
    _ statement: ForeignStatement, in source: Source, _ settings: [String]
  ) -> [Diagnostic] {
    var sql = MappedSQL(source, statement.span)
    var parts = ModelParts()
    let plain = PlainStatement(source[statement.span])
    if let (id, names, bytes) = plain?.oldName {
      let start = statement.span.start
      let old = Span(start + bytes.lowerBound, start + bytes.upperBound)
      sql.append(Span(start, old.start))
      sql.append(Span(old.end, statement.span.end))
      parts.rename(id, was: OldName(names: names, span: old), in: source)
    } else {
      sql.append(statement.span)
    }
    add(sql, settings: settings, isOrdered: false)
    let diagnostics = add(parts)
    guard let (text, span) = source.documentation(above: statement.span),
      let reference = plain?.reference
    else { return diagnostics }
    var comment = MappedSQL(source, span, "comment on \(reference) is ")
    comment.append(PlainStatement.literal(text))
    add(comment, settings: [], isOrdered: false)
    return diagnostics
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
  static func files(_ paths: [String], _ files: ModelAccess) throws -> [String] {
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
    _ folder: String, _ files: ModelAccess, into found: inout [String]
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
