import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of a model, as far as the script may reach them.
struct ModelAccess {
  private let files: SystemFiles
  private let capabilities: Capabilities

  init(_ interpreter: Interpreter) {
    files = interpreter.session.files
    capabilities = interpreter.capabilities
  }

  func exists(_ path: String) -> Bool { files.exists(path) }
  func isFolder(_ path: String) -> Bool { files.isFolder(path) }
  func canonical(_ path: String) -> String { files.canonical(path) }

  func read(_ path: String) throws -> [UInt8] {
    try require(capabilities.readable, path, "read")
    return try files.read(path)
  }

  func list(_ path: String) throws -> [String] {
    try require(capabilities.readable, path, "read")
    return try files.list(path)
  }

  /// Writes a file, and makes the folders above it. The old content stays until the new one is
  /// complete.
  func write(_ path: String, _ text: String) throws {
    try require(capabilities.writable, path, "write")
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    let draft = path + ".new"
    try files.write(draft, Array(text.utf8), append: false)
    guard rename(files.canonical(draft), files.canonical(path)) == 0 else {
      throw ScriptFailure("cannot write \(path): \(systemReason())")
    }
  }

  func remove(_ path: String) throws {
    try require(capabilities.writable, path, "remove")
    guard unlink(files.canonical(path)) == 0 else {
      throw ScriptFailure("cannot remove \(path): \(systemReason())")
    }
  }

  func makeFolder(_ path: String) throws {
    if files.isFolder(path) || path.isEmpty { return }
    try require(capabilities.writable, path, "write")
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    guard mkdir(files.canonical(path), 0o777) == 0 || errno == EEXIST else {
      throw ScriptFailure("cannot make the folder \(path): \(systemReason())")
    }
  }

  private func require(_ granted: [String], _ path: String, _ verb: String) throws {
    let place = files.canonical(path)
    let isGranted = granted.contains { folder in
      let root = files.canonical(folder)
      return root == "/" || place == root || place.hasPrefix(root + "/")
    }
    guard isGranted else { throw ScriptFailure("this script may not \(verb) \(path)") }
  }
}
