import CPostgres

/// What `\(flags: …)` asked, in the same order.
package struct Flags {
  private var bits: Int

  init(bits: Int) { self.bits = bits }

  package mutating func next() -> Bool {
    defer { bits >>= 1 }
    return bits & 1 == 1
  }
}

/// Reads the columns of one row after another, in the order of the query.
///
/// Every catalog query is decoded with it, hundreds of thousands of values in a large database, so
/// it reads numbers straight from libpq's bytes. It does not throw: the first fault is remembered,
/// a harmless value is given back, and whoever drives the reader throws when the row is done.
package struct RowReader: ~Copyable {
  private let result: OpaquePointer
  private var row: Int32 = 0
  private var column: Int32 = 0
  private(set) var fault: Fault?
  /// False when a text read from this row holds more than ASCII: only then can two texts be
  /// spelled in different bytes and still be equal to Swift.
  package private(set) var isASCII = true

  struct Fault {
    enum Reason {
      case null
      case malformed(expected: String)
    }
    var column: Int32
    var reason: Reason
  }

  init(_ result: OpaquePointer) {
    self.result = result
  }

  mutating func start(row: Int32) {
    self.row = row
    column = 0
    isASCII = true
  }

  package mutating func text() -> String {
    guard let bytes = required() else { return "" }
    return text(bytes)
  }

  package mutating func optionalText() -> String? {
    guard let bytes = next() else { return nil }
    return text(bytes)
  }

  package mutating func bool() -> Bool {
    guard let bytes = required() else { return false }
    return bool(bytes)
  }

  package mutating func optionalBool() -> Bool? {
    guard let bytes = next() else { return nil }
    return bool(bytes)
  }

  package mutating func int() -> Int {
    guard let bytes = required() else { return 0 }
    return int(bytes)
  }

  package mutating func optionalInt() -> Int? {
    guard let bytes = next() else { return nil }
    return int(bytes)
  }

  package mutating func oid() -> UInt32 {
    guard let bytes = required() else { return 0 }
    return oid(bytes)
  }

  /// Nil for null; 0, which the catalogs use for "none", stays 0.
  package mutating func optionalOID() -> UInt32? {
    guard let bytes = next() else { return nil }
    return oid(bytes)
  }

  /// Answers to several questions in one number, which costs a server less than one column for each.
  package mutating func flags() -> Flags { Flags(bits: int()) }

  /// The same; where the column is null all are false.
  package mutating func optionalFlags() -> Flags { Flags(bits: optionalInt() ?? 0) }

  /// A value of the type `"char"`, such as `relkind`; a space when it is empty.
  package mutating func character() -> Character {
    guard let bytes = required() else { return " " }
    return Character(UnicodeScalar(bytes.first ?? 0x20))
  }

  package mutating func optionalCharacter() -> Character? {
    guard let bytes = next() else { return nil }
    return Character(UnicodeScalar(bytes.first ?? 0x20))
  }

  /// An array of text without nulls: `{a,"b c"}`.
  package mutating func textArray() -> [String] {
    guard let bytes = required() else { return [] }
    return textArray(bytes)
  }

  package mutating func optionalTextArray() -> [String]? {
    guard let bytes = next() else { return nil }
    return textArray(bytes)
  }

  /// An array of text in which elements may be null.
  package mutating func optionalTexts() -> [String?] {
    guard let bytes = required() else { return [] }
    noteASCII(bytes)
    guard let elements = parseArray(bytes) else { return malformed("an array") ?? [] }
    return elements
  }

  /// Numbers as an array or a vector (`int2vector`, `oidvector`): `{1,2}` and `1 2`.
  package mutating func intArray() -> [Int] {
    guard let bytes = required() else { return [] }
    return intArray(bytes)
  }

  package mutating func optionalIntArray() -> [Int]? {
    guard let bytes = next() else { return nil }
    return intArray(bytes)
  }

  /// Oids as an array or an `oidvector`.
  package mutating func oidArray() -> [UInt32] {
    intArray().map { UInt32(truncatingIfNeeded: $0) }
  }

  package mutating func skip() {
    column += 1
  }

  private mutating func next() -> UnsafeBufferPointer<UInt8>? {
    defer { column += 1 }
    return valueBytes(result, row, column)
  }

  private mutating func required() -> UnsafeBufferPointer<UInt8>? {
    if let bytes = next() { return bytes }
    fault = fault ?? Fault(column: column - 1, reason: .null)
    return nil
  }

  private mutating func malformed<Value>(_ expected: String) -> Value? {
    fault = fault ?? Fault(column: column - 1, reason: .malformed(expected: expected))
    return nil
  }

  private mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    noteASCII(bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func noteASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
    var all: UInt8 = 0
    for byte in bytes { all |= byte }
    if all >= 0x80 { isASCII = false }
  }

  private mutating func bool(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.count == 1, bytes[0] == UInt8(ascii: "t") { return true }
    if bytes.count == 1, bytes[0] == UInt8(ascii: "f") { return false }
    return malformed("true or false") ?? false
  }

  private mutating func int(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    parseInt(bytes) ?? malformed("a whole number") ?? 0
  }

  private mutating func oid(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    parseInt(bytes).flatMap { UInt32(exactly: $0) } ?? malformed("an oid") ?? 0
  }

  private mutating func textArray(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    noteASCII(bytes)
    guard let elements = parseTextArray(bytes) else {
      return malformed("an array without nulls") ?? []
    }
    return elements
  }

  private mutating func intArray(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    parseIntArray(bytes) ?? malformed("a list of whole numbers") ?? []
  }
}
