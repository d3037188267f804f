/// A column of a query within a query, as PostgreSQL tells it.
///
/// A constant that a union or an `exists` gave its type has no name and is told with a cast, `'b'::text`.
/// Read again, its name is the type's, and that is told: `'b'::text AS text`. Called `"?column?"`, as
/// PostgreSQL calls what has no name, it is told as before.
struct SelectItem {
  private let text: ArraySlice<UInt8>
  /// Where its words end.
  private let end: Int
  /// Where a name that says nothing starts.
  private let name: Int?

  private static let starts = ["SELECT", "RETURNING"].map { Array($0.utf8) }
  private static let ends =
    starts
    + [
      "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "ORDER",
      "LIMIT", "OFFSET", "FETCH", "FOR",
    ].map { Array($0.utf8) }
  private static let nobody = Array(#" AS "?column?""#.utf8)

  static func isStart(_ word: ArraySlice<UInt8>) -> Bool {
    starts.contains { word.elementsEqual($0) }
  }

  static func isEnd(_ word: ArraySlice<UInt8>) -> Bool { ends.contains { word.elementsEqual($0) } }

  /// Nil for what is told as it was when it is read again.
  init?(_ text: ArraySlice<UInt8>) {
    self.text = text
    end = (text.lastIndex { !$0.isBlank } ?? text.startIndex - 1) + 1
    let words = text[..<end]
    // Where a name can be seen, `AS "?column?"` is told, and is one.
    guard let type = Self.type(ofConstant: words) else { return nil }
    guard type.endIndex < end else {
      name = nil
      return
    }
    let known = Self.columnName(type)
    let said = String(decoding: words[type.endIndex...], as: UTF8.self)
    guard said == " AS \(known)" || said == " AS \"\(known)\"" else { return nil }
    name = type.endIndex
  }

  /// Without a name that says nothing.
  var nameless: [UInt8] { Array(text[..<(name ?? end)] + text[end...]) }

  /// Called so that it is told as it is here.
  var retold: [UInt8] { Array(name == nil ? text[..<end] + Self.nobody + text[end...] : text) }

  /// `text` of `'b'::text`, where there is nothing else but a name.
  private static func type(ofConstant words: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = words.drop { $0.isBlank }
    if rest.starts(with: "DISTINCT ".utf8) { rest = rest.dropFirst("DISTINCT ".utf8.count) }
    if rest.starts(with: "NULL".utf8) {
      rest = rest.dropFirst("NULL".utf8.count)
    } else if rest.first == UInt8(ascii: "(") {
      rest = rest.dropFirst().drop { $0.isOfNumber }
      guard rest.first == UInt8(ascii: ")") else { return nil }
      rest = rest.dropFirst()
    } else if rest.first == UInt8(ascii: "'") || rest.starts(with: "E'".utf8) {
      rest = afterQuoted(rest)
    }
    guard rest.startIndex > words.startIndex, rest.starts(with: "::".utf8) else { return nil }
    rest = rest.dropFirst(2)
    var isQuoted = false
    var end = rest.startIndex
    while end < rest.endIndex {
      if rest[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted {
        if rest[end...].starts(with: " AS ".utf8) { break }
        if rest[end] == UInt8(ascii: ":") || rest[end...].starts(with: " COLLATE ".utf8) {
          return nil
        }
      }
      end += 1
    }
    return rest[..<end]
  }

  private static func afterQuoted(_ words: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "'")
    let escapes = words.first != quote
    var place = words.startIndex + (escapes ? 2 : 1)
    while place < words.endIndex {
      if escapes, words[place] == UInt8(ascii: "\\") {
        place += 1
      } else if words[place] == quote {
        guard place + 1 < words.endIndex, words[place + 1] == quote else {
          return words[(place + 1)...]
        }
        place += 1
      }
      place += 1
    }
    return words.suffix(0)
  }

  /// What PostgreSQL calls the column of a cast: the name by which its catalogs know the type.
  private static func columnName(_ type: ArraySlice<UInt8>) -> String {
    var name: [UInt8] = []
    var depth = 0
    for byte in type {
      if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { depth += 1 }
      if depth == 0 { name.append(byte) }
      if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") { depth -= 1 }
    }
    let words = String(decoding: name, as: UTF8.self)
    if let known = catalogNames[words] { return known }
    if words.hasPrefix("interval") { return "interval" }
    let last = words.split(separator: ".").last ?? ""
    return last.hasPrefix("\"") ? String(last.dropFirst().dropLast()) : String(last)
  }

  private static let catalogNames = [
    "bigint": "int8", "integer": "int4", "smallint": "int2", "double precision": "float8",
    "real": "float4", "boolean": "bool", "character varying": "varchar", "character": "bpchar",
    "bit varying": "varbit", "time without time zone": "time", "time with time zone": "timetz",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
  ]
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\n") }

  fileprivate var isOfNumber: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || "+-.eE".utf8.contains(self)
  }
}
