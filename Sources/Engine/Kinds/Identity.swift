import Postgres

/// What makes a column an identity column: when its sequence speaks, and that sequence's options.
package struct Identity: Sendable, Equatable, CustomStringConvertible {
  package let isAlways: Bool
  package let sequence: String
  package let start: Int
  package let increment: Int
  package let minimum: Int
  package let maximum: Int
  package let cache: Int
  package let cycles: Bool
  /// Only where it is not the column's type, which it follows by itself.
  package let sequenceType: String?
  /// Only where it is not as its table, which it follows by itself.
  let isUnlogged: Bool?

  /// Before version 15 all sequences were logged, whatever their tables were.
  init?(
    kind: String?, type: String, _ sequence: Sequence?, inUnlogged: Bool, _ version: ServerVersion
  ) {
    guard let kind, let sequence else { return nil }
    isAlways = kind == "a"
    self.sequence = sequence.id.name
    start = sequence.start
    increment = sequence.increment
    minimum = sequence.minimum
    maximum = sequence.maximum
    cache = sequence.cache
    cycles = sequence.cycles
    sequenceType = sequence.type == type ? nil : sequence.type
    isUnlogged =
      version.major >= 15 && sequence.isUnlogged != inUnlogged ? sequence.isUnlogged : nil
  }

  package var description: String {
    var options = ["sequence \(quoteIdentifier(sequence))", "start \(start)"]
    options.append("increment \(increment), \(minimum) to \(maximum), cache \(cache)")
    if cycles { options.append("cycle") }
    if let sequenceType { options.append("as \(sequenceType)") }
    if let isUnlogged { options.append(isUnlogged ? "unlogged" : "logged") }
    return "\(when.text) (\(options.joined(separator: ", ")))"
  }

  private var when: SQL { isAlways ? "always" : "by default" }

  /// ` generated always as identity (…)`, with only the options that `type` does not imply.
  func clause(type: String, table: [String], column: String) -> SQL {
    var options: [SQL] = []
    let schema = table.dropLast()
    if sequence != Self.defaultName(table: table.last ?? "", column: column) {
      options.append("sequence name \(name: schema + [sequence])")
    }
    let (low, high) =
      sequenceType == nil
      ? Self.bounds(type: type, ascending: increment > 0)
      // Of another type than the column it is made first, and then told its bounds.
      : (minimum, maximum)
    if increment != 1 { options.append("increment by \(literal: increment)") }
    if minimum != low { options.append("minvalue \(literal: minimum)") }
    if maximum != high { options.append("maxvalue \(literal: maximum)") }
    if sequenceType == nil, start != (increment > 0 ? minimum : maximum) {
      options.append("start with \(literal: start)")
    }
    if cache != 1 { options.append("cache \(literal: cache)") }
    if cycles { options.append("cycle") }
    let list: SQL = options.isEmpty ? "" : " (\(options.joined(separator: " ")))"
    return " generated \(when) as identity\(list)"
  }

  /// The options of a sequence that speaks the same numbers.
  func counting(type: String) -> SQL {
    """
     as \(catalog: sequenceType ?? type) increment by \(literal: increment) \
    minvalue \(literal: minimum) maxvalue \(literal: maximum) start with \(literal: start) \
    \(cycles ? "cycle" : "no cycle")
    """
  }

  /// What `add generated … as identity` has no words for.
  func completion(schema: [String]) -> [Statement] {
    var statements: [Statement] = []
    if let sequenceType {
      statements.append(
        Statement(
          """
          alter sequence \(name: schema + [sequence]) as \(catalog: sequenceType) \
          minvalue \(literal: minimum) maxvalue \(literal: maximum) \
          start with \(literal: start) restart with \(literal: start)
          """, lock: .none))
    }
    return statements + (isUnlogged.map { [logging(isUnlogged: $0, schema: schema)] } ?? [])
  }

  func logging(isUnlogged: Bool, schema: [String]) -> Statement {
    Statement(
      "alter sequence \(name: schema + [sequence]) set \(isUnlogged ? "unlogged" : "logged")")
  }

  /// The statements that bring `old` to this, in a column of type `type`.
  func changes(
    from old: Identity, type: String, alter: SQL, schema: [String]
  ) -> [Statement] {
    var actions: [SQL] = []
    if isAlways != old.isAlways { actions.append("set generated \(when)") }
    if increment != old.increment { actions.append("set increment by \(literal: increment)") }
    if minimum != old.minimum { actions.append("set minvalue \(literal: minimum)") }
    if maximum != old.maximum { actions.append("set maxvalue \(literal: maximum)") }
    if start != old.start { actions.append("set start with \(literal: start)") }
    if cache != old.cache { actions.append("set cache \(literal: cache)") }
    if cycles != old.cycles { actions.append("set \(cycles ? "cycle" : "no cycle")") }
    var statements: [Statement] = []
    if sequence != old.sequence {
      statements.append(
        Statement(
          "alter sequence \(name: schema + [old.sequence]) rename to \(name: sequence)"))
    }
    let move = SequenceMove(
      name: "\(name: schema + [sequence])", old: old.minimum...old.maximum,
      new: minimum...maximum)
    if move.isRestart { actions.append("restart with \(literal: start)") }
    if !actions.isEmpty || sequenceType != old.sequenceType { statements += move.statements }
    if sequenceType != old.sequenceType {
      statements.append(
        Statement(
          """
          alter sequence \(name: schema + [sequence]) as \(catalog: sequenceType ?? type) \
          minvalue \(literal: minimum) maxvalue \(literal: maximum)
          """, lock: .shareRowExclusive))
    }
    if !actions.isEmpty {
      statements += [Statement("\(alter) \(actions.joined(separator: " "))")]
    }
    return statements
  }

  static func defaultName(table: String, column: String) -> String {
    GeneratedName.make(table, column, suffix: "seq")
  }

  static func bounds(type: String, ascending: Bool) -> (Int, Int) {
    let (low, high): (Int, Int) =
      switch type {
      case "smallint": (Int(Int16.min), Int(Int16.max))
      case "integer": (Int(Int32.min), Int(Int32.max))
      default: (Int.min, Int.max)
      }
    return ascending ? (1, high) : (low, -1)
  }
}

/// The names that PostgreSQL gives when nobody does: `table_column_suffix`, shortened to 63 bytes
/// by taking from the longer of the two.
package enum GeneratedName {
  package static func make(_ first: String, _ second: String, suffix: String) -> String {
    let overhead = suffix.utf8.count + 1 + (second.isEmpty ? 0 : 1)
    var (a, b) = (Array(first.utf8), Array(second.utf8))
    while a.count + b.count > 63 - overhead {
      if a.count > b.count { a.removeLast() } else { b.removeLast() }
    }
    // A multi-byte character that was cut in two goes altogether.
    func whole(_ bytes: [UInt8]) -> String {
      var bytes = bytes
      while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
    return ([whole(a)] + (second.isEmpty ? [] : [whole(b)]) + [suffix]).joined(separator: "_")
  }
}
