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
        let (field, next) = try field(bytes, position, separator, machine)
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
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ separator: UInt8, _ machine: Machine
  ) throws -> (Value, Int) {
    var position = start
    guard bytes[start] == UInt8(ascii: "\"") else {
      while position < bytes.count, bytes[position] != separator, bytes[position] != 10,
        bytes[position] != 13
      {
        position += 1
        if position & 0xFFFF == 0 { try machine.charge(1024) }
      }
      if position == start { return (.null, position) }
      var text = Text.empty
      try text.append(
        bytes: UnsafeBufferPointer(rebasing: bytes[start..<position]), work: machine.charge)
      return (.text(text), position)
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
      if position & 0xFFFF == 0 {
        try machine.charge(1024)
        try machine.take(bytes: 0x10000)
      }
    }
    throw ScriptFailure("wrong CSV: a quoted field has no end")
  }

  /// A row with its line end.
  static func line(_ fields: [Value], separator: String, _ machine: Machine) throws -> Text {
    try machine.charge(fields.count)
    let comma = Text(separator)
    var line = Text.empty
    for (number, value) in fields.enumerated() {
      if number > 0 { try line.append(comma, work: machine.charge) }
      if value.isNull { continue }
      var text = Text.empty
      if case .text(let known) = value {
        text = known
      } else {
        text = Text(try Display.text(value, machine))
      }
      if try needsQuotes(text, comma, machine.charge) {
        text = try text.replacing(quote, with: Text("\"\""), work: machine.charge) {
          try machine.take(bytes: $0)
        }
        try line.append(quote, work: machine.charge)
        try line.append(text, work: machine.charge)
        try line.append(quote, work: machine.charge)
      } else {
        try line.append(text, work: machine.charge)
      }
    }
    line.append(ascii: 10)
    try machine.take(bytes: line.byteCount)
    return line
  }

  private static var quote: Text { Text("\"") }

  private static func needsQuotes(_ text: Text, _ separator: Text, _ work: Text.Work) throws -> Bool
  {
    let mark = separator.withBytes { $0.first ?? 0 }
    var found = text.isEmpty
    try text.withBytes { bytes in
      try Text.inPieces(bytes, work: work) { piece in
        found = found || piece.contains { $0 == 10 || $0 == 13 || $0 == 34 || $0 == mark }
      }
    }
    return found
  }
}
