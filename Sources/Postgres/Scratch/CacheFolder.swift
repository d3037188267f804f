import CPostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where this program may keep what it can make again.
enum CacheFolder {
  /// The folder for scratch clusters, made if need be, owned by the user that servers run as, and
  /// reachable for it: root's own cache is closed to everyone else.
  static func forServers(
    of user: ServerUser?, environment: Environment
  ) throws(DatabaseError) -> String {
    var reason = DatabaseError(message: "no folder can be used for scratch clusters")
    for base in bases(user: user, environment: environment) {
      do throws(DatabaseError) {
        return try folder(in: base, for: user)
      } catch {
        reason = error
      }
    }
    reason.hint = "set XDG_CACHE_HOME to a folder that can be written"
    throw reason
  }

  /// The folder for clusters that run, on a file system in memory with room to spare, or nil.
  ///
  /// A database is three hundred small files. Measured with PostgreSQL 15 on a busy machine: making
  /// one takes 15 ms in memory and 340 ms on ext4, which is slow to make files where others were
  /// removed just before. `SCHEMASHELL_SCRATCH` names another folder, one on disk for data that
  /// memory cannot hold.
  static func inMemory(for user: ServerUser?, environment: Environment) -> String? {
    if let chosen = environment["SCHEMASHELL_SCRATCH"], chosen.hasPrefix("/") {
      return try? folder(in: chosen, for: user)
    }
    guard memory_for_files("/dev/shm") >= 1 << 30 else { return nil }
    return try? folder(in: "/dev/shm", for: user)
  }

  private static func bases(user: ServerUser?, environment: Environment) -> [String] {
    var bases: [String] = []
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { bases.append(cache) }
    if let home = environment["HOME"], home.hasPrefix("/") {
      #if os(macOS)
        bases.append(home + "/Library/Caches")
      #else
        bases.append(home + "/.cache")
      #endif
    }
    if user != nil {
      bases = bases.filter(isOpenToAll)
      bases.append("/var/cache")
    }
    return bases + ["/var/tmp", "/tmp"]
  }

  private static func folder(
    in base: String, for user: ServerUser?
  ) throws(DatabaseError) -> String {
    let isShared = ["/var/tmp", "/tmp", "/dev/shm"].contains(base)
    let owner = user?.user ?? geteuid()
    // In a folder that all may write to, the name must be ours alone.
    let program = isShared ? "\(base)/schemashell-\(owner)" : "\(base)/schemashell"
    let folder = user.map { "\(program)/scratch-\($0.name)" } ?? "\(program)/scratch"
    if !File.exists(program) {
      try File.makeFolder(program, mode: user == nil ? 0o700 : 0o755)
    }
    if !File.exists(folder) {
      try File.makeFolder(folder, mode: 0o700)
      try user.own(folder)
    }
    guard let status = File.linkStatus(folder), status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == owner, status.st_mode & 0o077 == 0, isTrusted(program)
    else {
      throw DatabaseError(message: "\(folder) is not a folder of ours alone")
    }
    guard access(folder, W_OK | X_OK) == 0 else { throw File.failure("cannot write to \(folder)") }
    return folder
  }

  /// Ours or root's, so that nobody else can put something else in its place.
  private static func isTrusted(_ path: String) -> Bool {
    guard let status = File.linkStatus(path), status.st_mode & S_IFMT == S_IFDIR else {
      return false
    }
    return status.st_uid == geteuid() || status.st_uid == 0
  }

  /// Every folder on the way can be passed by anyone.
  private static func isOpenToAll(_ path: String) -> Bool {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      guard let status = File.status(prefix) else { return true }
      if status.st_mode & S_IXOTH == 0 { return false }
    }
    return true
  }
}

extension ServerUser? {
  /// Gives a folder that we just made to the server's user.
  func own(_ path: String) throws(DatabaseError) {
    guard let self else { return }
    guard chown(path, self.user, self.group) == 0 else {
      throw File.failure("cannot give \(path) to the user \(self.name)")
    }
  }
}
