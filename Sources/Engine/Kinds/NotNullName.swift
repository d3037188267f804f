import Postgres

/// What a column's "not null" is called, where PostgreSQL keeps that: from version 18 on.
package struct NotNullName: Sendable, Equatable, CustomStringConvertible {
  /// Nil for the name that it gets by itself.
  package let name: String?
  /// False where the server keeps none: then every name is as good as another.
  let isKept: Bool
  /// A copy of that of another column.
  let isCopy: Bool

  package var description: String { name ?? "the usual" }

  /// `relation`, `number`, and its `name` and whether it `islocal`.
  static func constraints(_ version: ServerVersion) -> SQL {
    version.major < 18
      ? "select null::oid as relation, null::int2 as number, null as name, null::bool as islocal"
      : """
      select conrelid as relation, conkey[1] as number, conname as name, conislocal as islocal
      from pg_constraint where contype = 'n' and conrelid >= 16384
      """
  }

  /// Where the server keeps none.
  static let unknown = NotNullName(nil)

  /// A name that somebody has chosen.
  var isChosen: Bool { isKept && name != nil }

  private init(_ name: String?) {
    self.name = name
    (isKept, isCopy) = (false, false)
  }

  init(_ name: String?, isLocal: Bool, of column: ObjectID) {
    // A copy is called as its original is.
    isKept = name != nil && isLocal
    isCopy = name != nil && !isLocal
    guard let name else {
      self.name = nil
      return
    }
    let table = column.names.dropLast().last ?? ""
    let usual = GeneratedName.make(table, column.name, suffix: "not_null")
    self.name = name == usual ? nil : name
  }

  package static func == (a: Self, b: Self) -> Bool {
    !a.isKept || !b.isKept || a.name == b.name
  }

  /// `constraint some_name `, or nothing.
  var clause: SQL {
    guard isKept, let name else { return SQL() }
    return "constraint \(name: name) "
  }

  /// The name that it has in a column.
  func spoken(of column: ObjectID) -> String {
    name
      ?? GeneratedName.make(
        column.names.dropLast().last ?? "", column.name, suffix: "not_null")
  }
}
