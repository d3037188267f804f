/// Hands out empty databases to work in, from wherever they can be had.
///
/// Best is a private server. Where its programs are not installed, a database made on the server
/// that the project names as its `shadow`, or else on the connected one, does the same; it is
/// dropped afterwards. Callers cannot tell the difference.
///
/// ```swift
/// let scratch = try Scratch.open(near: session, shadow: nil)
/// let database = try scratch.database()
/// defer { database.drop() }
/// let connection = try Connection(database.settings)
/// ```
package final class Scratch: Sendable {
  private enum Source: Sendable {
    case own(ScratchServer)
    case borrowed(ConnectionSettings)
  }

  private let source: Locked<Source>
  /// What serves when the private server fails to come up.
  private let alternative: ConnectionSettings?
  /// The private server's databases that are done with: dropped when the next one is made, or with
  /// the server, whichever comes first.
  private let discarded = Locked<[String]>([])

  private init(_ source: Source, alternative: ConnectionSettings? = nil) {
    self.source = Locked(source)
    self.alternative = alternative
  }

  /// Opens the first source there is: a private server, of the version of `near` if possible, then
  /// `shadow`, then the server of `near`. A private server comes up while the caller goes on; to
  /// open early is to wait less.
  package static func open(
    near: Connection? = nil, shadow: ConnectionSettings? = nil, environment: Environment = .current
  ) throws(DatabaseError) -> Scratch {
    let alternative = shadow ?? near?.settings
    do throws(DatabaseError) {
      let major = near.map { $0.serverVersion / 10000 }
      let server = try ScratchServer.launch(major: major, environment: environment)
      return Scratch(.own(server), alternative: alternative)
    } catch {
      guard let alternative else { throw withAlternatives(error) }
      return Scratch(.borrowed(alternative))
    }
  }

  /// A scratch on a server that runs already.
  package convenience init(server: ScratchServer) {
    self.init(.own(server))
  }

  /// The private server, if it is one.
  package var server: ScratchServer? {
    switch source.with({ $0 }) {
    case .own(let server): server
    case .borrowed: nil
    }
  }

  /// An empty database that nobody has had before.
  package func database() throws(DatabaseError) -> ScratchDatabase {
    switch source.with({ $0 }) {
    case .borrowed(let settings): return try borrow(from: settings)
    case .own(let server):
      do throws(DatabaseError) {
        try server.ready()
      } catch {
        guard let alternative else { throw Self.withAlternatives(error) }
        source.with { $0 = .borrowed(alternative) }
        return try borrow(from: alternative)
      }
      return try take(from: server)
    }
  }

  private func take(from server: ScratchServer) throws(DatabaseError) -> ScratchDatabase {
    let names = discarded.with { names in
      defer { names = [] }
      return names
    }
    for name in names { try server.dropDatabase(name) }
    return ScratchDatabase(settings: try server.freshDatabase(), on: server) {
      [discarded] settings in
      guard let name = settings.database else { return }
      discarded.with { $0.append(name) }
    }
  }

  private func borrow(from settings: ConnectionSettings) throws(DatabaseError) -> ScratchDatabase {
    do throws(DatabaseError) {
      let lent = try LentDatabase(from: settings)
      return ScratchDatabase(settings: lent.settings) { _ in lent.drop() }
    } catch {
      var error = error
      error.message = "no scratch database can be made on \(settings): \(error.message)"
      throw Self.withAlternatives(error)
    }
  }

  private static func withAlternatives(_ error: DatabaseError) -> DatabaseError {
    var error = error
    let other = "or give the project a `shadow` server whose user may create databases"
    error.hint = error.hint.map { "\($0); \(other)" } ?? "install PostgreSQL's programs, \(other)"
    return error
  }
}

/// An empty database that is gone after use.
package final class ScratchDatabase {
  package let settings: ConnectionSettings
  /// On a private server, and not on another's.
  package let isPrivate: Bool
  /// The user that the private server runs as, when root started it.
  package let runsAs: String?
  private var discard: ((ConnectionSettings) -> Void)?

  fileprivate init(
    settings: ConnectionSettings, on server: ScratchServer? = nil,
    discard: @escaping (ConnectionSettings) -> Void
  ) {
    self.settings = settings
    isPrivate = server != nil
    runsAs = server?.runsAs
    self.discard = discard
  }

  deinit {
    drop()
  }

  /// Done with it: whatever is in it may go. Connections to it are closed by force.
  package func drop() {
    discard?(settings)
    discard = nil
  }
}
