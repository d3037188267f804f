#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One cluster's place in the store, and the lock on it.
///
/// The lock is on an open file, which the watcher inherits: as long as one of the two lives, no
/// sweep touches the place.
final class ScratchPlace: Sendable {
  let store: ScratchStore
  let id: String
  let lock: Int32

  var directory: String { "\(store.running)/\(id)" }
  var lockPath: String { directory + ".lock" }
  var log: String { directory + "/server.log" }

  /// The folder of the server's socket. A socket's path is limited to some hundred bytes: where the
  /// cache is deeper than that, a folder in /tmp stands in.
  var socketFolder: String {
    directory.utf8.count <= 80 ? directory : "/tmp/schemashell-\(id)"
  }

  /// A new place.
  static func reserve(in store: ScratchStore) throws(DatabaseError) -> ScratchPlace {
    for _ in 0..<100 {
      let id = String(UInt64.random(in: 0x1000_0000...0xFFFF_FFFF_FFFF), radix: 36)
      if let place = ScratchPlace(id: id, in: store) { return place }
    }
    throw File.failure("cannot lock a file in \(store.running)")
  }

  /// Takes the lock of a place, or gives nil when someone has it.
  init?(id: String, in store: ScratchStore) {
    self.store = store
    self.id = id
    let path = "\(store.running)/\(id).lock"
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { return nil }
    var held = stat()
    // Between opening and locking, a sweep may have removed the file: then the lock is on nothing.
    guard flock(lock, LOCK_EX | LOCK_NB) == 0, fstat(lock, &held) == 0,
      let named = File.status(path), named.st_ino == held.st_ino
    else {
      close(lock)
      return nil
    }
    _ = store.user.flatMap { fchown(lock, $0.user, $0.group) }
  }

  deinit {
    close(lock)
  }

  /// Ends a server that runs here all the same, and removes everything.
  func clear() {
    if let server = runningServer() {
      kill(server, SIGQUIT)
      for _ in 0..<5000 where runningServer() != nil { usleep(1000) }
    }
    store.user.remove([directory, socketFolder])
    unlink(lockPath)
  }

  /// The process that serves from this folder, if that is beyond doubt: a number in a file that was
  /// left behind may by now be anyone's. Where it cannot be known, the server is left to itself: it
  /// ends within a minute of its folder's removal.
  private func runningServer() -> pid_t? {
    #if os(Linux)
      let firstLine = File.text(directory + "/postmaster.pid")?.split(separator: "\n").first
      guard let process = firstLine.flatMap({ pid_t($0) }), process > 1 else { return nil }
      return File.link("/proc/\(process)/cwd") == directory ? process : nil
    #else
      return nil
    #endif
  }
}
