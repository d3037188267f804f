package import Postgres

/// A foreign server.
package struct Server: SchemaObject {
  package static let kind: KindName = "server"

  package let id: ObjectID
  package let wrapper: String
  package let type: String?
  package internal(set) var version: String?
  package internal(set) var options: [String]

  package static var trace: SQL? { "pg_foreign_server where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select s.tableoid, s.oid, 0, s.srvname, w.fdwname, s.srvtype, s.srvversion, s.srvoptions
    from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw
    where s.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    wrapper = row.text()
    type = row.optionalText()
    version = row.optionalText()
    options = (row.optionalTextArray() ?? []).sorted()
  }

  package static var rules: [Rule<Server>] {
    [
      .replace("wrapper", \.wrapper),
      .replace("type", \.type),
      // A version can be changed and not be taken away.
      Rule("version", \.version) { _, new in
        guard let version = new.version else { return .replace }
        return .alter([
          Statement("alter \(new.reference) version \(literal: version)", lock: .none)
        ])
      },
      .alter("options", \.options) { old, new in
        "alter \(new.reference)\(ForeignOptions.change(from: old.options, to: new.options))"
      },
    ]
  }

  package var reference: SQL { "server \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference)"
    if let type { sql += " type \(literal: type)" }
    if let version { sql += " version \(literal: version)" }
    sql += " foreign data wrapper \(name: wrapper)\(ForeignOptions.clause(options))"
    return [Statement(sql, lock: .none)]
  }
}
