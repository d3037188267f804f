import CPostgres

/// Running statements, one at a time or a script of them.
extension Connection {
  package enum Format: Int32, Sendable {
    case text = 0
    case binary = 1
  }

  /// Runs one statement, with its bound values if it has any, and gives its result.
  @discardableResult
  package func run(_ sql: SQL, format: Format = .text) throws(DatabaseError) -> Result {
    try send(sql, format: format)
    var last: Result?
    var failure: DatabaseError?
    while let result = nextResult() {
      do throws(DatabaseError) {
        try refuseCopy(result, statement: sql)
        try check(result, statement: sql)
        last = consume result
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    guard let last = last.take() else { throw lostOrUnknown(sql) }
    return last
  }

  /// Runs a text of any number of statements, as `psql -c` does: all in one transaction unless the
  /// text says otherwise. `each` gets the result of every statement; the first error ends it.
  package func script(
    _ text: String, each: (borrowing Result) throws(DatabaseError) -> Void = { _ in }
  ) throws(DatabaseError) {
    let sql = SQL(trusted: text)
    try refuseNul(text)
    try refuseWithinPipeline()
    guard pq_sendQuery(handle, text) == 1 else {
      throw DatabaseError(connection: handle, statement: text)
    }
    var failure: DatabaseError?
    while let result = nextResult() {
      do throws(DatabaseError) {
        try refuseCopy(result, statement: sql)
        try check(result, statement: sql)
        if failure == nil { try each(result) }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if isLost { throw lostOrUnknown(sql) }
  }

  func send(_ sql: SQL, format: Format = .text) throws(DatabaseError) {
    try refuseWithinPipeline()
    try sendNow(sql, format: format)
  }

  /// Also within a pipeline.
  func sendNow(_ sql: SQL, format: Format = .text) throws(DatabaseError) {
    let text = sql.parameterizedText
    let bindings = sql.bindings
    try refuseNul(text)
    for case let binding? in bindings { try refuseNul(binding) }
    let isSent: Int32
    if bindings.isEmpty {
      isSent = pq_sendQueryParams(handle, text, 0, nil, nil, nil, nil, format.rawValue)
    } else {
      let count = Int32(clamping: bindings.count)
      let strings = CStringArena()
      isSent = withExtendedLifetime(strings) {
        pq_sendQueryParams(
          handle, text, count, nil, strings.array(bindings), nil, nil, format.rawValue)
      }
    }
    guard isSent == 1 else { throw DatabaseError(connection: handle, statement: text) }
  }

  func nextResult() -> Result? {
    guard let result = pq_getResult(handle) else { return nil }
    return Result(result)
  }

  func refuseWithinPipeline() throws(DatabaseError) {
    guard pipelined == nil else {
      throw DatabaseError(
        sqlstate: "55000", message: "a pipeline is under way on this connection")
    }
  }

  func check(_ result: borrowing Result, statement: SQL) throws(DatabaseError) {
    switch result.status {
    case .failed, .pipelineAborted:
      let error = result.error(statement: statement.parameterizedText, isConnectionLost: isLost)
      if error.isConnectionLost { isEnded = true }
      throw error
    case .empty, .command, .rows, .someRows, .copyIn, .copyOut, .pipelineSync:
      return
    }
  }

  /// A COPY from or to the client that arrives where no data can flow: ends it with an error.
  func refuseCopy(
    _ result: borrowing Result, statement: SQL
  ) throws(DatabaseError) {
    switch result.status {
    case .copyIn:
      // The server answers with an error, which the caller's loop picks up.
      _ = pq_putCopyEnd(handle, "no data can be given to COPY FROM STDIN here")
    case .copyOut:
      drainCopy()
      throw DatabaseError(
        sqlstate: "0A000", message: "COPY TO STDOUT cannot be run here",
        statement: statement.parameterizedText)
    case .empty, .command, .rows, .someRows, .failed, .pipelineSync, .pipelineAborted:
      return
    }
  }

  func drainCopy() {
    var chunk: UnsafeMutablePointer<CChar>?
    while pq_getCopyData(handle, &chunk, 0) > 0 { pq_freemem(chunk) }
  }

  func lostOrUnknown(_ sql: SQL) -> DatabaseError {
    DatabaseError(connection: handle, statement: sql.parameterizedText)
  }
}

/// libpq's strings end at the first NUL: a statement would be cut in silence.
func refuseNul(_ text: String) throws(DatabaseError) {
  guard text.utf8.contains(0) else { return }
  throw DatabaseError(
    sqlstate: "22021", message: "the text holds a NUL character, which PostgreSQL cannot store",
    hint: "remove the NUL (byte 0)")
}
