import Postgres

/// Roles and tablespaces on a private server that are there so that a schema can name them.
extension Connection {
  /// Makes those that are not there; true when it made one. A superuser may own everything: an event
  /// trigger belongs to nobody else. A tablespace lies in the server's own folder.
  func makeStandIns(
    _ missing: Set<ObjectID>, asSuperusers: Bool = true
  ) throws(DatabaseError) -> Bool {
    let names = missing.sorted()
    let roles = names.filter { $0 == .role($0.name) }
    let tablespaces = names.filter { $0 == .tablespace($0.name) }
    var isMade = false
    try runEach(roles.map { "create role \(name: $0.name)\(asSuperusers ? " superuser" : "")" }) {
      _, error in
      if error == nil { isMade = true }
    }
    if tablespaces.isEmpty { return isMade }
    let making: [SQL] = tablespaces.map { "create tablespace \(name: $0.name) location ''" }
    let place: SQL = "set allow_in_place_tablespaces to on"
    try runEach([place] + making + ["reset allow_in_place_tablespaces"]) { index, error in
      if error == nil, (1...making.count).contains(index) { isMade = true }
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
