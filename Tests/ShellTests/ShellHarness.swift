import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport

/// A session whose every word is kept, on the tests' own scratch server, in a folder of its own.
final class ShellHarness {
  let session: Session
  let interpreter: Interpreter
  private(set) var output: [String] = []
  private(set) var messages: [String] = []
  let folder: URL

  /// - Parameter files: what stands in the folder, by name.
  /// - Parameter environment: where PostgreSQL's programs are looked for; none for the tests' server.
  init(files: [String: String] = [:], environment: Environment? = nil) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("shell-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    session = Session(
      console: Console(output: { _ in }), folder: folder.path,
      environment: environment ?? .current)
    interpreter = Shell.makeInterpreter(session)
    session.stateFolder = folder.appendingPathComponent(".state").path
    if environment == nil { session.use(Scratch(server: try TestServer.shared)) }
    session.console.output = { [unowned self] in output.append($0) }
    session.console.messages = { [unowned self] in messages.append($0) }
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @discardableResult
  func run(_ text: String, named name: String = "test.schema") throws -> Value {
    try session.catchingInterrupts(of: interpreter) {
      try interpreter.run(Source(name: name, text: text, kind: .script))
    }
  }

  /// The failure that a script ends with, if it does.
  func failure(_ text: String) -> ScriptFailure? {
    do {
      try run(text)
      return nil
    } catch {
      return error as? ScriptFailure
    }
  }

  /// Forgets what was printed so far.
  func clear() { (output, messages) = ([], []) }

  /// What was printed since the last call.
  func takeOutput() -> [String] {
    defer { output = [] }
    return output
  }

  func takeMessages() -> [String] {
    defer { messages = [] }
    return messages
  }
}
