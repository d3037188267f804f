import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// A migration that `generate online` wrote, ended by force at each of its statements: the next run
/// finishes it, and no row is lost.
@Suite(.enabled(if: ToolProcess.isBuilt), .serialized) struct OnlineKillTests {
  private static let old = """
    create table author (id int primary key, name text);
    create table post (id int primary key, title text, author int, n int);
    create index post_title on post (title);
    """
  private static let new = """
    create table author (id int primary key, name text not null);
    create table post (id int primary key, title text, author int references author,
      n int check (n > 0), slug text not null unique);
    create index post_title on post (lower(title));
    """

  /// A project whose second migration is what `generate online` makes of the new models, with a
  /// database that has rows and stands at version 1.
  private func project(_ server: ScratchServer) throws -> ShellHarness {
    let shell = try ShellHarness(files: ["models/m.sql": OnlineKillTests.old])
    try server.createDatabase(name: "base")
    try shell.run(
      """
      connect "\(server.settings(database: "base").keywords)"
      load models
      generate
      upgrade
      insert into author select i, 'A' || i from generate_series(1, 20) i;
      insert into post select i, 'T' || i, i % 20 + 1, i from generate_series(1, 2000) i;
      """)
    try shell.write(OnlineKillTests.new, to: "models/m.sql")
    try shell.run(
      "load models\ngenerate more online filling post.slug with \"lower(title)\"\ndisconnect")
    return shell
  }

  private func upgrade(_ settings: ConnectionSettings, _ shell: ShellHarness) throws -> ToolProcess
  {
    try ToolProcess(["upgrade", "--connect", settings.keywords], in: shell.folder.path)
  }

  /// Waits until a run says that it starts a statement; false when it has ended before.
  private func reached(_ number: Int, of run: ToolProcess) -> Bool {
    while true {
      let isEnded = !run.isRunning
      if run.text.contains("2 more \(number)/") { return true }
      if isEnded { return false }
      usleep(200)
    }
  }

  private func count(_ shell: ShellHarness, _ server: ScratchServer) throws -> Int {
    let settings = try database("whole", server)
    let run = try upgrade(settings, shell)
    #expect(run.wait() == 0, "\(run.text)")
    let line = run.text.split(separator: "\n").last { $0.hasPrefix("2 more ") }
    return line.flatMap { Int($0.drop { $0 != "/" }.dropFirst().prefix { $0.isNumber }) } ?? 0
  }

  private func database(_ name: String, _ server: ScratchServer) throws -> ConnectionSettings {
    let connection = try Connection(server.settings(database: "postgres"))
    try connection.run("create database \(name: name) template base")
    return server.settings(database: name)
  }

  private func check(_ settings: ConnectionSettings, _ shell: ShellHarness) throws {
    try shell.run("connect \"\(settings.keywords)\"\nload models\nassert (diff).isEmpty")
    try shell.run(
      """
      assert (select count(*) from post where slug = lower(title)).value == 2000
      assert (select count(*) from pg_index where not indisvalid).value == 0
      assert (version) == 2
      disconnect
      """)
  }

  @Test func `the client is killed at every statement`() throws {
    let server = try ScratchServer.start()
    let shell = try project(server)
    let count = try count(shell, server)
    #expect(count > 8)
    for number in 1...count {
      let settings = try database("client\(number)", server)
      let run = try upgrade(settings, shell)
      #expect(reached(number, of: run), "\(run.text)")
      // At its beginning, or a little later.
      if number.isMultiple(of: 2) { usleep(UInt32.random(in: 0...3000)) }
      run.kill()
      _ = run.wait()
      let next = try upgrade(settings, shell)
      #expect(next.wait() == 0, "\(number): \(next.text)")
      try check(settings, shell)
    }
    server.stop()
  }

  @Test func `the server crashes at every statement`() throws {
    let server = try ScratchServer.start()
    let shell = try project(server)
    let count = try count(shell, server)
    for number in 1...count {
      let settings = try database("server\(number)", server)
      let observer = try Connection(server.settings(database: "postgres"))
      let run = try upgrade(settings, shell)
      #expect(reached(number, of: run), "\(run.text)")
      let backends = try observer.run(
        "select pid from pg_stat_activity where datname = \(binding: settings.database)"
      ).rows { $0.int() }
      if let backend = backends.first { kill(pid_t(backend), SIGKILL) }
      let status = run.wait()
      #expect([0, 1, 3].contains(status), "\(run.text)")
      var next = run
      // The server may only now find out that it lost a process, or still be recovering.
      for _ in 0..<200 {
        next = try upgrade(settings, shell)
        if next.wait() == 0 { break }
        usleep(50_000)
      }
      #expect(next.wait() == 0, "\(number): \(next.text)")
      try check(settings, shell)
    }
    server.stop()
  }
}
