import CPostgres

/// Many statements in few round trips, each in a transaction of its own.
///
/// Where `pipeline` undoes all at the first error, this goes on: a model's statements are tried in
/// any order, and those that came too early are tried again.
extension Connection {
  /// Runs the statements in order and tells each one's error, or nil where it went well. Only a
  /// lost connection is thrown.
  package func runEach(
    _ statements: [SQL], each: (Int, DatabaseError?) -> Void
  ) throws(DatabaseError) {
    guard pq_enterPipelineMode(handle) == 1 else {
      throw DatabaseError(connection: handle, statement: nil)
    }
    defer { _ = pq_exitPipelineMode(handle) }
    var refused: [Int: DatabaseError] = [:]
    for (index, sql) in statements.enumerated() {
      do throws(DatabaseError) {
        try send(sql)
      } catch {
        guard !isLost else { throw error }
        refused[index] = error
        continue
      }
      guard pq_pipelineSync(handle) == 1 else {
        throw DatabaseError(connection: handle, statement: nil)
      }
    }
    for (index, sql) in statements.enumerated() {
      if let error = refused[index] { each(index, error) } else { each(index, answer(to: sql)) }
      if isLost { throw lostOrUnknown(sql) }
    }
  }

  /// Everything up to the statement's sync point; its first error, if there is one.
  private func answer(to sql: SQL) -> DatabaseError? {
    var failure: DatabaseError?
    while !isLost {
      guard let result = nextResult() else { continue }
      if case .pipelineSync = result.status { return failure }
      if case .copyOut = result.status { drainCopy() }
      if case .copyIn = result.status { _ = pq_putCopyEnd(handle, "no data here") }
      do { try check(result, statement: sql) } catch { failure = failure ?? error }
    }
    return failure
  }
}
