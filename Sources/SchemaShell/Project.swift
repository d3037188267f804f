import Engine
import Lang
import Postgres

/// What a project says of itself, in its file `schemashell.conf`: lines `name = value`.
///
/// ```
/// # schemashell.conf
/// shadow = ${SHADOW_URL}        # lends scratch databases where PostgreSQL's programs are not installed
/// migrations = db/migrations
/// ignore = audit.*, table public.tmp_*, publication, partitions of event
/// ```
/// Where the database is does not stand here but where everybody looks for it; see
/// docs/connections.md. A name that nobody knows is an error: a rule that is misspelled must not be
/// passed over.
package struct Project: Sendable {
  package static let fileName = "schemashell.conf"
  /// What may stand in the file, and what each means.
  package static let names: [(name: String, meaning: String)] = [
    ("ignore", "objects that are left alone: schemas, kinds, patterns of names"),
    ("manage", "objects that are compared and changed; nothing else is then"),
    ("migrations", "the folder of the migrations"),
    ("shadow", "a URL of a server that lends scratch databases"),
  ]

  private var values: [String: String] = [:]

  package init() {}

  /// Nil for what is not said, or empty.
  package subscript(name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Reads the file's text. `${NAME}` in a value is a variable of the environment.
  init(_ text: String, path: String, environment: Environment = .current) throws {
    let source = Source(name: path, text: text, kind: .script)
    var mistakes: [Diagnostic] = []
    var start = 0
    for line in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    {
      let place = Location(source, Span(start, start + max(1, line.count)))
      start += line.count + 1
      let content = Project.trimmed(String(decoding: line, as: UTF8.self)[...])
      if content.isEmpty || content.hasPrefix("#") { continue }
      guard let equals = content.firstIndex(of: "=") else {
        mistakes.append(
          Diagnostic(.error, "this line is not of the form `name = value`", at: place))
        continue
      }
      let name = String(Project.trimmed(content[..<equals]))
      guard Project.names.contains(where: { $0.name == name }) else {
        let known = Project.names.map(\.name)
        mistakes.append(
          Diagnostic(
            .error, "a project has no `\(name)`", at: place,
            hint: Suggestion.hint(for: name, in: known)
              ?? "there are: \(known.joined(separator: ", "))"))
        continue
      }
      let value = Project.withoutComment(content[content.index(after: equals)...])
      values[name] = Project.filled(value, environment)
    }
    guard mistakes.isEmpty else { throw ScriptFailure(.syntax, mistakes) }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }

  /// A `#` behind a blank starts a comment; in a URL it does not.
  private static func withoutComment(_ text: Substring) -> Substring {
    guard let comment = text.firstRange(of: " #") else { return trimmed(text) }
    return trimmed(text[..<comment.lowerBound])
  }

  /// A variable that is not set is empty, and what is empty is as good as not said.
  private static func filled(_ text: Substring, _ environment: Environment) -> String {
    var filled = ""
    var rest = text
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      filled +=
        rest[..<start.lowerBound] + (environment[String(rest[start.upperBound..<end])] ?? "")
      rest = rest[rest.index(after: end)...]
    }
    return filled + rest
  }
}

extension Session {
  /// The project's file; what it does not say, or all of it where there is none, is left to others.
  func project() throws -> Project {
    if let known = knownProject, known.folder == folder { return known.project }
    var project = Project()
    if files.exists(Project.fileName) {
      let text = String(decoding: try files.read(Project.fileName), as: UTF8.self)
      project = try Project(text, path: Project.fileName)
    }
    knownProject = (folder, project)
    return project
  }

  /// Which objects are the project's own.
  func scope() throws -> Scope {
    func rules(_ name: String) throws -> [Scope.Rule] {
      guard let text = try project()[name] else { return [] }
      return try text.split(separator: ",").map { words in
        guard let rule = Scope.Rule(String(words)) else {
          throw ScriptFailure(
            "`\(name)` in \(Project.fileName): `\(String(words).trimmingBlanks)` is no rule",
            hint: "a rule is a kind, a name, or both: `audit.*`, `table tmp_*`, `publication`, "
              + "`partitions of event`")
        }
        return rule
      }
    }
    return Scope(managing: try rules("manage"), ignoring: try rules("ignore"))
  }

  /// The server that the project lends scratch databases from.
  func shadow() throws -> ConnectionSettings? {
    guard let text = try project()["shadow"] else { return nil }
    do throws(DatabaseError) {
      return try ConnectionSettings(parsing: text)
    } catch {
      var failure = ScriptFailure(error)
      failure.diagnostics[0].message = "`shadow` in \(Project.fileName): " + failure.message
      throw failure
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
