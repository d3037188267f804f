/// What went wrong between us and PostgreSQL: the one error type of this room.
///
/// It keeps every field of the server's report, because callers decide by them: a SQLSTATE, the
/// place in the statement, the constraint's name. Errors made on our side (no server, a bad URL,
/// no libpq) have the same shape and an empty or class `08` SQLSTATE.
package struct DatabaseError: Error, Sendable, Equatable {
  /// Five characters, such as `42P01`; empty when the server had no say.
  package var sqlstate: String
  /// `ERROR`, `FATAL` or `PANIC`, never translated.
  package var severity: String
  package var message: String
  package var detail: String?
  package var hint: String?
  /// Where in `statement`, in characters, the first being 1.
  package var position: Int?
  /// The text of a statement that the failing one ran, such as a line of a function's body.
  package var internalQuery: String?
  /// Where in `internalQuery`, in characters, the first being 1.
  package var internalPosition: Int?
  /// The call stack of functions, as PostgreSQL prints it.
  package var context: String?
  package var schemaName: String?
  package var tableName: String?
  package var columnName: String?
  package var dataTypeName: String?
  package var constraintName: String?
  /// The statement as it was sent: `$1` stands for a bound value.
  package var statement: String?
  /// The connection is of no more use: the server went away, or was never there.
  package var isConnectionLost: Bool

  package init(
    sqlstate: String = "", severity: String = "ERROR", message: String, detail: String? = nil,
    hint: String? = nil, statement: String? = nil, isConnectionLost: Bool = false
  ) {
    self.sqlstate = sqlstate
    self.severity = severity
    self.message = message
    self.detail = detail
    self.hint = hint
    self.statement = statement
    self.isConnectionLost = isConnectionLost
  }

  /// The statement was cancelled on request.
  package var isCancelled: Bool { sqlstate == "57014" }
}

extension DatabaseError: CustomStringConvertible {
  /// Message, detail and hint, a line each, and the SQLSTATE behind the message.
  package var description: String {
    var lines = [sqlstate.isEmpty ? message : "\(message) (\(sqlstate))"]
    if let detail { lines.append("detail: \(detail)") }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}

/// What PostgreSQL says beside a result: `NOTICE`, `WARNING`, `INFO`.
package struct DatabaseNotice: Sendable, Equatable {
  package var severity: String
  package var sqlstate: String
  package var message: String
  package var detail: String?
  package var hint: String?
  package var context: String?

  package init(
    severity: String, sqlstate: String, message: String, detail: String? = nil,
    hint: String? = nil, context: String? = nil
  ) {
    self.severity = severity
    self.sqlstate = sqlstate
    self.message = message
    self.detail = detail
    self.hint = hint
    self.context = context
  }
}
