/// A scratch database on somebody else's server, which must not stay there when we are killed.
///
/// Nothing of ours runs on that server to clear up after us, so the next one who borrows does it:
/// every lent database has its owner connected to it for as long as it is in use, and one that
/// nobody is connected to has lost its owner. Between its creation and that connection an advisory
/// lock stands for the owner; its key is in the database's name. The name ends with a digest of
/// itself: only what we made has such a name, and nothing else is ever dropped.
final class LentDatabase {
  let settings: ConnectionSettings
  private let lender: ConnectionSettings
  private let name: String
  /// Connected to it and idle: the sign that its owner lives.
  private var owner: Connection?

  /// Makes one on the server of `lender`, and drops those whose owner is gone.
  init(from lender: ConnectionSettings) throws(DatabaseError) {
    let key = Int64.random(in: .min ... .max)
    name = Self.name(key)
    var own = lender
    own.database = name
    settings = own
    self.lender = lender
    let maker = try Connection(lender)
    Self.sweep(maker, lender)
    try maker.run("select pg_catalog.pg_advisory_lock(\(literal: Int(key)))")
    try maker.run("create database \(name: name) template template0")
    do throws(DatabaseError) {
      try maker.run("comment on database \(name: name) is \(literal: Self.remark)")
      let owner = try Connection(settings)
      // Servers may end sessions that do nothing for long; to do nothing is this one's work.
      if owner.serverVersion >= 140000 { try owner.run("set idle_session_timeout = 0") }
      self.owner = owner
    } catch {
      _ = try? maker.discard(settings)
      throw error
    }
  }

  /// Connections to it are closed by force.
  func drop() {
    owner = nil
    // Nobody is left to tell when this fails: the server is gone, or the next one clears up.
    _ = try? Connection(lender).discard(settings)
  }

  // MARK: - Those whose owner is gone

  static let prefix = "schemashell_scratch_"
  private static let remark = "a scratch database of SchemaShell, dropped when nobody uses it"

  private static func sweep(_ connection: Connection, _ lender: ConnectionSettings) {
    // Databases first: one that is listed had its owner's lock before it was there.
    guard let names = try? abandoned(connection), !names.isEmpty else { return }
    guard let owners = try? livingOwners(connection) else { return }
    for name in names {
      guard let key = key(of: name), !owners.contains(key) else { continue }
      // Not by force: who has connected by now may go on. Another may have dropped it meanwhile.
      var settings = lender
      settings.database = name
      _ = try? connection.discard(settings, byForce: false)
    }
  }

  /// What looks like ours, is ours to drop, and has nobody in it. A remark of somebody's own means
  /// that it has become theirs.
  private static func abandoned(_ connection: Connection) throws(DatabaseError) -> [String] {
    try connection.run(
      """
      select d.datname from pg_catalog.pg_database d
      where pg_catalog.starts_with(d.datname, \(literal: prefix))
        and pg_catalog.pg_has_role(d.datdba, 'usage')
        and coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), \(literal: remark))
          = \(literal: remark)
        and not exists (select from pg_catalog.pg_stat_activity a where a.datid = d.oid)
      """
    ).rows { $0.text() }
  }

  private static func livingOwners(_ connection: Connection) throws(DatabaseError) -> Set<Int64> {
    let keys = try connection.run(
      """
      select (classid::bigint << 32) | objid::bigint from pg_catalog.pg_locks
      where locktype = 'advisory' and objsubid = 1
      """
    ).rows { Int64($0.int()) }
    return Set(keys)
  }

  // MARK: - Names

  static func name(_ key: Int64) -> String {
    let word = String(UInt64(bitPattern: key), radix: 36)
    return prefix + word + "_" + digest(word)
  }

  /// Nil for a name that is none of ours.
  static func key(of name: String) -> Int64? {
    guard name.hasPrefix(prefix) else { return nil }
    let word = name.dropFirst(prefix.count).prefix { $0 != "_" }
    guard let bits = UInt64(word, radix: 36) else { return nil }
    let key = Int64(bitPattern: bits)
    return Self.name(key) == name ? key : nil
  }

  /// FNV-1a, from a start of our own.
  private static func digest(_ word: String) -> String {
    var hash: UInt64 = 0x5C4E_3A5E_11
    for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 36)
  }
}
