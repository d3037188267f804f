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
      try made(try text.mapPieces(work: call.charge) { $0.uppercased() }, call)
    },
    text("lower", "In lower case.") { text, call in
      try made(try text.mapPieces(work: call.charge) { $0.lowercased() }, call)
    },
    text("trim", "Without blanks at both ends.") { text, call in
      try made(text.trimmed(start: true, end: true, work: call.charge), call)
    },
    text("trimStart", "Without blanks at the start.") { text, call in
      try made(text.trimmed(start: true, end: false, work: call.charge), call)
    },
    text("trimEnd", "Without blanks at the end.") { text, call in
      try made(text.trimmed(start: false, end: true, work: call.charge), call)
    },
    text("contains", ["part"], "Does the part occur in it?") { text, call in
      .bool(try TextSearch.find(try call.text(1), in: text, from: 0, work: call.charge) != nil)
    },
    text("startsWith", ["part"], "Does it start so?") { text, call in
      let part = try call.text(1)
      return .bool(try text.holds(part, at: 0, work: call.charge))
    },
    text("endsWith", ["part"], "Does it end so?") { text, call in
      let part = try call.text(1)
      return .bool(try text.holds(part, at: text.byteCount - part.byteCount, work: call.charge))
    },
    text("indexOf", ["part"], "Where the part first stands, or null.") { text, call in
      let found = try TextSearch.find(try call.text(1), in: text, from: 0, work: call.charge)
      guard let offset = found else { return .null }
      return .int(try text.position(ofByte: offset, work: call.charge))
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
      var lines = ListMaker(call.machine)
      try text.split(Text("\n"), limit: .max, work: call.charge) { start, end in
        // The last line end ends a line, and begins none.
        if start == end, end == text.byteCount { return }
        try call.take(bytes: 80 + end - start)
        let isCut = end > start && text.withBytes { $0[end - 1] == 13 }
        try lines.add(.text(try text.bytes(start, isCut ? end - 1 : end, work: call.charge)))
      }
      return .list(try lines.list())
    },
    text("characters", "A list of its characters.") { text, call in
      try call.take(bytes: text.count * 64)
      var position = 0
      return try call.list(text.count) { _ in
        let start = position
        text.withBytes { bytes in
          position += 1
          while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        }
        return .text(text.bytes(start, position))
      }
    },
    text("reverse", "From the last character to the first.") { text, call in
      try call.take(bytes: text.byteCount + 48)
      var result = Text(storage: .make(capacity: text.byteCount))
      try text.withBytes { bytes in
        var end = bytes.count
        while end > 0 {
          var start = end - 1
          while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
          result.append(bytes: UnsafeBufferPointer(rebasing: bytes[start..<end]))
          if start & 0xFFFF > end & 0xFFFF { try call.charge(1024) }
          end = start
        }
      }
      return .text(result)
    },
    text("repeat", ["n"], "So many times, one behind the other.") { text, call in
      let count = max(0, try call.int(1))
      let (bytes, overflows) = text.byteCount.multipliedReportingOverflow(by: count)
      guard !overflows, bytes < 1 << 31 else { throw ScriptFailure("this text is too long") }
      try call.take(bytes: bytes)
      var result = Text(storage: .make(capacity: bytes))
      for _ in 0..<(text.isEmpty ? 0 : count) {
        try call.charge(1 + text.byteCount >> 6)
        try result.append(text, work: call.charge)
      }
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
    var parts = ListMaker(call.machine)
    try text.split(separator, limit: limit, work: call.charge) { start, end in
      try call.take(bytes: 80 + end - start)
      try parts.add(.text(try text.bytes(start, end, work: call.charge)))
    }
    return .list(try parts.list())
  }

  /// What stands between blanks.
  private static func words(_ text: Text, _ call: NativeCall) throws -> ListValue {
    var words = ListMaker(call.machine)
    var start: Int?
    var offset = 0
    func close() throws {
      guard let first = start else { return }
      try call.take(bytes: 80 + offset - first)
      try words.add(.text(try text.bytes(first, offset, work: call.charge)))
      start = nil
    }
    try text.forEachPiece { piece in
      for scalar in piece.unicodeScalars {
        if scalar.properties.isWhitespace { try close() } else { start = start ?? offset }
        offset += UTF8.width(scalar)
      }
      try call.charge(piece.utf8.count / 64)
    }
    try close()
    return try words.list()
  }

  private static func padded(_ text: Text, _ call: NativeCall, atStart: Bool) throws -> Value {
    let width = try call.int(1)
    let fill = call.has(2) ? try call.text(2) : Text(" ")
    guard fill.count == 1 else { throw ScriptFailure("the fill must be one character") }
    let missing = width - text.count
    guard missing > 0 else { return .text(text) }
    guard missing < 1 << 28 else { throw ScriptFailure("this text is too long") }
    try call.take(bytes: missing * fill.byteCount + text.byteCount)
    var result = Text(storage: .make(capacity: missing * fill.byteCount + text.byteCount))
    if !atStart { try result.append(text, work: call.charge) }
    for number in 0..<missing {
      if number & 0x3FFF == 0 { try call.charge(1024) }
      result.append(fill)
    }
    if atStart { try result.append(text, work: call.charge) }
    return .text(result)
  }
}
