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
      .bool(TextSearch.find(try call.text(1), in: text, from: 0) != nil)
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
      guard let offset = TextSearch.find(try call.text(1), in: text, from: 0) else { return .null }
      return .int(text.isASCII ? offset : text.bytes(0, offset).count)
    },
    text("replace", ["old", "new"], "With every occurrence replaced.") { text, call in
      try made(text.replacing(try call.text(1), with: try call.text(2)), call)
    },
    text("split", ["separator", "limit"], required: 0, "The parts between separators, or words.") {
      text, call in try split(text, call)
    },
    text("lines", "The lines, without their ends.") { text, call in
      var lines = text.split(Text("\n"), limit: .max)
      if lines.last?.isEmpty == true { lines.removeLast() }
      try call.take(bytes: lines.count * 80 + text.byteCount)
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
    let parts: [Text]
    if call.has(1) {
      let separator = try call.text(1)
      guard !separator.isEmpty else {
        throw ScriptFailure("the separator is empty", hint: "use .characters()")
      }
      parts = text.split(separator, limit: limit)
    } else {
      parts = text.string.split(whereSeparator: \.isWhitespace).map { Text(String($0)) }
    }
    try call.take(bytes: parts.count * 80 + text.byteCount)
    try call.charge(parts.count)
    return .list(parts.map { .text($0) })
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

/// Finding text in text, byte by byte: UTF-8 lets no character match inside another.
enum TextSearch {
  static func find(_ part: Text, in text: Text, from start: Int) -> Int? {
    part.withBytes { needle in
      text.withBytes { haystack in find(needle, in: haystack, from: start) }
    }
  }

  static func find(
    _ needle: UnsafeBufferPointer<UInt8>, in haystack: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let first = needle.first else { return start <= haystack.count ? start : nil }
    var position = start
    let last = haystack.count - needle.count
    while position <= last {
      if haystack[position] == first {
        var length = 1
        while length < needle.count, haystack[position + length] == needle[length] { length += 1 }
        if length == needle.count { return position }
      }
      position += 1
    }
    return nil
  }

  static func matches(_ part: Text, in text: Text, at offset: Int) -> Bool {
    part.withBytes { needle in
      text.withBytes { haystack in
        guard offset >= 0, offset + needle.count <= haystack.count else { return false }
        for index in 0..<needle.count where haystack[offset + index] != needle[index] {
          return false
        }
        return true
      }
    }
  }
}

extension Text {
  func replacing(_ old: Text, with new: Text) -> Text {
    guard !old.isEmpty else { return self }
    var result = Text(storage: .make(capacity: byteCount))
    var position = 0
    while let found = TextSearch.find(old, in: self, from: position) {
      withBytes { bytes in
        result.append(bytes: UnsafeBufferPointer(rebasing: bytes[position..<found]))
      }
      result.append(new)
      position = found + old.byteCount
    }
    withBytes { result.append(bytes: UnsafeBufferPointer(rebasing: $0[position...])) }
    return result
  }

  mutating func append(bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    storage.append(bytes)
  }

  func split(_ separator: Text, limit: Int) -> [Text] {
    var parts: [Text] = []
    var position = 0
    while parts.count < limit - 1,
      let found = TextSearch.find(separator, in: self, from: position)
    {
      parts.append(bytes(position, found))
      position = found + separator.byteCount
    }
    parts.append(bytes(position, byteCount))
    return parts
  }

  func trimmed(start: Bool, end: Bool) -> Text {
    let text = string
    var view = Substring(text).unicodeScalars
    if start {
      while let first = view.first, first.properties.isWhitespace { view.removeFirst() }
    }
    if end {
      while let last = view.last, last.properties.isWhitespace { view.removeLast() }
    }
    return Text(String(view))
  }
}
