import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Plain SQL files run unchanged, with the result that psql gives: whole migration histories and
/// schemas of real projects, where they are at hand.
///
/// Every file of a history runs in psql on one database and here on another; then `pg_dump -s` of
/// both says the same. `SCHEMASHELL_CORPUS=all` runs all of them.
@Suite struct PlainScriptTests {
  private static let all = ProcessInfo.processInfo.environment["SCHEMASHELL_CORPUS"] == "all"

  static let histories: [String] = {
    let folder = Corpus.root.appendingPathComponent("histories").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    return all ? names : names.filter { ["authelia", "basejump", "umami"].contains($0) }
  }()

  static let schemas = Corpus.schemas.filter { all || $0.hasSuffix("s") }

  @Test(arguments: histories)
  func `a history runs as it does in psql`(name: String) throws {
    let folder = Corpus.root.appendingPathComponent("histories/\(name)")
    let versions = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appendingPathComponent("\($0)/up.sql").path }
      .filter(FileManager.default.fileExists)
    try compare(versions, setup: folder.appendingPathComponent("setup.sql").path)
  }

  @Test(arguments: schemas)
  func `a schema loads as it does in psql`(name: String) throws {
    let folder = Corpus.root.appendingPathComponent("schemas/\(name)")
    try compare(
      [folder.appendingPathComponent("schema.sql").path],
      setup: folder.appendingPathComponent("setup.sql").path)
  }

  private func compare(_ files: [String], setup: String) throws {
    try withDatabaseSettings { theirs in
      try withDatabaseSettings { ours in
        if FileManager.default.fileExists(atPath: setup) {
          // Roles belong to the server: the second time they are there already.
          for settings in [theirs, ours] { _ = try Psql.run(settings, ["-f", setup]) }
        }
        for file in files {
          var theyFailed = false
          do {
            _ = try Psql.run(theirs, ["-v", "ON_ERROR_STOP=1", "-f", file])
          } catch is PsqlFailure {
            theyFailed = true
          }
          let failure = try run(file, on: ours)
          #expect((failure != nil) == theyFailed, "\(file): \(failure?.message ?? "no failure")")
        }
        #expect(try Psql.dump(ours) == Psql.dump(theirs))
      }
    }
  }

  private func run(_ file: String, on settings: ConnectionSettings) throws -> ScriptFailure? {
    let session = Session(console: Console(output: { _ in }))
    let interpreter = Shell.makeInterpreter(session)
    try session.connect(settings)
    do {
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
      try interpreter.run(Source(name: file, bytes: bytes))
      return nil
    } catch let failure as ScriptFailure {
      return failure
    }
  }
}
