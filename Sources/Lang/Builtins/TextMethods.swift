/// Methods of text.
extension BuiltinMethods {
  private static let texts = [Layout.text]

  private static func text(
    _ name: String, _ parameters: [String], required: Int? = nil, _ summary: String,
    _ body: @escaping @Sendable (Text, NativeCall) throws -> Value
  ) -> BuiltinMethod {
    BuiltinMethod(
      texts, name, parameters, required: required, summary,
      .native { call in
        let text = try call.text(0)
        try call.charge(text.byteCount / 32)
        return try body(text, call)
      })
  }

  private static func text(
    _ name: String, _ summary: String,
    _ body: @escaping @Sendable (Text, NativeCall) throws -> Value
  ) -> BuiltinMethod { text(name, [], summary, body) }

  private static func made(_ text: Text, _ call: NativeCall) throws -> Value {
    try call.take(bytes: text.byteCount + 48)
    return .text(text)
  }

  static let textMethods: [BuiltinMethod] = [
    text("count", "How many characters it has.") { text, _ in .int(text.count) },
    text("length", "How many characters it has.") { text, _ in .int(text.count) },
    text("isEmpty", "Is there nothing in it?") { text, _ in .bool(text.isEmpty) },
    text("upper", "In upper case.") { text, call in
      try made(Text(text.string.uppercased()), call)
    },
    text("lower", "In lower case.") { text, call in
      try made(Text(text.string.lowercased()), call)
    },
    text("trim", "Without blanks at both ends.") { text, call in
      try made(text.trimmed(start: true, end: true), call)
    },
    text("trimStart", "Without blanks at the start.") { text, call in
      try made(text.trimmed(start: true, end: false), call)
    },
    text("trimEnd", "Without blanks at the end.") { text, call in
      try made(text.trimmed(start: false, end: true), call)
    },
    text("contains", ["part"], "Does the part occur in it?") { text, call in
      .bool(try TextSearch.find(try call.text(1), in: text, from: 0, work: call.charge) != nil)
    },
    text("startsWith", ["part"], "Does it start so?") { text, call in
      let part = try call.text(1)
      return .bool(text.byteCount >= part.byteCount && text.bytes(0, part.byteCount) == part)
    },
    text("endsWith", ["part"], "Does it end so?") { text, call in
      let part = try call.text(1)
      let start = text.byteCount - part.byteCount
      return .bool(start >= 0 && TextSearch.matches(part, in: text, at: start))
    },
    text("indexOf", ["part"], "Where the part first stands, or null.") { text, call in
      let found = try TextSearch.find(try call.text(1), in: text, from: 0, work: call.charge)
      guard let offset = found else { return .null }
      return .int(text.isASCII ? offset : text.bytes(0, offset).count)
    },
    text("replace", ["old", "new"], "With every occurrence replaced.") { text, call in
      .text(
        try text.replacing(
          try call.text(1), with: try call.text(2), work: call.charge, take: call.take))
    },
    text("split", ["separator", "limit"], required: 0, "The parts between separators, or words.") {
      text, call in try split(text, call)
    },
    text("lines", "The lines, without their ends.") { text, call in
      var lines = try text.split(
        Text("\n"), limit: .max, work: call.charge, take: call.take)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return .list(
        lines.map { line in
          let isCut = line.withBytes { $0.last == 13 }
          return .text(isCut ? line.bytes(0, line.byteCount - 1) : line)
        })
    },
    text("characters", "A list of its characters.") { text, call in
      try call.take(bytes: text.count * 80)
      try call.charge(text.count)
      return .list(text.string.unicodeScalars.map { Value(String(Character($0))) })
    },
    text("reverse", "From the last character to the first.") { text, call in
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: text.string.unicodeScalars.reversed())
      return try made(Text(String(scalars)), call)
    },
    text("repeat", ["n"], "So many times, one behind the other.") { text, call in
      let count = max(0, try call.int(1))
      let (bytes, overflows) = text.byteCount.multipliedReportingOverflow(by: count)
      guard !overflows, bytes < 1 << 31 else { throw ScriptFailure("this text is too long") }
      try call.take(bytes: bytes)
      try call.charge(bytes / 64 + count)
      var result = Text(storage: .make(capacity: bytes))
      for _ in 0..<count { result.append(text) }
      return .text(result)
    },
    text("padStart", ["width", "fill"], required: 1, "Filled up in front.") { text, call in
      try padded(text, call, atStart: true)
    },
    text("padEnd", ["width", "fill"], required: 1, "Filled up behind.") { text, call in
      try padded(text, call, atStart: false)
    },
  ]

  private static func split(_ text: Text, _ call: NativeCall) throws -> Value {
    let limit = call.has(2) ? max(1, try call.int(2)) : Int.max
    guard call.has(1) else { return .list(try words(text, call)) }
    let separator = try call.text(1)
    guard !separator.isEmpty else {
      throw ScriptFailure("the separator is empty", hint: "use .characters()")
    }
    let parts = try text.split(separator, limit: limit, work: call.charge, take: call.take)
    return .list(parts.map { .text($0) })
  }

  /// What stands between blanks.
  private static func words(_ text: Text, _ call: NativeCall) throws -> [Value] {
    var words: [Value] = []
    var start: Int?
    var offset = 0
    func close() throws {
      guard let first = start else { return }
      try call.take(bytes: 80 + offset - first)
      words.append(.text(text.bytes(first, offset)))
      start = nil
    }
    for scalar in text.string.unicodeScalars {
      if scalar.properties.isWhitespace { try close() } else { start = start ?? offset }
      offset += UTF8.width(scalar)
      if offset & 0xFFF < 4 { try call.charge(64) }
    }
    try close()
    return words
  }

  private static func padded(_ text: Text, _ call: NativeCall, atStart: Bool) throws -> Value {
    let width = try call.int(1)
    let fill = call.has(2) ? try call.text(2) : Text(" ")
    guard fill.count == 1 else { throw ScriptFailure("the fill must be one character") }
    let missing = width - text.count
    guard missing > 0 else { return .text(text) }
    guard missing < 1 << 28 else { throw ScriptFailure("this text is too long") }
    try call.take(bytes: missing * fill.byteCount + text.byteCount)
    try call.charge(missing / 16)
    var result = Text(storage: .make(capacity: missing * fill.byteCount + text.byteCount))
    if !atStart { result.append(text) }
    for _ in 0..<missing { result.append(fill) }
    if atStart { result.append(text) }
    return .text(result)
  }
}
