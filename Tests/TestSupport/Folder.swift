import Foundation

/// Runs `body` with a new folder that holds these files, and removes it.
package func withFolder<Value>(
  _ files: [String: String] = [:], _ body: (String) throws -> Value
) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("schemashell-test-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try body(folder.path)
}
