import Engine
import Foundation
import Postgres
import TestSupport
import Testing

/// Real runs of the program, ended at any moment by force: the next one finishes the work or starts
/// it cleanly, and each statement is done exactly once.
@Suite(.enabled(if: ToolProcess.isBuilt), .serialized) struct KillTests {
  /// Every statement leaves a row. Half of the versions opt out of transactions.
  private static let files: [String: String] = {
    var files = [
      "migrations/1_initial.migration.schema":
        "upgrade { create table trace (n int not null); }"
    ]
    for version in 2...7 {
      let isApart = version % 2 == 0
      let statements = (1...8).map { step -> String in
        let insert = "insert into trace (n) values (\(version * 100 + step));"
        guard isApart, step % 3 == 0 else { return insert }
        return insert + "\n  create index concurrently i\(version)_\(step) on trace (n);"
      }
      let vacuum = isApart ? "\n  vacuum trace;" : ""
      files["migrations/\(version)_x.migration.schema"] = """
        upgrade\(isApart ? " without transaction" : "") {
          \(statements.joined(separator: "\n  "))\(vacuum)
        }
        """
    }
    return files
  }()

  private func upgrade(
    _ settings: ConnectionSettings, _ folder: String, oneByOne: Bool = false
  ) throws -> ToolProcess {
    try ToolProcess(
      ["upgrade", "--connect", settings.keywords] + (oneByOne ? ["--one-by-one"] : []),
      in: folder)
  }

  private func checkAll(_ connection: Connection) throws {
    let rows = try connection.run("select n from trace order by n").rows { $0.int() }
    #expect(rows == (2...7).flatMap { version in (1...8).map { version * 100 + $0 } })
    let history = try MigrationHistory.read(connection)
    #expect(history.applied.map(\.version) == Array(1...7))
    #expect(history.events.count == 7)
    #expect(history.halfway == nil)
    #expect(
      try connection.value("select count(*) from pg_index where not indisvalid") == "0")
    #expect(
      try connection.value(
        "select count(*) from pg_indexes where tablename = 'trace'") == "6")
  }

  /// Microseconds that a run takes when nothing disturbs it.
  private func undisturbed(_ folder: String) throws -> UInt32 {
    try withDatabaseSettings { settings in
      let start = ContinuousClock().now
      let run = try upgrade(settings, folder)
      #expect(run.wait() == 0, "\(run.text)")
      let parts = (ContinuousClock().now - start).components
      return UInt32(clamping: parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000)
    }
  }

  @Test func `the client is killed at random moments`() throws {
    try withFolder(KillTests.files) { folder in
      let time = try undisturbed(folder)
      try withDatabaseSettings { settings in
        for number in 0..<25 {
          let run = try upgrade(settings, folder, oneByOne: number % 2 == 0)
          usleep(UInt32.random(in: time / 10...time))
          run.kill()
          _ = run.wait()
        }
        let last = try upgrade(settings, folder)
        #expect(last.wait() == 0, "\(last.text)")
        try checkAll(try Connection(settings))
      }
    }
  }

  @Test func `the server crashes at random moments`() throws {
    let server = try ScratchServer.start()
    let settings = try server.freshDatabase()
    try withFolder(KillTests.files) { folder in
      let time = try undisturbed(folder)
      for _ in 0..<8 {
        let run = try upgrade(settings, folder)
        usleep(UInt32.random(in: time / 10...time))
        crash(settings)
        let status = run.wait()
        #expect(status == 0 || status == 1 || status == 3, "\(run.text)")
        if status != 0 { #expect(run.text.contains("error:")) }
        waitForServer(settings)
      }
      var last = try upgrade(settings, folder)
      // The server may only now find out that it lost a process, or still be recovering.
      for _ in 0..<100 where last.wait() == 3 || last.text.contains("connection") {
        usleep(50_000)
        last = try upgrade(settings, folder)
      }
      #expect(last.wait() == 0, "\(last.text)")
      try checkAll(try Connection(settings))
    }
    server.stop()
  }

  /// A server process that is killed takes all others along: PostgreSQL cannot know what it left in
  /// shared memory, and recovers from its log.
  private func crash(_ settings: ConnectionSettings) {
    guard let connection = try? Connection(settings) else { return }
    let others = try? connection.run(
      """
      select pid from pg_stat_activity where datname = current_database()
        and pid <> pg_backend_pid() and backend_type = 'client backend'
      """
    ).rows { $0.int() }
    kill(pid_t(others?.first ?? connection.backendPID), SIGKILL)
  }

  private func waitForServer(_ settings: ConnectionSettings) {
    for _ in 0..<200 {
      if let connection = try? Connection(settings), (try? connection.run("select 1")) != nil {
        return
      }
      usleep(50_000)
    }
  }

  @Test func `ten processes at once apply each version exactly once`() throws {
    // The tests that run meanwhile need connections, too.
    let server = try ScratchServer.start()
    let settings = try server.freshDatabase()
    try withFolder(KillTests.files) { folder in
      let runs = try (0..<10).map { _ in try upgrade(settings, folder) }
      for run in runs { #expect(run.wait() == 0, "\(run.text)") }
      let working = runs.filter { $0.text.contains("committed:") }
      #expect(working.count == 1)
      #expect(runs.count { $0.text.contains("already current (version: 7)") } == 9)
      try checkAll(try Connection(settings))
    }
    server.stop()
  }
}
