import CPostgres

/// A program that is run to its end: `initdb`, `cp`, `rm`, `pg_config`.
///
/// Not through an asynchronous library: these runs stand in the middle of synchronous code, some of
/// them as another user, which `posix_spawn` cannot do.
struct Program {
  private let arguments: [String]
  private let user: ServerUser?

  /// The first argument is the program's whole path.
  init(_ arguments: [String], as user: ServerUser? = nil) {
    self.arguments = arguments
    self.user = user
  }

  /// Runs it with the file `input` to read and its output appended to `log`, and gives its exit
  /// status; -1 when there is none.
  func run(input: String? = nil, log: String? = nil) -> Int32 {
    var user = user.spawnUser
    let strings = CStringArena()
    return withExtendedLifetime(strings) {
      spawn_run(
        &user, input.flatMap(strings.string), log.flatMap(strings.string), strings.array(arguments),
        nil, 0)
    }
  }

  /// Runs it and gives the first 4 KB of its standard output; nil when it fails.
  func output() -> String? {
    var user = user.spawnUser
    let strings = CStringArena()
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      let status = withExtendedLifetime(strings) {
        spawn_run(
          &user, nil, nil, strings.array(arguments), buffer.baseAddress,
          buffer.count)
      }
      guard status == 0, let start = buffer.baseAddress else { return nil }
      return String(cString: start)
    }
  }
}
