extension Connection {
  /// Drops a scratch database of this connection's server: the one that `settings` name. Whoever is
  /// in it is thrown out; without force, it stays for them. Its subscriptions, which keep a database
  /// from being dropped, are let go of first; whoever they subscribe to hears nothing of it.
  func discard(_ settings: ConnectionSettings, byForce: Bool = true) throws(DatabaseError) {
    let drop: SQL = """
      drop database if exists \(name: settings.database ?? "")\(byForce ? " with (force)" : "")
      """
    do throws(DatabaseError) {
      try run(drop)
    } catch {
      guard error.sqlstate == "55006" else { throw error }
      try Connection(settings).dropSubscriptions()
      try run(drop)
    }
  }

  private func dropSubscriptions() throws(DatabaseError) {
    let names = try run(
      """
      select subname from pg_catalog.pg_subscription where subdbid =
        (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
      """
    ).rows { $0.text() }
    for name in names {
      try run("alter subscription \(name: name) disable")
      try run("alter subscription \(name: name) set (slot_name = none)")
      try run("drop subscription \(name: name)")
    }
  }
}
