import Lang
import Postgres

/// What goes to standard error with `--machine`: one JSON object a line, its shape in
/// docs/machine.md.
enum DiagnosticJSON {
  /// - Parameter details: what the server said: SQLSTATE, detail, table, constraint …
  static func line(
    _ diagnostic: Diagnostic, details: [String: String] = [:],
    stack: [ScriptFailure.StackEntry] = []
  ) -> String {
    var pairs = [
      ("severity", JSONText.string(diagnostic.severity.rawValue)),
      ("message", JSONText.string(diagnostic.message)),
    ]
    pairs += place(diagnostic.location)
    if let hint = diagnostic.hint { pairs.append(("hint", JSONText.string(hint))) }
    if !diagnostic.notes.isEmpty {
      let notes = diagnostic.notes.map { note in
        JSONText.object([("message", JSONText.string(note.message))] + place(note.location))
      }
      pairs.append(("notes", JSONText.array(notes)))
    }
    let known = details.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    pairs += known.map { ($0.key, JSONText.string($0.value)) }
    if stack.count > 1 {
      let entries = stack.map { entry in
        JSONText.object(
          [("function", entry.function.map(JSONText.string) ?? "null")] + place(entry.location))
      }
      pairs.append(("stack", JSONText.array(entries)))
    }
    return JSONText.object(pairs)
  }

  static func line(_ notice: DatabaseNotice) -> String {
    var pairs = [("severity", notice.severity.lowercased()), ("message", notice.message)]
    if let detail = notice.detail { pairs.append(("detail", detail)) }
    if let hint = notice.hint { pairs.append(("hint", hint)) }
    return JSONText.object(pairs.map { ($0.0, JSONText.string($0.1)) })
  }

  static func line(_ severity: Diagnostic.Severity, _ message: String) -> String {
    line(Diagnostic(severity, message))
  }

  private static func place(_ location: Location?) -> [(String, String)] {
    guard let location else { return [] }
    let position = location.position
    return [
      ("file", JSONText.string(location.source.name)), ("line", "\(position.line)"),
      ("column", "\(position.column)"),
    ]
  }
}
