import Postgres

/// Writes the definitions of plain constraints and indexes as PostgreSQL would.
///
/// `pg_get_constraintdef` and `pg_get_indexdef` look every name up again, which takes a server
/// longer than all else in a snapshot together; most constraints and indexes name columns only, and
/// those are known here already. PostgreSQL writes the expressions, and whatever has an option.
extension Catalog {
  /// `(a, b)` for column numbers of a relation; nil when one is not read.
  private func columnList(_ table: UInt32, _ numbers: [Int]) -> String? {
    var names: [String] = []
    for number in numbers {
      guard let column = column(table, number) else { return nil }
      names.append(quoteIdentifier(column.name))
    }
    return "(" + names.joined(separator: ", ") + ")"
  }

  func primaryKey(_ table: UInt32, _ key: [Int]) -> String? {
    columnList(table, key).map { "PRIMARY KEY \($0)" }
  }

  func unique(_ table: UInt32, _ key: [Int]) -> String? {
    columnList(table, key).map { "UNIQUE \($0)" }
  }

  func check(_ expression: String, inherits: Bool) -> String {
    "CHECK (\(expression))\(inherits ? "" : " NO INHERIT")"
  }

  /// `actions` are `confmatchtype`, `confupdtype` and `confdeltype`, one letter each.
  func foreignKey(
    _ table: UInt32, _ key: [Int], to other: UInt32, _ otherKey: [Int], actions: String
  ) -> String? {
    guard let target = relation(other), let own = columnList(table, key),
      let theirs = columnList(other, otherKey)
    else { return nil }
    var text = "FOREIGN KEY \(own) REFERENCES \(shownName(target.names))\(theirs)"
    let letters = Array(actions)
    guard letters.count == 3 else { return nil }
    if letters[0] == "f" { text += " MATCH FULL" }
    if let action = Self.action(letters[1]) { text += " ON UPDATE \(action)" }
    if let action = Self.action(letters[2]) { text += " ON DELETE \(action)" }
    return text
  }

  func deferral(isDeferrable: Bool, isDeferred: Bool) -> String {
    (isDeferrable ? " DEFERRABLE" : "") + (isDeferred ? " INITIALLY DEFERRED" : "")
  }

  private static func action(_ letter: Character) -> String? {
    switch letter {
    case "r": "RESTRICT"
    case "c": "CASCADE"
    case "n": "SET NULL"
    case "d": "SET DEFAULT"
    default: nil
    }
  }

  /// A B-tree. `options` are `indoption`: 1 is descending, 2 is nulls first. `collations` are each
  /// column's own or the database's. An expression has the number 0 in `key`.
  func index(
    _ names: [String], on table: ObjectID, _ oid: UInt32, _ key: [Int], options: [Int],
    collations: [Int], expressions: [String], isUnique: Bool, isPartitioned: Bool,
    predicate: String?
  ) -> String? {
    var parts: [String] = []
    var rest = expressions[...]
    for (number, (option, collation)) in zip(key, zip(options, collations)) {
      let column = column(oid, number).map { id in
        quoteIdentifier(id.name)
          + (collation == Self.usualCollation ? leavingOwnCollation(of: id) : "")
      }
      guard let part = number == 0 ? rest.popFirst() : column else { return nil }
      let order =
        switch option {
        case 1: " DESC NULLS LAST"
        case 2: " NULLS FIRST"
        case 3: " DESC"
        default: ""
        }
      parts.append(part + order)
    }
    let name = quoteIdentifier(names.last ?? "")
    let place = table.names.map(quoteIdentifier).joined(separator: ".")
    return """
      CREATE \(isUnique ? "UNIQUE " : "")INDEX \(name) ON \(isPartitioned ? "ONLY " : "")\(place) \
      USING btree (\(parts.joined(separator: ", ")))\(predicate.map { " WHERE \($0)" } ?? "")
      """
  }

  /// The database's own collation.
  private static let usualCollation = 100

  /// What leaves the column's own collation for the database's, where it has one.
  private func leavingOwnCollation(of column: ObjectID) -> String {
    (self[column] as? Column)?.collatesOtherwise ?? false ? #" COLLATE "default""# : ""
  }
}
