import CPostgres

/// Results too large to hold, and COPY.
extension Connection {
  /// Runs one query and hands its rows over in small results as they arrive, in constant memory.
  ///
  /// The last result has no rows but the columns and the command tag. When `each` throws, the query
  /// is cancelled and the connection stays usable.
  package func stream(
    _ sql: SQL, format: Format = .text, each: (borrowing Result) throws -> Void
  ) throws {
    try send(sql, format: format)
    _ = pq_setStreaming(handle, 256)
    var failure: (any Error)?
    while let result = nextResult() {
      do {
        try refuseCopy(result, statement: sql)
        guard failure == nil else { continue }
        try check(result, statement: sql)
        try each(result)
      } catch {
        if failure == nil { canceller.cancel() }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if isLost { throw lostOrUnknown(sql) }
  }

  /// Runs `COPY … FROM STDIN`. `next` gives the data in pieces of any size, nil at the end; when it
  /// throws, the copy is undone.
  @discardableResult
  package func copyIn(_ sql: SQL, next: () throws -> [UInt8]?) throws -> Int? {
    try startCopy(sql, expecting: .copyIn)
    var failure: (any Error)?
    do {
      while let chunk = try next() {
        guard put(chunk) else { break }
      }
      _ = pq_putCopyEnd(handle, nil)
    } catch {
      failure = error
      _ = pq_putCopyEnd(handle, "the sender stopped")
    }
    return try finishCopy(sql, failure: failure)
  }

  /// Runs `COPY … TO STDOUT`. Each piece is one row of the text or CSV form, newline included; its
  /// memory lives as long as the call. When `each` throws, the copy is cancelled.
  @discardableResult
  package func copyOut(
    _ sql: SQL, each: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int? {
    try startCopy(sql, expecting: .copyOut)
    var failure: (any Error)?
    var chunk: UnsafeMutablePointer<CChar>?
    while case let count = pq_getCopyData(handle, &chunk, 0), count > 0 {
      defer { pq_freemem(chunk) }
      guard failure == nil else { continue }
      do {
        try each(UnsafeRawBufferPointer(start: chunk, count: Int(count)))
      } catch {
        failure = error
        canceller.cancel()
      }
    }
    return try finishCopy(sql, failure: failure)
  }

  private func put(_ chunk: [UInt8]) -> Bool {
    chunk.withUnsafeBytes { bytes in
      let start = bytes.bindMemory(to: CChar.self).baseAddress
      return pq_putCopyData(handle, start, Int32(clamping: bytes.count)) == 1
    }
  }

  private func startCopy(_ sql: SQL, expecting expected: ResultStatus) throws(DatabaseError) {
    try send(sql)
    guard let result = nextResult() else { throw lostOrUnknown(sql) }
    if result.status == expected { return }
    defer { abandon() }
    try check(result, statement: sql)
    throw DatabaseError(
      sqlstate: "42601", message: "the statement is not the COPY that was expected",
      statement: sql.parameterizedText)
  }

  private func finishCopy(_ sql: SQL, failure: (any Error)?) throws -> Int? {
    var failure = failure
    var rows: Int?
    while let result = nextResult() {
      rows = result.affectedRows ?? rows
      guard failure == nil else { continue }
      do { try check(result, statement: sql) } catch { failure = error }
    }
    if let failure { throw failure }
    if isLost { throw lostOrUnknown(sql) }
    return rows
  }

  /// Ends whatever the last statement left under way.
  private func abandon() {
    while let result = nextResult() {
      if result.status == .copyIn { _ = pq_putCopyEnd(handle, "not expected") }
      if result.status == .copyOut { drainCopy() }
    }
  }
}
