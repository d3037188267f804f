/// Methods of text that take a regular expression.
extension BuiltinMethods {
  private static func method(
    _ name: String, _ parameters: [String], _ summary: String,
    _ body: @escaping @Sendable (Text, Pattern, NativeCall) throws -> Value
  ) -> BuiltinMethod {
    BuiltinMethod(
      [Layout.text], name, parameters, summary,
      .native { call in
        let pattern = try call.machine.pattern(try call.string(1))
        try call.charge(pattern.steps.count / 64)
        return try body(try call.text(0), pattern, call)
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
        value = try described(slots, text, pattern, call)
        return false
      }
      return value
    },
    method("captures", ["pattern"], "The groups of the first match, or null.") {
      text, pattern, call in
      var value = Value.null
      try each(text, pattern, call) { slots in
        value = .list(try groups(slots, text, call))
        return false
      }
      return value
    },
    method("matchAll", ["pattern"], "All matches, as `match` gives them.") { text, pattern, call in
      var found = ListMaker(call.machine)
      try each(text, pattern, call) { slots in
        try call.take(bytes: 400)
        try found.add(try described(slots, text, pattern, call))
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
        let part = try filled(template, slots, text, call)
        try call.take(bytes: slots[0] - position + part.byteCount + 64)
        try result.append(text.bytes(position, slots[0], work: call.charge), work: call.charge)
        try result.append(part, work: call.charge)
        position = slots[1]
        return true
      }
      try call.take(bytes: text.byteCount - position)
      try result.append(
        text.bytes(position, text.byteCount, work: call.charge), work: call.charge)
      return .text(result)
    },
    method("splitPattern", ["pattern"], "The parts between matches.") { text, pattern, call in
      var parts = ListMaker(call.machine)
      var position = 0
      try each(text, pattern, call) { slots in
        if slots[1] == slots[0], slots[0] == 0 || slots[0] == text.byteCount { return true }
        try call.take(bytes: 100 + slots[0] - position)
        try parts.add(.text(try text.bytes(position, slots[0], work: call.charge)))
        position = slots[1]
        return true
      }
      try call.take(bytes: text.byteCount - position)
      try parts.add(.text(try text.bytes(position, text.byteCount, work: call.charge)))
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

  private static func groups(_ slots: Pattern.Slots, _ text: Text, _ call: NativeCall) throws
    -> [Value]
  {
    try stride(from: 2, to: slots.count, by: 2).map { try group(slots, $0 / 2, text, call) }
  }

  private static func group(
    _ slots: Pattern.Slots, _ number: Int, _ text: Text, _ call: NativeCall
  ) throws -> Value {
    let (start, end) = (slots[number * 2], slots[number * 2 + 1])
    guard start >= 0, end >= start else { return .null }
    try call.take(bytes: end - start + 48)
    return .text(try text.bytes(start, end, work: call.charge))
  }

  private static func described(
    _ slots: Pattern.Slots, _ text: Text, _ pattern: Pattern, _ call: NativeCall
  ) throws -> Value {
    var map = MapValue()
    map["text"] = try group(slots, 0, text, call)
    map["start"] = .int(try text.position(ofByte: slots[0], work: call.charge))
    map["groups"] = .list(try groups(slots, text, call))
    for (number, name) in pattern.names.sorted(by: { $0.key < $1.key }) {
      map[name] = try group(slots, number, text, call)
    }
    return .map(map)
  }

  private static func filled(
    _ template: Text, _ slots: Pattern.Slots, _ text: Text, _ call: NativeCall
  ) throws -> Text {
    try call.charge(template.byteCount / 16)
    var result = Text("")
    var scalars = template.string.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      let digit = scalars.first.flatMap { (48...57).contains($0.value) ? Int($0.value) - 48 : nil }
      if scalar == "\\" || scalar == "$", let digit, digit * 2 + 1 < slots.count {
        scalars.removeFirst()
        if case .text(let part) = try group(slots, digit, text, call) {
          try result.append(part, work: call.charge)
        }
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
    try charge(text.utf8.count)
    guard text.utf8.count <= 1 << 16 else { throw ScriptFailure("wrong pattern: it is too large") }
    let pattern = try PatternParser.parse(text)
    patternSteps += pattern.steps.count
    if patterns.count >= 64 || patternSteps > 50_000 {
      patterns.removeAll()
      patternSteps = pattern.steps.count
    }
    patterns[text] = pattern
    return pattern
  }
}
