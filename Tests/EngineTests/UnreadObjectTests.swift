import Engine
import Postgres
import TestSupport
import Testing

/// What the role that reads may not see is counted, and neither passed over nor taken for absent.
@Suite struct UnreadObjectTests {
  private static let unread = "user mapping that only its user or a superuser can read"

  @Test func `user mappings that nobody but others may read are counted`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create foreign data wrapper w;
        create server s foreign data wrapper w;
        create server shared foreign data wrapper w;
        grant usage on foreign server shared to pg_monitor;
        create user mapping for public server s options (name 'x');
        create user mapping for pg_signal_backend server shared options (name 'y');
        create user mapping for pg_monitor server shared options (name 'z');
        """)
      let all = try SnapshotReader.read(connection)
      #expect(all.all(UserMapping.self).count == 3)
      #expect(all.notCompared[Self.unread] == nil)
      try connection.run("set role pg_monitor")
      let some = try SnapshotReader.read(connection)
      #expect(some.all(UserMapping.self).map(\.options) == [["name=z"]])
      #expect(some.notCompared[Self.unread] == 2)
    }
  }
}
