/// Methods of text that take a regular expression.
extension BuiltinMethods {
  private static func method(
    _ name: String, _ parameters: [String], _ summary: String,
    _ body: @escaping @Sendable (Text, Pattern, NativeCall) throws -> Value
  ) -> BuiltinMethod {
    BuiltinMethod(
      [Layout.text], name, parameters, summary,
      .native { call in
        try body(try call.text(0), try call.machine.pattern(try call.string(1)), call)
      })
  }

  static let textPatternMethods: [BuiltinMethod] = [
    method("matches", ["pattern"], "Does the pattern occur in it?") { text, pattern, call in
      let found = try text.withBytes { try pattern.firstMatch(in: $0, from: 0, work: call.charge) }
      return .bool(found != nil)
    },
    method("match", ["pattern"], "The first match, or null: text, start, groups, named groups.") {
      text, pattern, call in
      var value = Value.null
      try each(text, pattern, call) { slots in
        value = described(slots, text, pattern)
        return false
      }
      return value
    },
    method("captures", ["pattern"], "The groups of the first match, or null.") {
      text, pattern, call in
      var value = Value.null
      try each(text, pattern, call) { slots in
        value = .list(groups(slots, text))
        return false
      }
      return value
    },
    method("matchAll", ["pattern"], "All matches, as `match` gives them.") { text, pattern, call in
      var found = ListMaker(call.machine)
      try each(text, pattern, call) { slots in
        try call.take(bytes: 400)
        try found.add(described(slots, text, pattern))
        return true
      }
      return .list(try found.list())
    },
    method(
      "replacePattern", ["pattern", "with"],
      "With every match replaced; \\1 and $1 stand for groups."
    ) { text, pattern, call in
      let template = try call.text(2)
      var result = Text("")
      var position = 0
      try each(text, pattern, call) { slots in
        result.append(text.bytes(position, slots[0]))
        result.append(filled(template, slots, text))
        try call.take(bytes: 64 + template.byteCount)
        position = slots[1]
        return true
      }
      result.append(text.bytes(position, text.byteCount))
      return .text(result)
    },
    method("splitPattern", ["pattern"], "The parts between matches.") { text, pattern, call in
      var parts = ListMaker(call.machine)
      var position = 0
      try each(text, pattern, call) { slots in
        if slots[1] == slots[0], slots[0] == 0 || slots[0] == text.byteCount { return true }
        try call.take(bytes: 100)
        try parts.add(.text(text.bytes(position, slots[0])))
        position = slots[1]
        return true
      }
      try parts.add(.text(text.bytes(position, text.byteCount)))
      return .list(try parts.list())
    },
  ]

  /// Calls the body with every match, until it says false.
  private static func each(
    _ text: Text, _ pattern: Pattern, _ call: NativeCall, _ body: (Pattern.Slots) throws -> Bool
  ) throws {
    var position = 0
    while position <= text.byteCount {
      let found = try text.withBytes {
        try pattern.firstMatch(in: $0, from: position, work: call.charge)
      }
      guard let found, try body(found) else { return }
      position = found[1]
      guard found[1] == found[0] else { continue }
      // An empty match: go on behind the next character.
      position += 1
      text.withBytes { bytes in
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
      }
    }
  }

  private static func groups(_ slots: Pattern.Slots, _ text: Text) -> [Value] {
    stride(from: 2, to: slots.count, by: 2).map { group(slots, $0 / 2, text) }
  }

  private static func group(_ slots: Pattern.Slots, _ number: Int, _ text: Text) -> Value {
    let (start, end) = (slots[number * 2], slots[number * 2 + 1])
    return start < 0 || end < start ? .null : .text(text.bytes(start, end))
  }

  private static func described(_ slots: Pattern.Slots, _ text: Text, _ pattern: Pattern) -> Value {
    var map = MapValue()
    map["text"] = group(slots, 0, text)
    map["start"] = .int(text.isASCII ? slots[0] : text.bytes(0, slots[0]).count)
    map["groups"] = .list(groups(slots, text))
    for (number, name) in pattern.names.sorted(by: { $0.key < $1.key }) {
      map[name] = group(slots, number, text)
    }
    return .map(map)
  }

  private static func filled(_ template: Text, _ slots: Pattern.Slots, _ text: Text) -> Text {
    var result = Text("")
    var scalars = template.string.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      let digit = scalars.first.flatMap { (48...57).contains($0.value) ? Int($0.value) - 48 : nil }
      if scalar == "\\" || scalar == "$", let digit, digit * 2 + 1 < slots.count {
        scalars.removeFirst()
        if case .text(let part) = group(slots, digit, text) { result.append(part) }
      } else if scalar == "\\", let next = scalars.popFirst() {
        result.append(Text(String(Character(next))))
      } else {
        result.append(Text(String(Character(scalar))))
      }
    }
    return result
  }
}

extension Machine {
  /// A compiled pattern; the last ones are kept.
  func pattern(_ text: String) throws -> Pattern {
    if let known = patterns[text] { return known }
    if patterns.count >= 64 { patterns.removeAll() }
    try charge(text.utf8.count)
    let pattern = try PatternParser.parse(text)
    patterns[text] = pattern
    return pattern
  }
}
