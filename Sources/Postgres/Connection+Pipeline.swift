import CPostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Many statements in one round trip.
///
/// All are sent before the first answer is awaited, which makes a snapshot of twenty catalog queries
/// cost one network delay instead of twenty. Without `begin` among them they are one transaction:
/// the first error undoes and ends all. COPY has no place in a pipeline.
extension Connection {
  package func pipeline(
    _ statements: [SQL], each: (Int, consuming Result) throws -> Void
  ) throws {
    try startPipeline(statements)
    try finishPipeline(each: each)
  }

  /// Sends the statements and returns at once, so that two connections can work at the same time.
  /// `finishPipeline` must be called before anything else is run. Answers may wait at the server
  /// until there are enough of them, but not those up to the statement at `prompt`.
  package func startPipeline(_ statements: [SQL], prompt: Int? = nil) throws(DatabaseError) {
    for sql in statements {
      try refuseNul(sql.parameterizedText)
      for case let binding? in sql.bindings { try refuseNul(binding) }
    }
    try refuseWithinPipeline()
    guard pq_enterPipelineMode(handle) == 1 else {
      throw DatabaseError(connection: handle, statement: nil)
    }
    do throws(DatabaseError) {
      for (index, sql) in statements.enumerated() {
        try sendNow(sql)
        if index == prompt { _ = pq_sendFlushRequest(handle) }
      }
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
  package func finishPipeline(each: (Int, consuming Result) throws -> Void) throws {
    guard var answers = Answers(of: self) else { return }
    while !answers.areComplete { answers.take(nextResult(), each: each) }
    try answers.end()
  }

  /// Reads the answers of several connections' pipelines, each as it arrives: were one read to its
  /// end first, the other servers would stop working as soon as the network's buffers are full.
  /// `each` gets the place of the connection in the list, and that of the statement; `failed` that
  /// of a connection whose answers have come to an error.
  package static func finishPipelines(
    _ connections: [Connection], each: (Int, Int, consuming Result) throws -> Void,
    failed: (Int) -> Void = { _ in }
  ) throws {
    var all = connections.map { Answers(of: $0) }
    var failure: (any Error)?
    while true {
      var waits: [pollfd] = []
      for (place, connection) in connections.enumerated() {
        while let answers = all[place], !answers.areComplete {
          guard pq_isBusy(connection.handle) == 0 || connection.isLost else {
            waits.append(
              pollfd(fd: pq_socket(connection.handle), events: Int16(POLLIN), revents: 0))
            break
          }
          let hadFailed = answers.haveFailed
          all[place]?.take(connection.nextResult()) { try each(place, $0, $1) }
          if !hadFailed, all[place]?.haveFailed == true { failed(place) }
        }
      }
      guard !waits.isEmpty else { break }
      poll(&waits, nfds_t(waits.count), -1)
      for connection in connections where connection.pipelined != nil {
        // What it cannot read it remembers, and the next result says so.
        _ = pq_consumeInput(connection.handle)
      }
    }
    for answers in all {
      do { try answers?.end() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }
}

/// How far the answers to one connection's pipeline have been read.
private struct Answers {
  private let connection: Connection
  private let statements: [SQL]
  private var index = 0
  private var failure: (any Error)?
  private(set) var areComplete = false
  var haveFailed: Bool { failure != nil }

  init?(of connection: Connection) {
    guard let statements = connection.pipelined else { return nil }
    self.connection = connection
    self.statements = statements
  }

  /// Each statement gives its results and then nil; behind the last comes the synchronization.
  mutating func take(
    _ result: consuming Result?, each: (Int, consuming Result) throws -> Void
  ) {
    guard let result = result.take() else {
      index += 1
      if connection.isLost { areComplete = true }
      return
    }
    switch result.status {
    case .pipelineSync:
      areComplete = true
    case .copyIn, .copyOut:
      // libpq has no way out of a COPY within a pipeline.
      failure =
        failure
        ?? DatabaseError(
          sqlstate: "0A000", message: "COPY cannot be run in a pipeline; the connection is lost",
          statement: statement.text, isConnectionLost: true)
      shutdown(pq_socket(connection.handle), Int32(SHUT_RDWR))
      _ = pq_consumeInput(connection.handle)
      areComplete = true
    case .empty, .command, .rows, .someRows, .failed, .pipelineAborted:
      guard failure == nil else { return }
      do {
        try connection.check(result, statement: statement)
        try each(index, result)
      } catch {
        failure = error
      }
    }
  }

  func end() throws {
    connection.pipelined = nil
    _ = pq_exitPipelineMode(connection.handle)
    if let failure { throw failure }
    if connection.isLost { throw DatabaseError(connection: connection.handle, statement: nil) }
  }

  private var statement: SQL { index < statements.count ? statements[index] : SQL() }
}
