import CPostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A private PostgreSQL server that lives no longer than this process.
///
/// Models become canonical, plans are rehearsed and migrations replayed on it. It listens on a Unix
/// socket in a folder that only its user can enter, keeps nothing on disk for good, and goes away
/// with the process, also after `kill -9`: a watcher holds one end of a pipe and we the other.
///
/// ```swift
/// let server = try ScratchServer.start()
/// let connection = try Connection(server.freshDatabase())
/// ```
package final class ScratchServer: Sendable {
  /// The cluster's folder.
  package let directory: String
  package let binaries: PostgresBinaries
  /// The name of the user it runs as, when root started it.
  package let runsAs: String?

  /// Kept for its lock: the place is ours as long as we live, even if the watcher is killed.
  private let place: ScratchPlace
  private let state: Locked<State>

  private struct State {
    /// Closing it ends the server.
    var lifeline: Int32?
    let alive: Int32
    var isReady = false
    var unusedDatabases = ScratchTemplate.readyDatabases
    var madeDatabases = 0
  }

  private init(
    place: ScratchPlace, lifeline: Int32, alive: Int32
  ) {
    self.place = place
    directory = place.directory
    binaries = place.store.binaries
    runsAs = place.store.user?.name
    state = Locked(State(lifeline: lifeline, alive: alive))
  }

  deinit {
    stop()
    close(state.with { $0.alive })
  }

  /// Starts a server and waits until it takes connections. With `major`, programs of that version
  /// are preferred.
  package static func start(
    major: Int? = nil, environment: Environment = .current
  ) throws(DatabaseError) -> ScratchServer {
    let server = try launch(major: major, environment: environment)
    try server.ready()
    return server
  }

  /// Starts a server and returns at once: it comes up while other work is done.
  package static func launch(
    major: Int? = nil, environment: Environment = .current
  ) throws(DatabaseError) -> ScratchServer {
    let binaries = try PostgresBinaries.find(major: major, environment: environment)
    let user = try ServerUser.needed()
    let store = try ScratchStore(binaries: binaries, user: user, environment: environment)
    let place = try ScratchPlace.reserve(in: store)
    do throws(DatabaseError) {
      try store.fill(place)
      return try launch(in: place)
    } catch {
      place.clear()
      throw error
    }
  }

  /// Waits until the server takes connections. Whatever here connects by itself waits too.
  package func ready() throws(DatabaseError) {
    if state.with({ $0.isReady }) { return }
    // Loading libpq takes as long as half of the server's start: at the same time, then.
    _ = pq_load()
    try awaitReadiness()
    state.with { $0.isReady = true }
    place.store.sweep()
  }

  /// Where to connect once the server is ready. The variables `PG*` have no say in it.
  package func settings(database: String = "postgres") -> ConnectionSettings {
    ConnectionSettings([
      "host": place.socketFolder, "port": "5432", "user": "postgres", "dbname": database,
      // A blank, since libpq takes an empty value for none and reads PGOPTIONS instead.
      "options": " ", "sslmode": "disable", "gssencmode": "disable", "channel_binding": "disable",
      "target_session_attrs": "any",
    ])
  }

  /// An empty database that nobody has had before.
  package func freshDatabase() throws(DatabaseError) -> ConnectionSettings {
    try ready()
    let unused = state.with { $0.unusedDatabases.isEmpty ? nil : $0.unusedDatabases.removeFirst() }
    if let unused { return settings(database: unused) }
    let number = state.with { state in
      state.madeDatabases += 1
      return state.madeDatabases + ScratchTemplate.readyDatabases.count
    }
    let name = "scratch\(number)"
    try createDatabase(name: name)
    return settings(database: name)
  }

  /// `template0` is what PostgreSQL calls empty.
  package func createDatabase(
    name: String, template: String = "template0"
  ) throws(DatabaseError) {
    try ready()
    let connection = try Connection(settings())
    // Copying files beats writing pages to the log, as long as nothing is synced: 8 ms to 20.
    let strategy: SQL = connection.serverVersion >= 150000 ? " strategy file_copy" : ""
    try connection.run("create database \(name: name) template \(name: template)\(strategy)")
  }

  package func dropDatabase(_ name: String) throws(DatabaseError) {
    try ready()
    try Connection(settings()).discard(settings(database: name))
  }

  /// Ends the server and returns when it is gone; its cluster is parked or removed a moment later.
  package func stop() {
    let lifeline = state.with { state in
      defer { state.lifeline = nil }
      return state.lifeline
    }
    guard let lifeline else { return }
    close(lifeline)
    var wait = pollfd(fd: state.with { $0.alive }, events: Int16(POLLIN), revents: 0)
    poll(&wait, 1, 10_000)
  }

  private static func launch(in place: ScratchPlace) throws(DatabaseError) -> ScratchServer {
    let store = place.store
    if place.socketFolder != place.directory {
      try File.makeFolder(place.socketFolder, mode: 0o700)
      try store.user.own(place.socketFolder)
    }
    let strings = CStringArena()
    var order = spawn_server()
    order.user = store.user.spawnUser
    order.directory = strings.string(place.directory)
    order.socket_folder = strings.string(place.socketFolder)
    order.log = strings.string(place.log)
    order.arguments = strings.array([
      store.binaries.postgres, "-D", place.directory, "-k", place.socketFolder,
    ])
    order.lock = place.lock
    order.original = strings.string(store.template)
    order.places = strings.array(store.parkingPlaces)
    order.lock_path = strings.string(place.lockPath)
    var lifeline: Int32 = -1
    var alive: Int32 = -1
    let status = withExtendedLifetime(strings) { spawn_watched(&order, &lifeline, &alive) }
    guard status == 0 else { throw File.failure("a scratch server could not be started") }
    return ScratchServer(place: place, lifeline: lifeline, alive: alive)
  }

  /// The server writes its state into the eighth line of `postmaster.pid`; reading that costs less
  /// than an attempt to connect.
  private func awaitReadiness() throws(DatabaseError) {
    let path = directory + "/postmaster.pid"
    var wait = pollfd(fd: state.with { $0.alive }, events: Int16(POLLIN), revents: 0)
    for _ in 0..<60_000 {
      // The wait is the pause: it ends early only when the server has.
      guard poll(&wait, 1, 1) == 0 else { break }
      let lines = File.text(path)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
      if lines.count > 7, lines[7].hasPrefix("ready") { return }
    }
    throw DatabaseError(
      message: "a scratch server did not start", detail: File.text(place.log).map(lastLines),
      hint: "the programs are those in \(binaries.directory); SCHEMASHELL_PGBIN names others")
  }
}
