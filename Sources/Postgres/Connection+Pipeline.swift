import CPostgres

/// Many statements in one round trip.
///
/// All are sent before the first answer is awaited, which makes a snapshot of twenty catalog queries
/// cost one network delay instead of twenty. Without `begin` among them they are one transaction:
/// the first error undoes and ends all.
extension Connection {
  package func pipeline(
    _ statements: [SQL], each: (Int, borrowing Result) throws -> Void
  ) throws {
    try startPipeline(statements)
    try finishPipeline(each: each)
  }

  /// Sends the statements and returns at once, so that two connections can work at the same time.
  /// `finishPipeline` must be called before anything else is run.
  package func startPipeline(_ statements: [SQL]) throws(DatabaseError) {
    for sql in statements {
      try refuseNul(sql.parameterizedText)
      for case let binding? in sql.bindings { try refuseNul(binding) }
    }
    guard pq_enterPipelineMode(handle) == 1 else {
      throw DatabaseError(connection: handle, statement: nil)
    }
    do throws(DatabaseError) {
      for sql in statements { try send(sql) }
      guard pq_pipelineSync(handle) == 1 else {
        throw DatabaseError(connection: handle, statement: nil)
      }
    } catch {
      // Only a lost connection gets here; there is nothing to wait for.
      _ = pq_exitPipelineMode(handle)
      throw error
    }
    pipelined = statements
  }

  /// Reads the answers of `startPipeline` in order. The first error, the server's or one thrown by
  /// `each`, is thrown when all answers are in; the connection stays usable.
  package func finishPipeline(each: (Int, borrowing Result) throws -> Void) throws {
    guard let statements = pipelined else { return }
    pipelined = nil
    var failure: (any Error)?
    for (index, sql) in statements.enumerated() {
      while let result = nextResult() {
        guard failure == nil else { continue }
        do {
          try check(result, statement: sql)
          try each(index, result)
        } catch {
          failure = error
        }
      }
    }
    awaitSync()
    _ = pq_exitPipelineMode(handle)
    if let failure { throw failure }
    if isLost { throw DatabaseError(connection: handle, statement: nil) }
  }

  private func awaitSync() {
    while !isLost {
      guard let result = nextResult() else { continue }
      if case .pipelineSync = result.status { return }
    }
  }
}
