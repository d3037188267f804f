import CPostgres

/// Reading libpq's error and notice reports: one letter per field.

extension DatabaseError {
  /// The error that a failed result reports.
  init(_ result: OpaquePointer, statement: String?, isConnectionLost: Bool) {
    let report = Report(result)
    let severity = report["V"] ?? report["S"] ?? "ERROR"
    // A fatal error ends the session, whether or not the end has been noticed yet.
    let isConnectionLost = isConnectionLost || severity == "FATAL" || severity == "PANIC"
    let fallback = pq_resultErrorMessage(result).map { String(cString: $0) } ?? ""
    self.init(
      sqlstate: report["C"] ?? (isConnectionLost ? "08006" : ""),
      severity: severity,
      message: report["M"] ?? oneLine(fallback), detail: report["D"], hint: report["H"],
      statement: statement, isConnectionLost: isConnectionLost)
    position = report["P"].flatMap { Int($0) }
    internalPosition = report["p"].flatMap { Int($0) }
    internalQuery = report["q"]
    context = report["W"]
    schemaName = report["s"]
    tableName = report["t"]
    columnName = report["c"]
    dataTypeName = report["d"]
    constraintName = report["n"]
  }

  /// The error that a connection remembers when there is no result to ask.
  init(connection: OpaquePointer, statement: String?) {
    let isLost = pq_status(connection) != Int32(PQ_CONNECTION_OK)
    let text = pq_errorMessage(connection).map { String(cString: $0) } ?? ""
    self.init(
      sqlstate: isLost ? "08006" : "", severity: isLost ? "FATAL" : "ERROR",
      message: oneLine(text), statement: statement, isConnectionLost: isLost)
  }
}

extension DatabaseNotice {
  init(_ result: OpaquePointer) {
    let report = Report(result)
    self.init(
      severity: report["V"] ?? report["S"] ?? "NOTICE", sqlstate: report["C"] ?? "",
      message: report["M"]
        ?? oneLine(pq_resultErrorMessage(result).map { String(cString: $0) } ?? ""),
      detail: report["D"], hint: report["H"], context: report["W"])
  }
}

private struct Report {
  let result: OpaquePointer

  init(_ result: OpaquePointer) {
    self.result = result
  }

  subscript(field: Unicode.Scalar) -> String? {
    pq_resultErrorField(result, Int32(field.value)).map { String(cString: $0) }
  }
}

/// libpq ends its messages with a newline and indents further lines with tabs.
func oneLine(_ message: String) -> String {
  let lines = message.split(whereSeparator: \.isNewline)
  let words = lines.map { $0.drop { $0.isWhitespace } }
  return words.isEmpty ? "the connection failed without a message" : words.joined(separator: "; ")
}
