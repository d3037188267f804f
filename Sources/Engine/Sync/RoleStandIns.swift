import Postgres

/// Roles on a private server that are there so that a schema can name them.
extension Connection {
  /// Makes those of the names that no role has; true when it made one. Each is a superuser: an
  /// event trigger may belong to nobody else.
  func makeRoles(_ names: Set<String>) throws(DatabaseError) -> Bool {
    var isMade = false
    try runEach(names.sorted().map { "create role \(name: $0) superuser" }) { _, error in
      if error == nil { isMade = true }
    }
    return isMade
  }

  /// Makes the role that speaks now an ordinary one: what a superuser hands on counts as its
  /// owner's. The server's own roles stay as they are.
  func confineCurrentRole() throws(DatabaseError) {
    try run(
      """
      do $$ begin
        if (select rolsuper and oid >= 16384 from pg_roles where rolname = current_user) then
          execute format('alter role %I nosuperuser', current_user);
        end if;
      end $$
      """)
  }
}
