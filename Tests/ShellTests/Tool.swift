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
  static var hasScript: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/script") }

  private enum Manner {
    /// All input at once.
    case input
    /// An interrupt after the first output.
    case interrupt
    /// Keys, from the first prompt on, not faster than a terminal pastes.
    case keys
  }

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
    try start(
      path, arguments, input, environment, interruptAfterOutput ? .interrupt : .input,
      in: folder ?? FileManager.default.temporaryDirectory, errorsToOutput)
  }

  /// Runs the program on a terminal of its own.
  static func converse(_ keys: String, environment: [String: String]) throws -> Run {
    var environment = environment
    environment["TERM"] = "xterm"
    return try start(
      "/usr/bin/script", ["-qec", "exec \(path)", "/dev/null"], keys, environment, .keys)
  }

  private static func start(
    _ program: String, _ arguments: [String], _ input: String, _ environment: [String: String],
    _ manner: Manner, in folder: URL = FileManager.default.temporaryDirectory,
    _ errorsToOutput: Bool = false
  ) throws -> Run {
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
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
    switch manner {
    case .input: try keyboard.write(contentsOf: Data(input.utf8))
    case .interrupt:
      output = pipes.output.fileHandleForReading.availableData
      // The statement that follows the output needs a moment to reach the server.
      usleep(300_000)
      process.interrupt()
    case .keys:
      while !output.contains(UInt8(ascii: ">")), process.isRunning {
        output += pipes.output.fileHandleForReading.availableData
      }
      for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
        // It may be gone before the last key.
        guard process.isRunning else { break }
        try? keyboard.write(contentsOf: Data((line + "\n").utf8))
        usleep(100_000)
      }
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
