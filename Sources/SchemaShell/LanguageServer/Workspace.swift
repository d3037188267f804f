import Lang

/// The declarations of all models that an editor's folders hold, by their names.
///
/// Files are read when a name is first asked for, and again after one of them was saved; what is
/// open in the editor counts as it stands there.
final class Workspace {
  /// More files are a folder that was opened by mistake.
  private static let maximumFiles = 2000
  private static let maximumDepth = 12

  /// Where models are looked for.
  var folders: [String] = [] {
    didSet { forget() }
  }
  private let interpreter: Interpreter
  private var open: [String: [DeclarationSyntax]] = [:]
  private var closed: [String: [DeclarationSyntax]]?

  init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  func open(_ path: String, _ declarations: [DeclarationSyntax]) { open[path] = declarations }

  func close(_ path: String) {
    open[path] = nil
    forget()
  }

  /// The files may have changed.
  func forget() { closed = nil }

  // MARK: Questions

  /// The names that commands and SQL may use: `author`, `billing.invoice`.
  func names(_ kind: String) -> [String] {
    switch kind {
    case "table", "foreign":
      declarations.filter { kind == "foreign" || $0.form.body != .list }.compactMap(Workspace.name)
        .map(Workspace.shown).sorted()
    case "connection": ["scratch"]
    case "side": ["database", "models", "migrations"]
    default: []
    }
  }

  /// What may stand behind a column's name.
  var types: [String] {
    declarations.filter { ["enum", "domain", "type"].contains($0.form.title) }
      .compactMap(Workspace.name).map(Workspace.shown).sorted()
  }

  /// Of all kinds, for a name as it is written.
  func declaration(_ names: [String]) -> DeclarationSyntax? {
    let full = names.withSchema
    return declarations.first { Workspace.name($0) == full || Workspace.name($0) == names }
  }

  func table(_ names: [String]) -> DeclaredTable? { declaration(names).flatMap(DeclaredTable.init) }

  /// With its schema, but for what is in none.
  private static func name(_ syntax: DeclarationSyntax) -> [String]? {
    guard let names = DeclaredTokens(syntax.source, syntax.header).qualifiedName(at: 0)?.names
    else {
      return nil
    }
    if ["schema", "extension"].contains(syntax.form.title) { return names }
    return names.withSchema
  }

  private static func shown(_ names: [String]) -> String {
    (names.first == "public" ? names.dropFirst() : names[...]).joined(separator: ".")
  }

  // MARK: Files

  private var declarations: [DeclarationSyntax] {
    let files = readFiles()
    let inFiles = files.keys.filter { open[$0] == nil }.sorted().flatMap { files[$0] ?? [] }
    return open.keys.sorted().flatMap { open[$0] ?? [] } + inFiles
  }

  private func readFiles() -> [String: [DeclarationSyntax]] {
    if let closed { return closed }
    var found: [String: [DeclarationSyntax]] = [:]
    for folder in folders { read(folder, depth: 0, into: &found) }
    closed = found
    return found
  }

  private func read(_ folder: String, depth: Int, into found: inout [String: [DeclarationSyntax]]) {
    let files = interpreter.session.files
    guard depth < Workspace.maximumDepth, let names = try? files.list(folder) else { return }
    for name in names where !name.hasPrefix(".") && found.count < Workspace.maximumFiles {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if files.isFolder(path) {
        read(path, depth: depth + 1, into: &found)
      } else if name.hasSuffix(".schema"), !name.hasSuffix(".migration.schema"), open[path] == nil,
        let bytes = try? files.read(path)
      {
        let source = Source(name: path, bytes: bytes)
        found[path] = ScriptFiles.interpreter(for: path, interpreter).analyze(source).declarations
      }
    }
  }
}
