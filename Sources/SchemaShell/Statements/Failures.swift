package import Lang
package import Postgres

/// Errors of the database as a script and a person see them: nothing that the server said is lost,
/// and the caret stands in the user's own text.
extension ScriptFailure {
  /// An error that belongs to no text of the user's: a connection that cannot be made.
  package init(_ error: DatabaseError, at location: Location? = nil) {
    self.init(error, diagnostic: Diagnostic(.error, error.message, at: location))
  }

  init(_ error: DatabaseError, in text: StatementText) {
    let location = error.position.map(text.location) ?? text.location
    var diagnostic = Diagnostic(.error, error.message, at: location)
    if error.sqlstate == "42601", let word = text.ownWord(onLineOf: location) {
      diagnostic.hint = "is a `;` missing in front of `\(word)`?"
    }
    self.init(error, diagnostic: diagnostic)
  }

  private init(_ error: DatabaseError, diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    if let detail = error.detail { diagnostic.notes.append(.init("detail: \(detail)")) }
    if let hint = error.hint { diagnostic.notes.append(.init("hint: \(hint)")) }
    if let query = error.internalQuery {
      let source = Source(name: "<query of a function>", text: query, kind: .foreign)
      let offset = source.offset(ofScalar: (error.internalPosition ?? 1) - 1)
      diagnostic.notes.append(
        .init("while this ran", at: Location(source, Span(offset, offset + 1))))
    }
    if let context = error.context { diagnostic.notes.append(.init("context: \(context)")) }
    self.init(.failed, [diagnostic], details: ScriptFailure.details(error))
  }

  /// The members that `e` has in `catch e`.
  private static func details(_ error: DatabaseError) -> [String: String] {
    let all: [String: String?] = [
      "sqlstate": error.sqlstate, "detail": error.detail, "hint": error.hint,
      "context": error.context, "schema": error.schemaName, "table": error.tableName,
      "column": error.columnName, "type": error.dataTypeName, "constraint": error.constraintName,
    ]
    return all.compactMapValues { $0 }
  }

  /// The status a process ends with: 3 when there was no connection to begin with.
  package var processStatus: Int {
    guard reason == .failed, let sqlstate = details["sqlstate"] else { return exitStatus }
    return sqlstate.hasPrefix("08") ? 3 : exitStatus
  }
}

extension Source {
  /// The byte offset of the nth code point.
  fileprivate func offset(ofScalar count: Int) -> Int {
    var left = count
    var offset = 0
    while offset < bytes.count && left > 0 {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }
}
