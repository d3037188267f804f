import Foundation
import Postgres

/// The built program as a process that can be waited for, or killed.
final class ToolProcess {
  private let process = Process()
  private let log: URL

  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build/debug/schemashell").path

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Starts it in `folder`.
  init(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws {
    log = FileManager.default.temporaryDirectory
      .appendingPathComponent("schemashell-log-\(UUID().uuidString)")
    try Data().write(to: log)
    process.executableURL = URL(fileURLWithPath: ToolProcess.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("PG") && !$0.key.hasPrefix("DATABASE_") }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: log) }

  var isRunning: Bool { process.isRunning }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// The status, once it has ended; -1 when it was killed.
  func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }

  /// Everything that it wrote.
  var text: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}

extension ConnectionSettings {
  /// What `--connect` takes.
  var keywords: String {
    ["host", "port", "user"].compactMap { key in parameters[key].map { "\(key)=\($0)" } }
      .joined(separator: " ") + " dbname=\(database ?? "")"
  }
}
