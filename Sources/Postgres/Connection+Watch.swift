import CPostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A statement that is looked at from outside while it runs: some say only then what they hold.
extension Connection {
  /// Runs one statement, and calls `watch` every few milliseconds until the server has answered.
  @discardableResult
  package func run(
    _ sql: SQL, watching watch: () throws(DatabaseError) -> Void
  ) throws(DatabaseError) -> Int? {
    try send(sql)
    var failure: DatabaseError?
    while pq_isBusy(handle) == 1, !isLost {
      // What goes wrong beside it must not leave the statement unread.
      do throws(DatabaseError) { try watch() } catch { failure = failure ?? error }
      var wait = pollfd(fd: pq_socket(handle), events: Int16(POLLIN), revents: 0)
      poll(&wait, 1, 3)
      guard pq_consumeInput(handle) == 1 else { break }
    }
    var rows: Int?
    while let result = nextResult() {
      do throws(DatabaseError) {
        try refuseCopy(result, statement: sql)
        try check(result, statement: sql)
        rows = result.affectedRows ?? rows
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if isLost { throw lostOrUnknown(sql) }
    return rows
  }
}
