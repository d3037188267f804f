import CPostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The user that a scratch server runs as, when that is not ours.
///
/// PostgreSQL refuses to run as root. Started by root, as in a container, a scratch server becomes
/// the user `postgres`, or else `nobody`; it needs no sudo, since root may become anyone.
struct ServerUser: Equatable {
  var name: String
  var user: uid_t
  var group: gid_t

  /// Nil when the server can run as we are.
  static func needed() throws(DatabaseError) -> ServerUser? {
    guard geteuid() == 0 else { return nil }
    for name in ["postgres", "nobody"] {
      if let user = find(name) { return user }
    }
    throw DatabaseError(
      message: "PostgreSQL refuses to run as root, and there is no user postgres or nobody",
      hint: "run as another user, or add one: useradd --system postgres")
  }
}

extension ServerUser {
  private static func find(_ name: String) -> ServerUser? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16384) { buffer in
      var entry = passwd()
      var found: UnsafeMutablePointer<passwd>?
      guard let start = buffer.baseAddress,
        getpwnam_r(name, &entry, start, buffer.count, &found) == 0, found != nil
      else { return nil }
      return ServerUser(name: name, user: entry.pw_uid, group: entry.pw_gid)
    }
  }
}

extension ServerUser? {
  var spawnUser: spawn_user {
    guard let self else { return spawn_user(changes: false, user: 0, group: 0) }
    return spawn_user(changes: true, user: self.user, group: self.group)
  }

  /// Makes a folder what another is, as this user.
  func mirror(_ source: String, to target: String) -> Bool {
    var user = spawnUser
    return spawn_mirror(&user, source, target) == 0
  }

  /// Removes folders and files, as this user.
  func remove(_ paths: [String]) {
    var user = spawnUser
    let strings = CStringArena()
    _ = withExtendedLifetime(strings) { spawn_remove(&user, strings.array(paths)) }
  }

  /// Makes a folder's files look old, as this user.
  func age(_ path: String) -> Bool {
    var user = spawnUser
    return spawn_age(&user, path) == 0
  }
}
