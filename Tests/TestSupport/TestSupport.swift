package import Postgres

/// The database server of a test process.
///
/// Tests run on a real PostgreSQL: one scratch server per process, started by the first test that
/// asks and gone with the process.
package enum TestServer {
  package static var shared: ScratchServer {
    get throws { try started.get() }
  }

  // A constant, so that tests in parallel start one server only.
  private static let started = Swift.Result { () throws(DatabaseError) in
    try ScratchServer.start()
  }
}

/// Runs `body` on a connection to an empty database, and drops the database.
package func withDatabase<Value>(_ body: (Connection) throws -> Value) throws -> Value {
  try withDatabaseSettings { settings in try body(Connection(settings)) }
}

/// Runs `body` with an empty database that it connects to by itself, and drops the database.
package func withDatabaseSettings<Value>(
  _ body: (ConnectionSettings) throws -> Value
) throws -> Value {
  let server = try TestServer.shared
  let settings = try server.freshDatabase()
  defer { if let name = settings.database { try? server.dropDatabase(name) } }
  return try body(settings)
}

extension Connection {
  /// The first value of a query. A result cannot be copied, so it cannot stand within `#expect`.
  package func value(_ sql: SQL) throws(DatabaseError) -> String? {
    try run(sql).optionalString(0, 0)
  }

  /// The first column of a query.
  package func column(_ sql: SQL) throws(DatabaseError) -> [String?] {
    try run(sql).rows { $0.optionalText() }
  }
}
