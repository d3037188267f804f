/// CSV in and out, as RFC 4180 and PostgreSQL's `copy … csv` have it.
enum CSV {
  /// Calls the body with each row's fields, which are texts; an unquoted empty field is null, as PostgreSQL reads it.
  static func parse(
    _ text: Text, separator: UInt8, _ machine: Machine, _ body: ([Value]) throws -> Void
  ) throws {
    try text.withBytes { bytes in
      var row: [Value] = []
      var position = 0
      while position < bytes.count {
        let (field, next) = try field(bytes, position, separator)
        row.append(field)
        try machine.charge(1)
        try machine.take(bytes: next - position + 80)
        position = next
        if position < bytes.count, bytes[position] == separator {
          position += 1
          if position < bytes.count { continue }
          row.append(.null)
        }
        if position < bytes.count, bytes[position] == 13 { position += 1 }
        if position < bytes.count, bytes[position] == 10 { position += 1 }
        try body(row)
        row.removeAll(keepingCapacity: true)
      }
    }
  }

  private static func field(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ separator: UInt8
  ) throws -> (Value, Int) {
    var position = start
    guard bytes[start] == UInt8(ascii: "\"") else {
      while position < bytes.count, bytes[position] != separator, bytes[position] != 10,
        bytes[position] != 13
      { position += 1 }
      if position == start { return (.null, position) }
      return (
        .text(Text(validated: UnsafeBufferPointer(rebasing: bytes[start..<position]))), position
      )
    }
    var buffer: [UInt8] = []
    position += 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") {
        position += 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
          return (.text(Text(String(decoding: buffer, as: UTF8.self))), position)
        }
      }
      buffer.append(bytes[position])
      position += 1
    }
    throw ScriptFailure("wrong CSV: a quoted field has no end")
  }

  static func write(_ fields: [Value], separator: String, _ machine: Machine) throws -> String {
    try machine.charge(fields.count)
    let line = try fields.map { value -> String in
      if value.isNull { return "" }
      let text = try Display.text(value, machine)
      let needsQuotes =
        text.isEmpty || text.contains(separator)
        || text.utf8.contains { $0 == 10 || $0 == 13 || $0 == UInt8(ascii: "\"") }
      return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: separator)
    try machine.take(bytes: line.utf8.count)
    return line
  }
}
