/// How values look when they are printed.
///
/// Text prints as it is; inside lists and maps it stands in quotes, so that what is printed can be
/// read back.
enum Display {
  /// Thrown when a text grows beyond all use: a small value may hold itself a thousand times over.
  struct TooLong: Error {}

  /// As `print` shows it; cut off where it grows beyond all use.
  static func text(_ value: Value) -> String {
    if case .text(let text) = value { return text.string }
    return quoted(value)
  }

  /// As it would be written in a script, as far as it can be.
  static func quoted(_ value: Value) -> String {
    var output = ""
    do {
      try append(value, to: &output) { guard $0 < 64 << 20 else { throw TooLong() } }
    } catch {
      output += "…"
    }
    return output
  }

  /// For a message: the start of what may be a very long text.
  static func brief(_ value: Value) -> String {
    var output = ""
    do {
      try append(value, to: &output) { guard $0 < 1000 else { throw TooLong() } }
    } catch {
      output += "…"
    }
    let longest = 200
    guard output.utf8.count > longest, output.count > longest else { return output }
    return output.prefix(longest) + "…"
  }

  /// As `print` shows it, at the expense of the machine's limits.
  static func text(_ value: Value, _ machine: Machine) throws -> String {
    if case .text(let text) = value { return text.string }
    var output = ""
    var paid = 0
    try append(value, to: &output) { size in
      guard size - paid > 4096 else { return }
      try machine.charge((size - paid) / 16)
      try machine.take(bytes: size - paid)
      paid = size
    }
    return output
  }

  private typealias Check = (_ size: Int) throws -> Void

  private static func append(_ value: Value, to output: inout String, _ check: Check) throws {
    switch value {
    case .null: output += "null"
    case .bool(let flag): output += flag ? "true" : "false"
    case .int(let number): output += String(number)
    case .double(let number): output += double(number)
    case .decimal(let number): output += number.description
    case .text(let text): try appendQuoted(text, to: &output, check)
    case .range(let range): output += "\(range.first)..\(range.last)"
    case .function(let function): output += "<function \(function.name)>"
    case .object(let object): output += (object as? HostReference)?.object.display ?? "<internal>"
    case .list(let list): try appendList(list, to: &output, check)
    case .map(let map): try appendMap(map, to: &output, check)
    }
  }

  private static func appendList(_ list: ListValue, to output: inout String, _ check: Check) throws
  {
    output += "["
    var first = true
    for item in list.storage.items {
      if !first { output += ", " }
      first = false
      try append(item, to: &output, check)
      try check(output.utf8.count)
    }
    output += "]"
  }

  private static func appendMap(_ map: MapValue, to output: inout String, _ check: Check) throws {
    output += "{"
    var first = true
    for (key, value) in map {
      if !first { output += ", " }
      first = false
      if case .text(let name) = key {
        try appendKey(name, to: &output, check)
      } else {
        output += "["
        try append(key, to: &output, check)
        output += "]"
      }
      output += ": "
      try append(value, to: &output, check)
      try check(output.utf8.count)
    }
    output += "}"
  }

  private static func appendKey(_ name: Text, to output: inout String, _ check: Check) throws {
    let isWord = name.withBytes {
      $0.first.map(Bytes.isWordStart) ?? false && $0.count < 1000 && $0.allSatisfy(Bytes.isWord)
    }
    if isWord { output += name.string } else { try appendQuoted(name, to: &output, check) }
  }

  private static func appendQuoted(_ text: Text, to output: inout String, _ check: Check) throws {
    output += "\""
    try text.forEachPiece { piece in
      append(escaped: piece, to: &output)
      try check(output.utf8.count)
    }
    output += "\""
  }

  private static func append(escaped text: String, to output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\t": output += "\\t"
      case "\r": output += "\\r"
      case "$": output += "\\$"
      default:
        if scalar.value < 32 || scalar.value == 127 {
          output += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
  }

  /// A float always shows that it is one.
  static func double(_ value: Double) -> String { "\(value)" }
}

extension Text {
  /// Appends a number without making a string of it first.
  mutating func append(_ number: Int) {
    reserve(20)
    storage.append(number)
  }
}

extension TextStorage {
  /// Appends a number; there must be room for 20 bytes.
  func append(_ number: Int) {
    withUnsafeMutablePointers { header, elements in
      var rest = number.magnitude
      var digits = 1
      var limit: UInt = 10
      while rest >= limit {
        digits += 1
        let (next, overflows) = limit.multipliedReportingOverflow(by: 10)
        if overflows { break }
        limit = next
      }
      var start = elements + header.pointee.count
      if number < 0 {
        start.pointee = UInt8(ascii: "-")
        start += 1
        header.pointee.count += 1
        header.pointee.scalars += 1
      }
      for place in stride(from: digits - 1, through: 0, by: -1) {
        start[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
        rest /= 10
      }
      header.pointee.count += digits
      header.pointee.scalars += digits
    }
  }
}
