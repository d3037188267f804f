import Foundation

/// Runs the built program.
enum Tool {
  struct Run {
    var output: String
    var errors: String
    var status: Int32
  }

  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build/debug/schemashell").path

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func file(_ text: String, _ suffix: String = "schema") throws -> String {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("tool-test-\(UUID().uuidString).\(suffix)")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    interruptAfterOutput: Bool = false, in folder: URL? = nil, errorsToOutput: Bool = false
  ) throws -> Run {
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? FileManager.default.temporaryDirectory
    process.environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("PG") && !$0.key.hasPrefix("DATABASE_") }
      .merging(environment) { _, new in new }
    let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = errorsToOutput ? pipes.output : pipes.errors
    try process.run()
    if errorsToOutput { try pipes.errors.fileHandleForWriting.close() }
    nonisolated(unsafe) var errors = Data()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      errors = pipes.errors.fileHandleForReading.readDataToEndOfFile()
    }
    let keyboard = pipes.input.fileHandleForWriting
    var output = Data()
    if interruptAfterOutput {
      output = pipes.output.fileHandleForReading.availableData
      // The statement that follows the output needs a moment to reach the server.
      usleep(300_000)
      process.interrupt()
    } else {
      try keyboard.write(contentsOf: Data(input.utf8))
    }
    try keyboard.close()
    output += pipes.output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return Run(
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self), status: process.terminationStatus)
  }
}
