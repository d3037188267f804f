import Lang
import Postgres

/// A script's values in SQL, and SQL's values in a script.
enum SQLValue {
  /// A value as SQL. Text is bound where the statement takes parameters, so that it is never part
  /// of the text; numbers and truth values go in as literals, so that they keep their types.
  static func sql(_ value: Value, isBound: Bool, at location: Location) throws -> SQL {
    switch value {
    case .null: return isBound ? "\(binding: nil)" : "NULL"
    case .bool(let truth): return truth ? "true" : "false"
    case .int(let number):
      // A negative number behind an operator would be another operator: `1 - -2`.
      return number < 0 ? "(\(SQL(trusted: String(number))))" : "\(literal: number)"
    case .decimal(let number):
      let text = SQL(trusted: number.description)
      return number.isNegative ? "(\(text))" : text
    case .double(let number): return "\(literal: floatText(number))::float8"
    case .text(let text): return quoted(text.string, isBound)
    case .list(let items): return quoted(try arrayText(items, at: location), isBound)
    case .map, .range: return quoted(try jsonText(value, at: location), isBound)
    case .object where value.hostObject is Rows:
      guard let rows = value.hostObject as? Rows else { break }
      return try sql(rows.column(at: location), isBound: isBound, at: location)
    case .function, .object: break
    }
    throw ScriptFailure("\(value.typeName) has no form in SQL", at: location)
  }

  private static func quoted(_ text: String, _ isBound: Bool) -> SQL {
    isBound ? "\(binding: text)" : "\(literal: text)"
  }

  private static func floatText(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return number.description
  }

  /// `{1,2}`: PostgreSQL finds the element's type by where the array stands.
  private static func arrayText(_ items: ListValue, at location: Location) throws -> String {
    let elements = try items.map { item -> String in
      switch item {
      case .null: return "NULL"
      case .list(let inner): return try arrayText(inner, at: location)
      case .bool(let truth): return truth ? "t" : "f"
      case .int(let number): return String(number)
      case .decimal(let number): return number.description
      case .double(let number): return floatText(number)
      case .text(let text): return arrayElement(text.string)
      case .map: return arrayElement(try jsonText(item, at: location))
      case .range, .function, .object:
        throw ScriptFailure("\(item.typeName) cannot stand in an array", at: location)
      }
    }
    return "{" + elements.joined(separator: ",") + "}"
  }

  private static func arrayElement(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  static func jsonText(_ value: Value, at location: Location) throws -> String {
    switch value {
    case .null: return "null"
    case .bool(let truth): return truth ? "true" : "false"
    case .int(let number): return String(number)
    case .decimal(let number): return number.description
    case .double(let number):
      return number.isFinite ? number.description : JSONText.string(floatText(number))
    case .text(let text): return JSONText.string(text.string)
    case .list(let items):
      return "[" + (try items.map { try jsonText($0, at: location) }).joined(separator: ",") + "]"
    case .map(let map):
      let pairs = try map.map { key, value in
        let name = try key.textValue ?? jsonText(key, at: location)
        return JSONText.string(name) + ":" + (try jsonText(value, at: location))
      }
      return "{" + pairs.joined(separator: ",") + "}"
    case .range(let range):
      guard range.count <= 10_000_000 else {
        throw ScriptFailure("a range of \(range.count) numbers is too long for JSON", at: location)
      }
      return try jsonText(.list((0..<range.count).map { .int(range.first + $0) }), at: location)
    case .function, .object:
      throw ScriptFailure("\(value.typeName) has no form in JSON", at: location)
    }
  }

  /// A cell as a script's value: numbers and truth values as such, everything else as text.
  static func value(_ cell: String?, type: UInt32) -> Value {
    guard let cell else { return .null }
    switch type {
    case SQLType.bool: return .bool(cell == "t")
    case SQLType.int2, SQLType.int4, SQLType.int8, SQLType.oid:
      return Int(cell).map { .int($0) } ?? Value(cell)
    case SQLType.float4, SQLType.float8: return Double(cell).map { .double($0) } ?? Value(cell)
    case SQLType.numeric: return ExactDecimal(cell).map { .decimal($0) } ?? Value(cell)
    default:
      guard let element = SQLType.elements[type], let items = parseArray(cell) else {
        return Value(cell)
      }
      return .list(items.map { value($0, type: element) })
    }
  }

  /// Nil for what is no simple list: more dimensions, or bounds of its own.
  private static func parseArray(_ cell: String) -> [String?]? {
    guard cell.hasPrefix("{"), !cell.hasPrefix("{{") else { return nil }
    var cell = cell
    return cell.withUTF8 { Postgres.parseArray($0) }
  }
}

/// The numbers of PostgreSQL's own types that a script knows as more than text; they never change.
enum SQLType {
  static let bool: UInt32 = 16
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let oid: UInt32 = 26
  static let json: UInt32 = 114
  static let float4: UInt32 = 700
  static let float8: UInt32 = 701
  static let numeric: UInt32 = 1700
  static let jsonb: UInt32 = 3802

  /// The types whose values stand at the right of a column, as in psql: numbers, and what counts.
  static let rightAligned: Set<UInt32> = [
    int8, int2, int4, oid, float4, float8, numeric, 28, 29, 790, 5069,
  ]

  /// Array types and what they hold: numbers, truth values, texts, uuids, names.
  static let elements: [UInt32: UInt32] = [
    1000: bool, 1005: int2, 1007: int4, 1016: int8, 1021: float4, 1022: float8, 1231: numeric,
    1028: oid, 1009: 25, 1015: 1043, 1003: 19, 2951: 2950, 1002: 18, 1014: 1042,
  ]

  static func content(_ type: UInt32) -> TableModel.Content {
    if rightAligned.contains(type) { return .number }
    switch type {
    case bool: return .truth
    case json, jsonb: return .json
    default: return .text
    }
  }
}
