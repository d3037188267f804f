import Postgres

/// What a column's "not null" is called and how far it goes, where PostgreSQL keeps that: from
/// version 18 on.
package struct NotNullName: Sendable, Equatable, CustomStringConvertible {
  /// Nil for the name that it gets by itself.
  package let name: String?
  /// False where the server keeps none: then every name is as good as another.
  let isKept: Bool
  /// A copy of that of another column.
  let isCopy: Bool
  /// Rows that were there before may hold nulls: nobody has looked at them.
  private(set) var isUnchecked = false
  /// It does not reach the tables that inherit.
  private(set) var staysHere = false

  package var description: String {
    (name ?? "the usual") + (staysHere ? ", no inherit" : "") + (isUnchecked ? ", not valid" : "")
  }

  /// `relation`, `number`, and its `name`, whether it `islocal`, `isvalid`, `stays`.
  static func constraints(_ version: ServerVersion) -> SQL {
    version.major < 18
      ? """
      select null::oid as relation, null::int2 as number, null as name, null::bool as islocal,
        null::bool as isvalid, null::bool as stays
      """
      : """
      select conrelid as relation, conkey[1] as number, conname as name, conislocal as islocal,
        convalidated as isvalid, connoinherit as stays
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

  init(
    _ name: String?, isLocal: Bool, isValid: Bool, staysHere: Bool, of column: ObjectID
  ) {
    // A copy is called as its original is.
    isKept = name != nil && isLocal
    isUnchecked = isKept && !isValid
    self.staysHere = isKept && staysHere
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
    a.isUnchecked == b.isUnchecked && a.staysHere == b.staysHere
      && (!a.isKept || !b.isKept || a.name == b.name)
  }

  /// `constraint some_name `, or nothing.
  var clause: SQL {
    guard isKept, let name else { return SQL() }
    return "constraint \(name: name) "
  }

  /// What follows the column's name where it is a statement of its own.
  var ending: SQL { "\(staysHere ? " no inherit" : "")\(isUnchecked ? " not valid" : "")" }

  /// The name that it has in a column.
  func spoken(of column: ObjectID) -> String {
    name
      ?? GeneratedName.make(
        column.names.dropLast().last ?? "", column.name, suffix: "not_null")
  }
}
