import CPostgres

/// One session on a PostgreSQL server.
///
/// It is the only owner of libpq's connection and closes it when it goes. It is not `Sendable`: one
/// thread at a time may use it; another thread stops it through `canceller`.
///
/// ```swift
/// let connection = try Connection(ConnectionSettings(parsing: "postgres://localhost/app"))
/// let result = try connection.run("select relname from pg_class where oid = \(binding: "1259")")
/// ```
package final class Connection {
  let handle: OpaquePointer
  package let settings: ConnectionSettings

  /// Called for each notice or warning, on the thread that runs the statement.
  package var onNotice: ((DatabaseNotice) -> Void)?

  /// How long it took to open, authentication and encryption included.
  package let secondsToOpen: Double

  /// The statements that were sent by `startPipeline` and not yet answered.
  var pipelined: [SQL]?

  /// The server said that this session is over; libpq finds out at the next statement only.
  var isEnded = false

  package init(_ settings: ConnectionSettings) throws(DatabaseError) {
    if let failure = pq_load() {
      throw DatabaseError(
        sqlstate: "08001", severity: "FATAL", message: String(cString: failure),
        isConnectionLost: true)
    }
    let start = ContinuousClock.now
    let parameters = settings.libpqParameters()
    let strings = CStringArena()
    let opened = withExtendedLifetime(strings) {
      pq_connectdbParams(
        strings.array(parameters.map { $0.keyword }), strings.array(parameters.map { $0.value }), 0)
    }
    guard let opened else {
      throw DatabaseError(
        sqlstate: "53200", severity: "FATAL", message: "out of memory", isConnectionLost: true)
    }
    guard pq_status(opened) == Int32(PQ_CONNECTION_OK) else {
      var error = DatabaseError(connection: opened, statement: nil)
      error.sqlstate = "08001"
      error.message = settings.withoutSecrets(error.message)
      if error.message.contains("invalid connection option") {
        error.hint = "PostgreSQL does not know it; remove it from the connection's URL"
      }
      pq_finish(opened)
      throw error
    }
    handle = opened
    self.settings = settings
    secondsToOpen = start.duration(to: .now) / .seconds(1)
    // Unretained: the receiver is gone when `deinit` has closed the connection.
    _ = pq_setNoticeReceiver(opened, receiveNotice, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    pq_finish(handle)
  }

  package enum TransactionStatus: Sendable {
    case idle, active, inTransaction, inFailedTransaction, unknown
  }

  package var transactionStatus: TransactionStatus {
    switch pq_transactionStatus(handle) {
    case 0: .idle
    case 1: .active
    case 2: .inTransaction
    case 3: .inFailedTransaction
    default: .unknown
    }
  }

  /// No statement can be run any more.
  package var isLost: Bool { isEnded || pq_status(handle) != Int32(PQ_CONNECTION_OK) }

  /// 150018 for version 15.18.
  package var serverVersion: Int { Int(pq_serverVersion(handle)) }
  package var backendPID: Int { Int(pq_backendPID(handle)) }
  package var database: String { string(pq_db(handle)) }
  package var user: String { string(pq_user(handle)) }
  /// A host's name or address, or the directory of a Unix socket.
  package var host: String { string(pq_host(handle)) }
  package var port: String { string(pq_port(handle)) }

  /// A setting that the server reports by itself, such as `standard_conforming_strings`.
  package func parameterStatus(_ name: String) -> String? {
    pq_parameterStatus(handle, name).map { String(cString: $0) }
  }

  /// What stops the running statement, from any thread.
  package var canceller: Canceller { Canceller(pq_getCancel(handle)) }

  private func string(_ text: UnsafeMutablePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }
}

/// Stops what a connection is doing. It may be kept and used on any thread, also when the
/// connection is gone.
package final class Canceller: Sendable {
  // libpq fills a PGcancel once and only reads it in PQcancel, which is thread-safe.
  private nonisolated(unsafe) let handle: OpaquePointer?  // Safe: never written again.

  init(_ handle: OpaquePointer?) {
    self.handle = handle
  }

  deinit {
    pq_freeCancel(handle)
  }

  /// Asks the server to cancel. False when the request could not be delivered.
  @discardableResult
  package func cancel() -> Bool {
    guard let handle else { return false }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      pq_cancel(handle, buffer.baseAddress, Int32(buffer.count)) == 1
    }
  }
}

private func receiveNotice(context: UnsafeMutableRawPointer?, result: OpaquePointer?) {
  guard let context, let result else { return }
  let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
  connection.onNotice?(DatabaseNotice(result))
}
