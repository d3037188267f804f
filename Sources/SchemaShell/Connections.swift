import Lang
package import Postgres

/// The connections a session has open, each under a name, one of them the current one.
package struct Connections {
  package private(set) var all: [OpenConnection] = []
  package private(set) var current: OpenConnection?
  /// Something was connected, if only to be closed again.
  package private(set) var wereUsed = false

  package init() {}

  package subscript(name: String) -> OpenConnection? { all.first { $0.name == name } }

  /// Takes a connection in and makes it the current one. Without a chosen name it goes by its
  /// database's, and takes the place of one to the same database of the same server.
  package mutating func add(_ connection: OpenConnection) {
    all.removeAll { $0.name == connection.name }
    all.append(connection)
    current = connection
    wereUsed = true
  }

  /// A name that is not taken by another database.
  package func freeName(_ wanted: String, for settings: ConnectionSettings) -> String {
    var name = wanted
    var number = 2
    while let taken = self[name], taken.settings != settings {
      name = "\(wanted)\(number)"
      number += 1
    }
    return name
  }

  package mutating func use(_ connection: OpenConnection) { current = connection }

  /// Closes it; another that is open becomes the current one only when asked for.
  package mutating func remove(_ connection: OpenConnection) {
    all.removeAll { $0 === connection }
    if current === connection { current = nil }
  }
}

/// One open connection, where it came from, and the scratch database that is dropped with it.
package final class OpenConnection {
  package let name: String
  package let connection: Connection
  package let settings: ConnectionSettings
  /// "DATABASE_URL in .env"; nil when it was named in full.
  package let origin: String?
  package let scratch: ScratchDatabase?

  package init(
    name: String, connection: Connection, settings: ConnectionSettings, origin: String? = nil,
    scratch: ScratchDatabase? = nil
  ) {
    self.name = name
    self.connection = connection
    self.settings = settings
    self.origin = origin
    self.scratch = scratch
  }

  /// `blog on localhost:5432 as me`; never a password.
  package var place: String {
    let host = connection.host.hasPrefix("/") ? "local socket" : connection.host
    let place = "\(connection.database) on \(host):\(connection.port) as \(connection.user)"
    guard let scratch else { return place }
    guard scratch.isPrivate else { return "\(place) (scratch)" }
    // Root cannot run PostgreSQL; that another user does is not kept quiet.
    let runner = scratch.runsAs.map { ", a server of the user \($0)" } ?? ""
    return "\(connection.database) (scratch\(runner))"
  }
}
