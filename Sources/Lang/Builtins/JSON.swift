/// JSON in and out. Whole numbers become ints, others exact decimals; order is kept.
package enum JSON {
  static func parse(_ text: Text, _ machine: Machine) throws -> Value {
    try text.withBytes { bytes in
      var parser = JSONParser(bytes: bytes, machine: machine)
      return try parser.document()
    }
  }

  /// - Parameter indent: nil writes everything on one line.
  static func write(_ value: Value, indent: Int?, _ machine: Machine) throws -> String {
    var writer = JSONWriter(indent: indent, machine: machine)
    try writer.write(value, level: 0)
    try writer.pay()
    return writer.output
  }

  /// Adds a text as a JSON string.
  package static func quoted(_ text: String, into output: inout String) {
    output += "\""
    escape(text, into: &output)
    output += "\""
  }

  /// Adds what stands between the quotes of a JSON string.
  static func escape(_ text: String, into output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      default:
        if scalar.value < 32 {
          let digits = String(scalar.value, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

private struct JSONWriter {
  var output = ""
  let indent: Int?
  let machine: Machine
  private var paid = 0

  init(indent: Int?, machine: Machine) {
    self.indent = indent
    self.machine = machine
  }

  mutating func pay() throws {
    let size = output.utf8.count
    try machine.charge((size - paid) / 16)
    try machine.take(bytes: size - paid)
    paid = size
  }

  mutating func write(_ value: Value, level: Int) throws {
    if output.utf8.count - paid > 4096 { try pay() }
    switch value {
    case .null: output += "null"
    case .bool(let flag): output += flag ? "true" : "false"
    case .int(let number): output += String(number)
    case .decimal(let number): output += number.description
    case .double(let number): output += number.isFinite ? "\(number)" : "null"
    case .text(let text): try quoted(text)
    case .list(let list): try sequence(list.storage.items, level)
    case .range: try sequence(try machine.collect(value).array, level)
    case .map(let map): try members(map, level)
    case .object:
      if let host = value.hostObject, try host.makeIterator(machine.interpreter) != nil {
        try sequence(try machine.collect(value).array, level)
      } else {
        JSON.quoted(try Display.text(value, machine), into: &output)
      }
    case .function: throw ScriptFailure("a function cannot be written as JSON")
    }
  }

  private mutating func quoted(_ text: Text) throws {
    output += "\""
    try text.forEachPiece { piece in
      JSON.escape(piece, into: &output)
      if output.utf8.count - paid > 4096 { try pay() }
    }
    output += "\""
  }

  private mutating func line(_ level: Int) {
    guard let indent else { return }
    output += "\n" + String(repeating: " ", count: indent * level)
  }

  private mutating func sequence(_ items: [Value], _ level: Int) throws {
    guard !items.isEmpty else {
      output += "[]"
      return
    }
    output += "["
    for (number, item) in items.enumerated() {
      if number > 0 { output += indent == nil ? ", " : "," }
      line(level + 1)
      try write(item, level: level + 1)
    }
    line(level)
    output += "]"
  }

  private mutating func members(_ map: MapValue, _ level: Int) throws {
    guard !map.isEmpty else {
      output += "{}"
      return
    }
    output += "{"
    var isFirst = true
    for (key, value) in map {
      if !isFirst { output += indent == nil ? ", " : "," }
      isFirst = false
      line(level + 1)
      if case .text(let name) = key {
        try quoted(name)
      } else {
        JSON.quoted(try Display.text(key, machine), into: &output)
      }
      output += ": "
      try write(value, level: level + 1)
    }
    line(level)
    output += "}"
  }
}

private struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let machine: Machine
  private var position = 0
  private var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>, machine: Machine) {
    self.bytes = bytes
    self.machine = machine
  }

  mutating func document() throws -> Value {
    let value = try value()
    try skipBlanks()
    guard position == bytes.count else { throw try fault("there is more behind the value") }
    return value
  }

  private func fault(_ message: String) throws -> ScriptFailure {
    var line = 1
    var column = 1
    for index in 0..<min(position, bytes.count) {
      if index & 0xFFFF == 0xFFFF { try machine.charge(1024) }
      if bytes[index] == 10 {
        line += 1
        column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    return ScriptFailure("wrong JSON: \(message), at line \(line), column \(column)")
  }

  private mutating func skipBlanks() throws {
    while position < bytes.count, Bytes.isBlank(bytes[position]) {
      position += 1
      if position & 0xFFFF == 0 { try machine.charge(1024) }
    }
  }

  private mutating func accept(_ byte: UInt8) throws -> Bool {
    try skipBlanks()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value() throws -> Value {
    try skipBlanks()
    try machine.charge(1)
    guard position < bytes.count else { throw try fault("the text ends") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .text(Text(try string()))
    case UInt8(ascii: "-"), 48...57: return try number()
    default:
      for (word, value) in [("true", Value.bool(true)), ("false", .bool(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw try fault("expected a value")
    }
  }

  private mutating func enter() throws {
    depth += 1
    position += 1
    if depth > ValueDepth.maximum { throw try fault("values are nested too deep") }
    try machine.take(bytes: 128)
  }

  private mutating func array() throws -> Value {
    try enter()
    defer { depth -= 1 }
    // Each value has been charged for where it was read.
    var items = ListMaker(machine, cost: 0)
    if try accept(UInt8(ascii: "]")) { return .list([]) }
    repeat {
      try items.add(try value())
      try machine.take(bytes: 16)
    } while try accept(UInt8(ascii: ","))
    guard try accept(UInt8(ascii: "]")) else { throw try fault("expected `,` or `]`") }
    return .list(try items.list())
  }

  private mutating func object() throws -> Value {
    try enter()
    defer { depth -= 1 }
    var map = MapValue()
    if try accept(UInt8(ascii: "}")) { return .map(map) }
    repeat {
      try skipBlanks()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw try fault("expected a key in quotes")
      }
      let key = try string()
      guard try accept(UInt8(ascii: ":")) else { throw try fault("expected `:`") }
      map[key] = try value()
      try machine.take(bytes: 64)
    } while try accept(UInt8(ascii: ","))
    guard try accept(UInt8(ascii: "}")) else { throw try fault("expected `,` or `}`") }
    return .map(map)
  }

  private mutating func number() throws -> Value {
    let start = position
    while position < bytes.count,
      Bytes.isDigit(bytes[position]) || "+-.eE".utf8.contains(bytes[position])
    { position += 1 }
    try machine.charge((position - start) / 16)
    guard position - start <= 2 * ExactDecimal.maximumDigits else {
      throw try fault("this number has too many digits")
    }
    let text = String(
      decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    if let int = Int(text) { return .int(int) }
    if let decimal = ExactDecimal(text) { return .decimal(decimal) }
    throw try fault("`\(text.prefix(40))` is not a number")
  }

  private mutating func string() throws -> String {
    position += 1
    var buffer: [UInt8] = []
    while position < bytes.count {
      let plain = plainRun()
      if plain > 0 {
        buffer += bytes[position..<(position + plain)]
        position += plain
        try machine.charge(plain / 64)
        continue
      }
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        try machine.take(bytes: buffer.count + 48)
        return String(decoding: buffer, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") {
        try escape(into: &buffer)
      } else {
        throw try fault("a line ends inside quotes")
      }
    }
    throw try fault("a text has no closing quote")
  }

  /// How many bytes from here on stand for themselves, up to some thousand.
  private func plainRun() -> Int {
    let end = min(position + 0x10000, bytes.count)
    var next = position
    while next < end, bytes[next] >= 32, bytes[next] != UInt8(ascii: "\""),
      bytes[next] != UInt8(ascii: "\\")
    { next += 1 }
    return next - position
  }

  private mutating func escape(into buffer: inout [UInt8]) throws {
    guard position < bytes.count else { throw try fault("the text ends") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): buffer.append(10)
    case UInt8(ascii: "t"): buffer.append(9)
    case UInt8(ascii: "r"): buffer.append(13)
    case UInt8(ascii: "b"): buffer.append(8)
    case UInt8(ascii: "f"): buffer.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
    case UInt8(ascii: "u"):
      var value = try hex()
      if (0xD800..<0xDC00).contains(value), position + 1 < bytes.count,
        bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        value = 0x10000 + (value - 0xD800) << 10 + (try hex() & 0x3FF)
      }
      let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
      buffer += Array(String(Character(scalar)).utf8)
    default: throw try fault("unknown escape")
    }
  }

  private mutating func hex() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Bytes.hexValue(bytes[position]) else {
        throw try fault("expected four hexadecimal digits")
      }
      value = value << 4 | digit
      position += 1
    }
    return value
  }
}
