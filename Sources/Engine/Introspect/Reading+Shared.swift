import Postgres

/// A large database is read over two sessions that see the same state.
///
/// PostgreSQL answers one session on one processor. The kinds for which it opens every table go to
/// the second session, so that each table is opened in one of the two only, and so many others that
/// both end together. Where there can be no second one, or it sees something else, the first answers
/// all.
extension Reading {
  /// The catalogs' size from which on two sessions are faster than one. It takes longer to open the
  /// second one than to read a small database, or any over a slow network.
  static func sharedSize(_ connection: Connection) -> Int {
    let bytesASecond = 80_000_000.0
    return max(3_000_000, Int(min(connection.secondsToOpen, 60) * 2 * bytesASecond))
  }

  /// Opens the second session and asks it at once, while the first one takes its glance.
  mutating func lend(seeing state: String) {
    guard let helper = connection.flatMap(Self.helper) else { return }
    let places = questions.indices.filter { questions[$0].isLent }
    guard
      (try? helper.startPipeline(head(seeing: state) + places.map { questions[$0].query })) != nil
    else { return }
    self.helper = helper
    lent = Set(places)
  }

  private func head(seeing state: String) -> [SQL] {
    [begin, "set transaction snapshot \(literal: state)", "select \(settings)"]
  }

  /// Asks the first session the rest, and takes the answers of both.
  mutating func readShared(_ connection: Connection, _ helper: Connection) throws {
    let theirs = questions.indices.filter { lent.contains(numbers[$0]) }
    let own = questions.indices.filter { !lent.contains(numbers[$0]) }
    try connection.startPipeline(own.map { questions[$0].query } + [end])
    let before = head(seeing: "").count
    try Connection.finishPipelines([connection, helper]) { session, index, result in
      if session == 0, index < own.count {
        try receive(own[index], result)
      } else if session == 1, index >= before {
        try receive(theirs[index - before], result)
      }
    } failed: { session in
      // Without the first session's answers the second one's are of no use.
      if session == 0 { helper.canceller.cancel() }
    }
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
