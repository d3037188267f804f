package import Lang
import Postgres

/// What Tab offers: the language's own words and the host's commands from the interpreter, and
/// within SQL the tables and columns of the database.
package final class Completer {
  private let interpreter: Interpreter
  private let catalog: NameCatalog

  package init(_ interpreter: Interpreter) {
    self.interpreter = interpreter
    let session = interpreter.session
    let catalog = NameCatalog(session)
    self.catalog = catalog
    interpreter.names = { kind, prefix in
      Completer.names(kind, session, catalog).filter { $0.hasPrefix(prefix) }
    }
  }

  /// - Parameter cursor: its place in the text, in Unicode scalars.
  package func completions(for text: String, at cursor: Int) -> Completions {
    let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
    let source = Source(name: "<input>", text: text, kind: .script)
    let found = interpreter.completions(at: before.utf8.count, in: source)
    if let first = found.first {
      let start = scalarCount(source, upTo: first.replaces.start)
      let same = found.filter { $0.replaces == first.replaces }
      return Completions(start: start, candidates: same.map(candidate))
    }
    return inSQL(before, of: text)
  }

  private func candidate(_ completion: Completion) -> Completions.Candidate {
    let isOpen = completion.kind == .path && completion.text.hasSuffix("/")
    return Completions.Candidate(completion.text, suffix: isOpen ? "" : " ")
  }

  private func scalarCount(_ source: Source, upTo offset: Int) -> Int {
    source[Span(0, offset)].unicodeScalars.count
  }

  /// The word at the cursor, as a table, a column of a table that the text names, or a keyword.
  private func inSQL(_ before: String, of text: String) -> Completions {
    let word = before.unicodeScalars.reversed().prefix { Completer.isNamePart($0) }.reversed()
    let typed = String(Array(word))
    let start = before.unicodeScalars.count - typed.unicodeScalars.count
    guard !typed.isEmpty else { return .none }
    let candidates = catalog.names(for: typed, in: text)
    let keywords = PostgreSQL.keywords.filter { $0.hasPrefix(typed.lowercased()) }
    var seen: Set<String> = []
    let all = (candidates + keywords).filter { seen.insert($0).inserted }
    return Completions(start: start, candidates: all.map { Completions.Candidate($0) })
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "." || scalar == "\"" || scalar == "$" || scalar.value >= 0x80
      || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  private static func names(
    _ kind: String, _ session: Session, _ catalog: NameCatalog
  ) -> [String] {
    switch kind {
    case "connection": return session.connections.all.map(\.name) + ["scratch"]
    case "table": return catalog.relations
    case "command": return Commands.all.map { $0.signature.title }
    default: return []
    }
  }
}
