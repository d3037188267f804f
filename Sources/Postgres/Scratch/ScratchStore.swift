#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folders where initialised clusters are kept between runs.
///
/// `initdb` takes a third of a second and copying its result some fifty milliseconds; starting a
/// server in a copy takes less than twenty. So one cluster is initialised once, and copies of it
/// stand parked: a start takes one by renaming it, and the watcher of an ended server makes it as
/// good as new and parks it again.
///
///     <cache>/schemashell/scratch/<key>/
///       template/          the cluster, as initdb and a few statements left it
///       template.lock      locked while the template is made
///     <memory>/schemashell-<user>/<key>/, or the same folder where there is no memory for files
///       ready0/ ready1/    parked copies
///       run/<id>/          a cluster in use, or a copy in the making
///       run/<id>.lock      locked for as long as <id>'s owner or its watcher lives
///
/// `key` stands for the programs (path, size, time) and for what we put into a template.
struct ScratchStore {
  let binaries: PostgresBinaries
  let user: ServerUser?
  /// The folder of the template.
  let root: String
  /// The folder of the clusters that run or are parked.
  let workshop: String

  var template: String { root + "/template" }
  var parkingPlaces: [String] { [workshop + "/ready0", workshop + "/ready1"] }
  var running: String { workshop + "/run" }

  init(
    binaries: PostgresBinaries, user: ServerUser?, environment: Environment = .current
  ) throws(DatabaseError) {
    self.binaries = binaries
    self.user = user
    let key = Self.key(binaries)
    root = try CacheFolder.forServers(of: user, environment: environment) + "/" + key
    let memory = CacheFolder.inMemory(for: user, environment: environment)
    workshop = memory.map { "\($0)/\(key)" } ?? root
    for folder in [root, workshop, running] { try makeOwnFolder(folder) }
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
        hint: "if there is no room, let SCHEMASHELL_SCRATCH name another folder")
    }
  }

  /// Removes what processes left behind that were killed together with their watchers, and stops
  /// their servers.
  func sweep() {
    let names = File.names(in: running) ?? []
    for name in Set(names.map { $0.hasSuffix(".lock") ? String($0.dropLast(5)) : $0 }).sorted() {
      guard let place = ScratchPlace(id: name, in: self) else { continue }
      place.clear()
    }
  }

  /// Removes what was kept for programs that were replaced long ago: each start touches its folder.
  func removeForgotten() {
    let monthAgo = time(nil) - 30 * 86400
    for own in Set([root, workshop]) {
      guard let slash = own.lastIndex(of: "/") else { continue }
      let parent = own[..<slash]
      for name in File.names(in: String(parent)) ?? [] {
        let folder = "\(parent)/\(name)"
        guard folder != own, let status = File.linkStatus(folder) else { continue }
        if status.secondsOfChange < monthAgo { user.remove([folder]) }
      }
    }
  }
}
