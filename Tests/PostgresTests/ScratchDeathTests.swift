#if os(Linux)
  import Foundation
  import Postgres
  import TestSupport
  import Testing

  /// What becomes of a scratch server whose process is killed.
  ///
  /// The process that is killed is this test program itself, started once more to run nothing but
  /// `hold a scratch server`.
  @Suite struct ScratchDeathTests {
    private static let variable = "SCHEMASHELL_TEST_HOLD"

    @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil))
    func `hold a scratch server`() throws {
      let path = ProcessInfo.processInfo.environment[ScratchDeathTests.variable] ?? ""
      let server = try ScratchServer.start()
      let connection = try Connection(server.freshDatabase())
      let searched = try connection.value("show search_path") ?? ""
      try Data("\(server.directory)\n\(searched)".utf8)
        .write(to: URL(fileURLWithPath: path), options: .atomic)
      while true { sleep(1) }
    }

    @Test func `killed, it takes its server along`() throws {
      try withHolder { holder in
        kill(holder.process, SIGKILL)
        #expect(holds(within: 10) { !isRunning(holder.postmaster) })
        #expect(holds(within: 10) { !exists(holder.directory) })
        #expect(holds(within: 10) { !exists(holder.directory + ".lock") })
      }
    }

    @Test func `killed together with its watcher, it is cleared up by the next start`() throws {
      try withHolder { holder in
        let watcher = try #require(parent(of: holder.postmaster))
        #expect(watcher != holder.process && watcher > 1)
        kill(watcher, SIGKILL)
        // As long as the owner lives, nobody touches its server.
        try ScratchServer.start().stop()
        #expect(isRunning(holder.postmaster))
        kill(holder.process, SIGKILL)
        try #require(holds(within: 10) { !isRunning(holder.process) })
        #expect(isRunning(holder.postmaster))
        try ScratchServer.start().stop()
        #expect(holds(within: 10) { !isRunning(holder.postmaster) })
        #expect(holds(within: 10) { !exists(holder.directory) })
      }
    }

    @Test func `of a server that dies by itself nothing stays either`() throws {
      try withHolder { holder in
        kill(holder.postmaster, SIGKILL)
        #expect(isRunning(holder.process))
        kill(holder.process, SIGKILL)
        #expect(holds(within: 10) { !exists(holder.directory) })
      }
    }

    @Test func `variables for other servers do not lead it astray`() throws {
      let astray = [
        "PGHOST": "192.0.2.1", "PGPORT": "1", "PGUSER": "nobody", "PGDATABASE": "nothing",
        "PGOPTIONS": "-c search_path=astray", "PGSSLMODE": "verify-full", "PGDATA": "/nowhere",
        "PGTARGETSESSIONATTRS": "standby", "PGCLIENTENCODING": "LATIN1", "LC_ALL": "xx_YY",
      ]
      try withHolder(environment: astray) { holder in
        #expect(holder.searchPath == "\"$user\", public")
        kill(holder.process, SIGKILL)
        #expect(holds(within: 10) { !exists(holder.directory) })
      }
    }

    private struct Holder {
      var process: pid_t
      var postmaster: pid_t
      var directory: String
      var searchPath: String
    }

    private func withHolder(
      environment: [String: String] = [:], _ body: (Holder) throws -> Void
    ) throws {
      try withFolder { folder in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [
          "--testing-library", "swift-testing", "--filter", "hold a scratch server",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.environment?[Self.variable] = folder + "/held"
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        try #require(holds(within: 30) { exists(folder + "/held") })
        let lines = try String(contentsOfFile: folder + "/held", encoding: .utf8)
          .split(separator: "\n").map(String.init)
        let state = try String(contentsOfFile: lines[0] + "/postmaster.pid", encoding: .utf8)
        let postmaster = try #require(state.split(separator: "\n").first.flatMap { pid_t($0) })
        #expect(isRunning(postmaster))
        try body(
          Holder(
            process: process.processIdentifier, postmaster: postmaster, directory: lines[0],
            searchPath: lines[1]))
      }
    }

    private func isRunning(_ process: pid_t) -> Bool {
      guard let state = status(of: process) else { return false }
      return state.first != "Z"
    }

    private func parent(of process: pid_t) -> pid_t? {
      status(of: process).flatMap { $0.dropFirst().first }.flatMap { pid_t($0) }
    }

    /// State, parent and so on, as /proc tells them behind the name in parentheses.
    private func status(of process: pid_t) -> [Substring]? {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return nil }
      return text[text.index(after: end)...].split(separator: " ")
    }
  }
#endif
