package import Postgres

/// A row security policy of a table.
package struct Policy: SchemaObject {
  package static let kind: KindName = "policy"

  package let id: ObjectID
  package let table: ObjectID
  /// `all`, `select`, `insert`, `update`, `delete`.
  package let command: String
  package internal(set) var isPermissive: Bool
  /// Sorted; empty when it is for everyone.
  package internal(set) var roles: [String]
  /// Which rows are seen.
  package internal(set) var using: String?
  /// Which rows may be written.
  package internal(set) var check: String?

  package static var trace: SQL? { "pg_policy" }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select p.tableoid, p.oid, 0, p.polrelid, p.polname,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
        when 'd' then 'delete' else 'all' end,
      p.polpermissive,
      array(select r.rolname from pg_roles r where r.oid = any(p.polroles) order by 1),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    from pg_policy p
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let table = catalog.relation(row.oid()) else { return nil }
    self.table = table
    id = table.child(Self.kind, row.text())
    command = row.text()
    isPermissive = row.bool()
    roles = row.textArray()
    using = row.optionalText()
    check = row.optionalText()
  }

  package static var rules: [Rule<Policy>] {
    [
      .replace("command", \.command),
      .replace("isPermissive", \.isPermissive),
      .redefine("roles", \.roles),
      // `alter policy` can say another expression, but not that there is none.
      Rule("using", \.using) { _, new in new.using == nil ? .replace : .redefine }.asRead(),
      Rule("check", \.check) { _, new in new.check == nil ? .replace : .redefine }.asRead(),
      .derived("table", \.table),
    ]
  }

  package static var blockForm: BlockForm? {
    let openings = ["as permissive", "as restrictive", "for", "to", "using", "with check"]
    return BlockForm(
      ["policy"], place: .before(openings, link: "on"), naming: .onTable, openings: openings)
  }

  package var parent: ObjectID? { table }
  package var clusterNeeds: [ObjectID] { roles.map(ObjectID.role) }
  package var reference: SQL { "policy \(name: id.name) on \(name: table.names)" }

  // Its expressions may name what is dropped elsewhere, so it goes before its table does.
  package static var dropsWithParent: Bool { false }

  private var grantees: SQL {
    roles.isEmpty ? "public" : roles.map { SQL("\(name: $0)") }.joined()
  }

  private func expressions(besides old: Policy? = nil) -> SQL {
    var sql = SQL()
    if let using, old?.using != using { sql += " using (\(catalog: using))" }
    if let check, old?.check != check { sql += " with check (\(catalog: check))" }
    return sql
  }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference)"
    if !isPermissive { sql += " as restrictive" }
    if command != "all" { sql += " for \(catalog: command)" }
    if !roles.isEmpty { sql += " to \(grantees)" }
    return [Statement(sql + expressions())]
  }

  package func redefine(from old: Policy) -> [Statement] {
    let to: SQL = roles == old.roles ? "" : " to \(grantees)"
    return [Statement("alter \(reference)\(to)\(expressions(besides: old))")]
  }

  package func drop() -> [Statement] {
    [
      Statement(
        "drop \(reference)",
        hazards: isPermissive ? [] : [.opens("opens the rows of \(table) that \(id.name) hides")])
    ]
  }
}
