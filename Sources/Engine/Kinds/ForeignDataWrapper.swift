package import Postgres

/// A foreign data wrapper that no extension brought.
package struct ForeignDataWrapper: SchemaObject {
  package static let kind: KindName = "foreign data wrapper"

  package let id: ObjectID
  package internal(set) var handler: String?
  package internal(set) var validator: String?
  package internal(set) var options: [String]

  package static var trace: SQL? { "pg_foreign_data_wrapper where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select w.tableoid, w.oid, 0, w.fdwname, nullif(w.fdwhandler, 0)::regproc,
      nullif(w.fdwvalidator, 0)::regproc, w.fdwoptions
    from pg_foreign_data_wrapper w where w.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    handler = row.optionalText()
    validator = row.optionalText()
    options = (row.optionalTextArray() ?? []).sorted()
  }

  package static var rules: [Rule<ForeignDataWrapper>] {
    [
      .alter("handler", \.handler) { _, new in "alter \(new.reference) \(new.handlerClause)" },
      .alter("validator", \.validator) { _, new in "alter \(new.reference) \(new.validatorClause)"
      },
      .alter("options", \.options) { old, new in
        "alter \(new.reference)\(ForeignOptions.change(from: old.options, to: new.options))"
      },
    ]
  }

  package var reference: SQL { "foreign data wrapper \(name: id.names)" }
  private var handlerClause: SQL { handler.map { "handler \(catalog: $0)" } ?? "no handler" }
  private var validatorClause: SQL {
    validator.map { "validator \(catalog: $0)" } ?? "no validator"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference)"
    if handler != nil { sql += " \(handlerClause)" }
    if validator != nil { sql += " \(validatorClause)" }
    return [Statement(sql + ForeignOptions.clause(options), lock: .none)]
  }
}
