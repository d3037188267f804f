package import Postgres

/// Reads snapshots: every kind's query in one pipeline, in one repeatable-read transaction.
///
/// Two round trips. The first begins the transaction and takes a glance at which kinds there are any
/// of, the second asks for those: planning a query for each kind that could be takes the server of a
/// small database longer than all else. A large database that is read alone takes a second session.
package enum SnapshotReader {
  /// The oldest server whose catalogs the queries know.
  package static let oldest = ServerVersion(130000)

  /// Reads one database. Inside a transaction of the caller's it sees that transaction's state, and
  /// leaves it open.
  ///
  /// `searchPath` is what names are relative to in the definitions that PostgreSQL writes: the
  /// empty one qualifies them all, which is what comparing needs.
  package static func read(
    _ connection: Connection, searchPath: String = ""
  ) throws -> Snapshot {
    var readings = [try Reading(of: connection, searchPath: searchPath, mayShare: true)]
    try read(&readings)
    return readings[0].finish()
  }

  /// Reads one database, and gives the server's answers as bytes, too: `replay` makes the same
  /// snapshot of them without a server. And which objects answer for addresses of its catalogs.
  package static func readRecorded(
    _ connection: Connection, locating addresses: Set<Address> = []
  ) throws -> (snapshot: Snapshot, record: [UInt8], ids: [Address: ObjectID]) {
    var readings = [
      try Reading(of: connection, isRecorded: true, mayShare: true, locating: addresses)
    ]
    try read(&readings)
    let record = readings[0].recorded
    let snapshot = readings[0].finish()
    return (snapshot, record, readings[0].located)
  }

  /// The snapshot that was recorded; nil where the bytes make no sense.
  package static func replay(_ packed: inout PackedReader) -> Snapshot? {
    guard var reading = try? Reading(recorded: &packed) else { return nil }
    return reading.finish()
  }

  /// What is asked of a server of a version: a record is of use only to whoever asks the same.
  package static func queries(_ version: ServerVersion) -> [String] {
    Question.all(version).map(\.query.text)
  }

  /// Reads two databases, whose servers work at the same time.
  package static func read(
    _ first: Connection, _ second: Connection
  ) throws -> (Snapshot, Snapshot) {
    var readings = [try Reading(of: first), try Reading(of: second)]
    try read(&readings)
    return (readings[0].finish(), readings[1].finish())
  }

  private static func read(_ readings: inout [Reading]) throws {
    let connections = readings.compactMap(\.connection)
    do {
      for reading in readings {
        try reading.connection?.startPipeline(reading.opening, prompt: Reading.stateIndex)
      }
      try Connection.finishPipelines(connections) { place, index, result in
        try readings[place].glance(index, result)
      }
      if let helper = readings[0].helper {
        return try readings[0].readShared(connections[0], helper)
      }
      for reading in readings { try reading.connection?.startPipeline(reading.queries) }
      try Connection.finishPipelines(connections) { place, index, result in
        try readings[place].receive(index, result)
      }
    } catch {
      for reading in readings { reading.abandon() }
      guard let again = readings[0].alone(after: error) else { throw error }
      readings = [again]
      try read(&readings)
    }
  }
}
