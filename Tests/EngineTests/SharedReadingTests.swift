import Engine
import Postgres
import TestSupport
import Testing

/// A large database is read over two sessions; what is read does not tell.
@Suite struct SharedReadingTests {
  /// Large enough for two sessions: what decides is the size of the catalogs.
  private static let large: SQL = """
    do $$
    begin
      for number in 1..90 loop
        execute format('create table t%s (id int primary key, %s, check (c1 > id))', number,
          (select string_agg(format('c%s int default %s', n, n), ', ')
            from generate_series(1, 240) n));
        execute format('create index on t%s (c1, (c2 + %s)) where c3 > 0', number, number);
        execute format('create view v%s as select id, c1 from t%s', number, number);
        execute format('alter table t%s add foreign key (c2) references t1', number);
      end loop;
    end $$
    """

  @Test func `two sessions read what one does`() throws {
    try withDatabase { connection in
      try connection.run(Self.large)
      let shared = try SnapshotReader.read(connection)
      #expect(connection.transactionStatus == .idle)
      // Within a transaction there is no other session that could see the same.
      try connection.run("begin")
      let alone = try SnapshotReader.read(connection)
      expectSame(shared, alone)
      try connection.run("rollback")
      let (first, second) = try withCopy(of: connection) { try SnapshotReader.read(connection, $0) }
      expectSame(shared, first)
      expectSame(shared, second)
      let recorded = try SnapshotReader.readRecorded(connection)
      expectSame(shared, recorded.snapshot)
      var bytes = PackedWriter()
      bytes.append(recorded.record)
      var packed = try #require(PackedReader(bytes.sealed("test"), form: "test"))
      let replayed = try #require(SnapshotReader.replay(&packed))
      expectSame(shared, replayed)
    }
  }

  @Test func `one session reads all where there is no second one`() throws {
    try withDatabase { connection in
      try connection.run(Self.large)
      try connection.run("create role hermit login connection limit 1")
      defer { _ = try? connection.run("drop role hermit") }
      var settings = connection.settings
      settings.user = "hermit"
      let alone = try Connection(settings)
      #expect(throws: DatabaseError.self) { try Connection(settings) }
      let snapshot = try SnapshotReader.read(alone)
      #expect(alone.transactionStatus == .idle)
      #expect(snapshot.all(Index.self).count == 90)
      #expect(snapshot.all(View.self).count == 90)
    }
  }

  private func withCopy<Value>(
    of connection: Connection, _ body: (Connection) throws -> Value
  ) throws -> Value {
    try body(try Connection(connection.settings))
  }

  private func expectSame(_ one: Snapshot, _ other: Snapshot) {
    #expect(Diff(from: one, to: other).isEmpty)
    #expect(Set(one.objects.keys) == Set(other.objects.keys))
    for id in one.objects.keys where one.needs(of: id) != other.needs(of: id) {
      Issue.record("\(id) needs \(other.needs(of: id)) and not \(one.needs(of: id))")
    }
  }
}
