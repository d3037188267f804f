import Postgres

/// How a column becomes an identity column, and ceases to be one.
extension Column {
  func identityRemoval(from old: Column) -> [Statement] {
    old.identity != nil && identity == nil ? [Statement("\(alter) drop identity")] : []
  }

  // `add identity` wants the column not null first, so this comes after that rule.
  func identityMaking(from old: Column) -> [Statement] {
    guard let identity else { return [] }
    guard let before = old.identity else {
      let clause = identity.clause(type: type, table: table.names, column: id.name)
      return [Statement("\(alter) add\(clause)")] + identity.completion(schema: schema)
    }
    return identity.changes(from: before, type: type, alter: alter, schema: schema)
  }

  /// A new identity column of a table that others inherit from, where PostgreSQL adds none: rows there
  /// and below get their numbers from a sequence beside it, and the identity goes on from there.
  func creation(counting identity: Identity) -> [Statement] {
    let schema = Array(table.names.dropLast())
    let name = schema + [GeneratedName.make("schemashell", id.name, suffix: "seq")]
    var plain = self
    plain.identity = nil
    let usual: SQL = "default pg_catalog.nextval(\(literal: SQL("\(name: name)").text)::regclass)"
    let own = SQL("\(name: schema + [identity.sequence])").text
    return [
      Statement("create sequence \(name: name)\(identity.counting(type: type))", lock: .none),
      Statement(
        "alter table \(name: table.names) add column \(plain.definition([])) \(usual)",
        hazards: [.rewrites]),
      Statement("\(alter) drop default"),
      Statement("\(alter) add\(identity.clause(type: type, table: table.names, column: id.name))"),
    ] + identity.completion(schema: schema) + [
      Statement(
        """
        select pg_catalog.setval(\(literal: own)::regclass, \
        pg_catalog.nextval(\(literal: SQL("\(name: name)").text)::regclass), false)
        """, lock: .none),
      Statement("drop sequence \(name: name)", lock: .none),
    ]
  }
}
