package import Postgres

/// As whom a role, or everybody, uses a foreign server.
package struct UserMapping: SchemaObject {
  package static let kind: KindName = "user mapping"

  package let id: ObjectID
  package let server: ObjectID
  /// Nil for everybody.
  package let user: String?
  package let options: [String]

  package static var trace: SQL? { "pg_foreign_server where oid >= 16384" }

  // The view, unlike the table, may be read by all; it hides what is not theirs to see.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select 1418, m.umid, 0, m.srvid, case when m.umuser <> 0 then m.usename end, m.umoptions,
      m.umoptions is null and not r.rolsuper and not (pg_has_role(s.srvowner, 'usage')
        and m.umuser in (0, r.oid) or m.umuser = r.oid and has_server_privilege(s.oid, 'usage'))
    from pg_user_mappings m join pg_foreign_server s on s.oid = m.srvid
      join pg_roles r on r.rolname = current_user
    where m.umid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let server = catalog.id(Address(1417, row.oid())) else { return nil }
    self.server = server
    user = row.optionalText()
    id = server.child(Self.kind, user ?? "public")
    options = (row.optionalTextArray() ?? []).sorted()
    if row.bool() {
      catalog.noteUnread("user mapping that only its user or a superuser can read")
      return nil
    }
  }

  package static var rules: [Rule<UserMapping>] {
    [
      .derived("server", \.server),
      .derived("user", \.user),
      .alter("options", \.options) { old, new in
        "alter \(new.reference)\(ForeignOptions.change(from: old.options, to: new.options))"
      },
    ]
  }

  package var parent: ObjectID? { server }
  // `drop server` refuses to take mappings along.
  package static var dropsWithParent: Bool { false }
  package var clusterNeeds: [ObjectID] { user.map { [.role($0)] } ?? [] }
  package var reference: SQL {
    let role: SQL = user.map { "\(name: $0)" } ?? "public"
    return "user mapping for \(role) server \(name: server.names)"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("create \(reference)\(ForeignOptions.clause(options))", lock: .none)]
  }
}
