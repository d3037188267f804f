import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Histories of real projects, converted by the project's own script: the same schema as psql makes
/// of them, and their downgrades judged as they are known to be. `scripts/histories` runs all.
@Suite struct RealHistoriesTests {
  private static let root = Corpus.root.appendingPathComponent("histories")

  /// The small ones: a test should not take minutes.
  private static let small = ["river", "svix", "umami", "docs_rs", "temporal"].filter {
    FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path)
  }

  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scripts/histories.schema")

  /// A project with the history as migrations.
  private func project(_ name: String) throws -> ShellHarness {
    let shell = try ShellHarness(files: ["migrations/README": ""])
    shell.interpreter.arguments = [
      "convert", RealHistoriesTests.root.appendingPathComponent(name).path, "migrations",
    ]
    try shell.run(try String(contentsOf: RealHistoriesTests.script, encoding: .utf8))
    return shell
  }

  /// A database that psql has run all of it on.
  private func byPsql(_ name: String, _ settings: ConnectionSettings) throws {
    let folder = RealHistoriesTests.root.appendingPathComponent(name)
    for version in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let up = folder.appendingPathComponent(version + "/up.sql").path
      guard FileManager.default.fileExists(atPath: up) else { continue }
      let meta = try String(
        contentsOf: folder.appendingPathComponent(version + "/meta.json"), encoding: .utf8)
      let single = meta.contains("\"tx\": false") ? [] : ["-1"]
      _ = try Psql.run(settings, ["-v", "ON_ERROR_STOP=1"] + single + ["-f", up])
    }
  }

  private func dump(_ settings: ConnectionSettings) throws -> [String] {
    try Psql.dump(settings).filter { !$0.contains("schemashell") }
  }

  @Test(arguments: small)
  func `upgraded from an empty database, it is what psql makes of it`(name: String) throws {
    let shell = try project(name)
    try shell.run("connect scratch as got\nupgrade\nconnect scratch as want")
    let want = try #require(shell.session.connections["want"]?.settings)
    let got = try #require(shell.session.connections["got"]?.settings)
    try byPsql(name, want)
    #expect(try dump(got) == dump(want))
  }

  @Test(arguments: small)
  func `validate judges its downgrades as they are known to be`(name: String) throws {
    let shell = try project(name)
    shell.session.console.isMachine = true
    _ = shell.failure("validate")
    try shell.write(shell.takeOutput().joined(separator: "\n"), to: "report.json")
    shell.interpreter.arguments = [
      "downs", RealHistoriesTests.root.appendingPathComponent(name).path, "report.json",
    ]
    try shell.run(try String(contentsOf: RealHistoriesTests.script, encoding: .utf8))
    let lines = shell.takeOutput()
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.hasSuffix("downgrades judged alike") == true)
  }

  @Test(.enabled(if: ToolProcess.isBuilt), arguments: small.prefix(3))
  func `killed on the way, it comes to the same end`(name: String) throws {
    let shell = try project(name)
    try shell.run("connect scratch as want\nconnect scratch as got")
    let want = try #require(shell.session.connections["want"]?.settings)
    let got = try #require(shell.session.connections["got"]?.settings)
    try byPsql(name, want)
    let arguments = ["upgrade", "--one-by-one", "--connect", got.keywords]
    for _ in 0..<10 {
      let run = try ToolProcess(arguments, in: shell.folder.path)
      usleep(UInt32.random(in: 20_000...250_000))
      run.kill()
      _ = run.wait()
    }
    let last = try ToolProcess(arguments, in: shell.folder.path)
    #expect(last.wait() == 0, "\(last.text)")
    #expect(try dump(got) == dump(want))
  }
}
