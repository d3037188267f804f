import Postgres

/// A large database is read over two sessions that see the same state.
///
/// PostgreSQL answers one session on one processor. The kinds for which it opens every table go to
/// the second session, so that each table is opened in one of the two only. Where there can be no
/// second one, or it sees something else, the first answers all.
extension Reading {
  /// The catalogs' size from which on two sessions are faster than one. It takes longer to open the
  /// second one than to read a small database, or any over a slow network.
  static func sharedSize(_ connection: Connection) -> Int {
    let bytesASecond = 80_000_000.0
    return max(3_000_000, Int(min(connection.secondsToOpen, 60) * 2 * bytesASecond))
  }

  /// Asks both sessions; `state` is what the first one sees.
  mutating func readShared(_ state: String, _ connection: Connection) throws {
    let places = questions.indices
    // The second one would be done first: it gets what comes last as well.
    let last = questions.lastIndex(where: \.opensTables) ?? places.upperBound
    let lent = places.filter { questions[$0].opensTables || $0 > last }
    let own = places.filter { !questions[$0].opensTables && $0 <= last }
    let lentQueries = lent.map { questions[$0].query }
    try connection.startPipeline(own.map { questions[$0].query })
    let head: [SQL] = [
      begin, "set transaction snapshot \(literal: state)", "select \(settings)",
    ]
    guard let helper, (try? helper.startPipeline(head + lentQueries)) != nil else {
      try connection.finishPipeline { try receive(own[$0], $1) }
      try connection.pipeline(lentQueries) { try receive(lent[$0], $1) }
      try connection.run(end)
      return
    }
    try Connection.finishPipelines([connection, helper]) { session, index, result in
      if session == 0 {
        try receive(own[index], result)
      } else if index >= head.count {
        try receive(lent[index - head.count], result)
      }
    } failed: { session in
      // Without the first session's answers the second one's are of no use.
      if session == 0 { helper.canceller.cancel() }
    }
    try connection.run(end)
  }

  /// A second session on the same server; nil where there is none.
  static func helper(of connection: Connection) -> Connection? {
    var settings = connection.settings
    settings.parameters["connect_timeout"] = "2"
    return try? Connection(settings)
  }
}

/// An answer that came before those that it builds on.
final class EarlyAnswer {
  private var result: Result?

  init(_ result: consuming Result) { self.result = consume result }

  func take() -> Result? { result.take() }
}
