import Engine
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ConcurrentRunnersTests {
  /// Runs `body` on as many threads at once.
  private func atOnce(_ count: Int, _ body: @Sendable @escaping (Int) -> String) async -> [String] {
    await withTaskGroup(of: String.self) { group in
      for number in 0..<count {
        group.addTask {
          await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body(number)) }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test func `ten runners at once apply each version exactly once`() async throws {
    let server = try TestServer.shared
    let settings = try server.freshDatabase()
    let outcomes = await atOnce(10) { _ in
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a (x int)", "insert into a values (1)"], true))
      all.add(
        2,
        (
          .upgrade,
          [
            "create index concurrently i on a (x)", "insert into a values (2)",
            "create index concurrently j on a (x)",
          ], false
        ))
      all.add(3, (.upgrade, ["insert into a values (3)"], true))
      do {
        return try all.upgrade(on: try Connection(settings)).map(String.init).joined(separator: " ")
      } catch {
        return "\(error)"
      }
    }
    #expect(outcomes.sorted() == Array(repeating: "", count: 9) + ["1 2 3"])
    let connection = try Connection(settings)
    #expect(try connection.value("select string_agg(x::text, ',' order by x) from a") == "1,2,3")
    #expect(try versions(connection) == [1, 2, 3])
  }

  @Test func `who waits is told for whom, and may give up`() throws {
    struct Enough: Error {}
    try withDatabaseSettings { settings in
      let first = try Connection(settings)
      let lock = try MigrationLock.take(first)
      let second = try Connection(settings)
      var all = SQLMigrations()
      all.add(1, (.upgrade, ["create table a ()"], true))
      var holders: [String?] = []
      var options = Runner.Options()
      options.isWaiting = { if holders.count == 3 { throw Enough() } }
      let failure = failing {
        try all.upgrade(on: second, options: options) {
          if case .waiting(let holder) = $0 { holders.append(holder) }
        }
      }
      guard case .other(let error)? = failure?.reason else {
        Issue.record("it did not give up")
        return
      }
      #expect(error is Enough)
      #expect(holders.last == "process \(first.backendPID) of \(first.user)")
      lock.release()
      #expect(try all.upgrade(on: second) == [1])
    }
  }

  @Test func `the lock ends with its session`() throws {
    try withDatabaseSettings { settings in
      var first: Connection? = try Connection(settings)
      if let first { _ = try MigrationLock.take(first) }
      first = nil
      let second = try Connection(settings)
      try MigrationLock.take(second).release()
    }
  }
}
