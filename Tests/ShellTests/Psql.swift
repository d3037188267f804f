import Foundation
import Postgres
import TestSupport

/// The real psql, as the measure of what ours prints.
enum Psql {
  /// What psql prints to standard output; its errors are thrown.
  static func run(_ settings: ConnectionSettings, _ arguments: [String]) throws -> String {
    try run("psql", settings, ["-X", "-q"] + arguments)
  }

  /// The statements of `pg_dump -s`, sorted: what is in a database, whatever order it came in.
  static func dump(_ settings: ConnectionSettings) throws -> [String] {
    let text = try run("pg_dump", settings, ["-s", "--no-owner", "--no-acl"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("--") && !$0.hasPrefix("\\") }
    return lines.joined(separator: "\n").components(separatedBy: ";\n")
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }.sorted()
  }

  private static func run(
    _ program: String, _ settings: ConnectionSettings, _ arguments: [String]
  ) throws -> String {
    let process = Process()
    // The server's folder may hold links to the server's programs only.
    let folders =
      try [TestServer.shared.binaries.directory] + PostgresBinaries.all().map(\.directory)
    let programs = folders.map { "\($0)/\(program)" }.filter(FileManager.default.isExecutableFile)
    process.executableURL = URL(fileURLWithPath: programs.first ?? "/usr/bin/\(program)")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PGHOST"] = settings.host
    environment["PGPORT"] = settings.port
    environment["PGUSER"] = settings.user
    environment["PGDATABASE"] = settings.database
    environment["PGOPTIONS"] = "-c client_min_messages=error"
    environment["LC_ALL"] = "C.UTF-8"
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    // Read on a thread of its own: either pipe may fill up while we wait for the other.
    nonisolated(unsafe) var errorData = Data()
    let isDone = DispatchSemaphore(value: 0)
    try process.run()
    DispatchQueue.global().async {
      errorData = errors.fileHandleForReading.readDataToEndOfFile()
      isDone.signal()
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    isDone.wait()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PsqlFailure(text: String(decoding: errorData, as: UTF8.self))
    }
    return String(decoding: data, as: UTF8.self)
  }
}

struct PsqlFailure: Error { var text: String }

/// The real schemas that tests may read where they are at hand, beside the project.
enum Corpus {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpus")

  /// The folders below `schemas` that hold a schema, `pg_regress/x` too.
  static let schemas: [String] = {
    let base = root.appendingPathComponent("schemas")
    let paths = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { $0.hasSuffix("/schema.sql") }
      .map { String($0.dropLast("/schema.sql".count)) }.sorted()
  }()

  /// Loads a schema as its authors mean it to be loaded; what fails in it stays out.
  static func load(_ schema: String, into settings: ConnectionSettings) throws {
    let folder = root.appendingPathComponent("schemas").appendingPathComponent(schema)
    for name in ["setup.sql", "schema.sql"] {
      let file = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: file) else { continue }
      _ = try Psql.run(settings, ["-f", file])
    }
  }
}
