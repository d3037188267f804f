import Engine
import Postgres
import TestSupport
import Testing

/// A kind that leaves no trace is not asked for, so whatever its query finds must leave one.
@Suite struct TraceTests {
  @Test(arguments: SchemaCase.all)
  func `what leaves no trace is not there`(_ schema: SchemaCase) throws {
    try withDatabase { connection in
      guard try schema.load("b.sql", into: connection) else { return }
      let version = ServerVersion(connection.serverVersion)
      for kind in ObjectKinds.all {
        let texts = kind.texts(version)
        for (query, trace) in [(kind.query(version), kind.trace), (texts?.query, texts?.trace)] {
          guard let query, let trace else { continue }
          if try connection.value("select exists (select from \(trace))") == "t" { continue }
          #expect(try connection.run(query).rowCount == 0, "\(kind.kind) has left no trace")
        }
      }
    }
  }

  @Test func `a reading that fails leaves the connection as it was`() throws {
    try withDatabase { connection in
      try connection.run("revoke select on pg_catalog.pg_namespace from public")
      try connection.run("set role pg_monitor")
      #expect(throws: DatabaseError.self) { try SnapshotReader.read(connection) }
      #expect(connection.transactionStatus == .idle)
      try connection.run("begin")
      #expect(throws: DatabaseError.self) { try SnapshotReader.read(connection) }
      #expect(connection.transactionStatus == .inTransaction)
      try connection.run("rollback")
      try connection.run("reset role")
      _ = try SnapshotReader.read(connection)
    }
  }
}
