import Engine
import Lang
import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where it is kept what models and a database said when they last agreed: a file for each pair, in
/// the person's state folder. What cannot be kept is not there the next time; no work fails by it.
struct CommonStates {
  private let folder: String
  /// The file belongs to these models and this database.
  private let path: String

  /// Nil where nothing is kept.
  init?(_ session: Session, _ modelPaths: [String], _ connection: Connection) {
    guard let folder = session.stateFolder else { return nil }
    self.folder = folder
    let places = modelPaths.map(session.files.canonical).sorted()
    let key = places + [connection.host, String(connection.port), connection.database]
    path = folder + "/agreed-" + Migration.digest(key).prefix(32)
  }

  var last: CommonState? { readBytes(at: path).flatMap { CommonState(bytes: $0) } }

  /// When that was, in seconds since 1970.
  var time: Int? { PrivateFiles.time(of: path) }

  func keep(_ snapshot: Snapshot) {
    PrivateFiles.write(CommonState(snapshot).bytes, to: path)
    PrivateFiles.bound(folder, prefix: "agreed-", count: 200)
  }

  /// `$XDG_STATE_HOME/schemashell`, or the place in the home folder that stands for it.
  static var defaultFolder: String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/schemashell"
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/schemashell"
  }
}

/// Files that only their owner reads, and that can be made again.
enum PrivateFiles {
  /// Replaces a file; the old one stays until the new one is complete.
  @discardableResult
  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    makeFolders(above: path)
    let draft = "\(path).\(getpid())"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return false }
    let isWritten = writeAll(bytes, to: file)
    close(file)
    guard isWritten, rename(draft, path) == 0 else {
      unlink(draft)
      return false
    }
    return true
  }

  /// Marks a file as used just now.
  static func touch(_ path: String) { utimes(path, nil) }

  /// When a file was last written; nil where there is none.
  static func time(of path: String) -> Int? {
    var found = stat()
    return stat(path, &found) == 0 ? time(of: found) : nil
  }

  private static func time(of found: stat) -> Int {
    #if canImport(Glibc)
      Int(found.st_mtim.tv_sec)
    #else
      Int(found.st_mtimespec.tv_sec)
    #endif
  }

  /// Of the files that start so, the newest stay.
  static func bound(_ folder: String, prefix: String, count: Int, size: Int = .max) {
    var files: [(path: String, time: Int, size: Int)] = []
    for name in File.names(in: folder) ?? [] where name.hasPrefix(prefix) {
      var found = stat()
      guard stat(folder + "/" + name, &found) == 0 else { continue }
      files.append((folder + "/" + name, time(of: found), Int(found.st_size)))
    }
    var total = 0
    for (index, file) in files.sorted(by: { $0.time > $1.time }).enumerated() {
      total += file.size
      if index >= count || total > size { unlink(file.path) }
    }
  }
}
