#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder where initialised clusters are kept between runs.
///
/// `initdb` takes a third of a second and copying its result some fifty milliseconds; starting a
/// server in a copy takes less than twenty. So one cluster is initialised once, and copies of it
/// stand parked: a start takes one by renaming it, and the watcher of an ended server makes it as
/// good as new and parks it again.
///
///     <cache>/schemashell/scratch-<user>/<key>/
///       template/          the cluster, as initdb and a few statements left it
///       ready0/ ready1/    parked copies
///       run/<id>/          a cluster in use, or a copy in the making
///       run/<id>.lock      locked for as long as <id>'s owner or its watcher lives
///       template.lock      locked while the template is made
///
/// `key` stands for the programs (path, size, time) and for what we put into a template.
struct ScratchStore {
  let binaries: PostgresBinaries
  let user: ServerUser?
  let root: String

  var template: String { root + "/template" }
  var parkingPlaces: [String] { [root + "/ready0", root + "/ready1"] }
  var running: String { root + "/run" }

  init(
    binaries: PostgresBinaries, user: ServerUser?, environment: Environment = .current
  ) throws(DatabaseError) {
    self.binaries = binaries
    self.user = user
    let parent = try CacheFolder.forServers(of: user, environment: environment)
    root = "\(parent)/\(Self.key(binaries))"
    try makeOwnFolder(root)
    try makeOwnFolder(running)
  }

  /// Changes whenever a template made earlier would not do any more.
  private static func key(_ binaries: PostgresBinaries) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    add(binaries.directory)
    add(ScratchTemplate.recipe)
    if let status = File.status(binaries.postgres) {
      add("\(status.st_size) \(status.secondsOfChange) \(status.st_ino)")
    }
    return String(hash, radix: 36)
  }

  private func makeOwnFolder(_ path: String) throws(DatabaseError) {
    if File.exists(path) { return }
    try File.makeFolder(path, mode: 0o700)
    try user.own(path)
  }

  /// Fills a reserved place with a cluster: a parked one, else a copy of the template, which is made
  /// if there is none.
  func fill(_ place: ScratchPlace) throws(DatabaseError) {
    for parked in parkingPlaces where rename(parked, place.directory) == 0 { return }
    try ScratchTemplate(store: self).make()
    guard user.mirror(template, to: place.directory) else {
      throw DatabaseError(
        message: "the scratch cluster could not be copied to \(place.directory)",
        hint: "is the disk full?")
    }
  }

  /// Removes what processes left behind that were killed together with their watchers, and stops
  /// their servers.
  func sweep() {
    let names = File.names(in: running)
    for name in Set(names.map { $0.hasSuffix(".lock") ? String($0.dropLast(5)) : $0 }).sorted() {
      guard let place = ScratchPlace(id: name, in: self) else { continue }
      place.clear()
    }
  }
}

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
    if File.exists(directory + "/postmaster.pid") {
      let control = store.binaries.directory + "/pg_ctl"
      _ = Program(
        [control, "stop", "-s", "-m", "immediate", "-D", directory], as: store.user
      ).run()
    }
    store.user.remove([directory, socketFolder])
    unlink(lockPath)
  }
}
