import Lang
import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The machine's files, for scripts that are allowed to reach them. Relative paths start from the
/// session's folder.
package struct SystemFiles: FileAccess {
  private let folder: String

  package init(folder: String) { self.folder = folder }

  package func read(_ path: String) throws -> [UInt8] {
    guard let bytes = readBytes(at: resolve(path)) else { throw failure("cannot read", path) }
    return bytes
  }

  package func size(_ path: String) -> Int? {
    var found = stat()
    return stat(resolve(path), &found) == 0 ? Int(found.st_size) : nil
  }

  package func write(_ path: String, _ bytes: [UInt8], append: Bool) throws {
    let how = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC)
    let file = open(resolve(path), how, 0o666)
    guard file >= 0 else { throw failure("cannot write", path) }
    defer { close(file) }
    guard writeAll(bytes, to: file) else { throw failure("cannot write", path) }
  }

  package func list(_ path: String) throws -> [String] {
    guard let names = File.names(in: resolve(path)) else { throw failure("cannot list", path) }
    return names
  }

  package func exists(_ path: String) -> Bool { access(resolve(path), F_OK) == 0 }

  package func canonical(_ path: String) -> String {
    let full = resolve(path)
    if let found = real(full) { return found }
    // A file that is to be made: the folder it goes into may be a link that leads elsewhere.
    let path = tidied(full)
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return path }
    let parent = canonical(String(path[..<slash]))
    return (parent == "/" ? "" : parent) + path[slash...]
  }

  private func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  package func isFolder(_ path: String) -> Bool {
    var found = stat()
    return stat(resolve(path), &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
  }

  private func resolve(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path == "~" || path.hasPrefix("~/"), let home = environment("HOME") {
      return home + path.dropFirst()
    }
    return folder == "/" ? "/" + path : folder + "/" + path
  }

  /// A path that does not exist, without `.` and `..`: it must not lead out of a granted folder.
  private func tidied(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private func failure(_ what: String, _ path: String) -> ScriptFailure {
    ScriptFailure("\(what) \(path): \(systemReason())")
  }
}

/// What the last system call said.
package func systemReason() -> String {
  strerror(errno).map { String(cString: $0).lowercased() } ?? "unknown reason"
}
