/// Numbers: conversions, rounding, and their methods.
extension BuiltinFunctions {
  static let conversionFunctions: [BuiltinFunction] = [
    BuiltinFunction("int", ["x"], "A whole number made of text or a number; fractions are cut.") {
      call in try Numbers.int(call.trimmed(0))
    },
    BuiltinFunction("float", ["x"], "A floating-point number made of text or a number.") { call in
      switch call[0] {
      case .double: return call[0]
      case .int(let value): return .double(Double(value))
      case .decimal(let value): return .double(value.double)
      case .text(let text):
        if text.byteCount <= 1000, let value = Double(text.string) { return .double(value) }
        throw ScriptFailure("\(Display.brief(call[0])) is not a number")
      default: throw call.wrong(0, "text or a number")
      }
    },
    BuiltinFunction("decimal", ["x"], "An exact decimal made of text or a number.") { call in
      switch call[0] {
      case .decimal: return call[0]
      case .int(let value): return .decimal(ExactDecimal(value))
      case .double(let value):
        if let exact = ExactDecimal("\(value)") { return .decimal(exact) }
        throw ScriptFailure("\(value) is no decimal")
      case .text(let text):
        try call.charge(text.byteCount / 8)
        if text.byteCount <= 2 * ExactDecimal.maximumDigits, let value = ExactDecimal(text.string) {
          return .decimal(value)
        }
        throw ScriptFailure("\(Display.brief(call[0])) is not a number")
      default: throw call.wrong(0, "text or a number")
      }
    },
    BuiltinFunction("text", ["x"], "Any value as `print` shows it.") { call in
      if case .text = call[0] { return call[0] }
      return Value(try Display.text(call[0], call.machine))
    },
    BuiltinFunction("type", ["x"], "The name of the value's type.") { call in
      Value(call[0].typeName)
    },
  ]

  static let numberFunctions: [BuiltinFunction] = [
    BuiltinFunction("abs", ["x"], "The number without its sign.") { call in
      try Numbers.abs(call.number(0), call.machine)
    },
    BuiltinFunction("round", ["x", "places"], required: 1, "The nearest number.") { call in
      try Numbers.round(call.number(0), try call.int(1, default: 0), .nearest)
    },
    BuiltinFunction("floor", ["x"], "The next whole number below.") { call in
      try Numbers.round(call.number(0), 0, .down)
    },
    BuiltinFunction("ceil", ["x"], "The next whole number above.") { call in
      try Numbers.round(call.number(0), 0, .up)
    },
    BuiltinFunction("div", ["a", "b"], "How often b fits into a, as a whole number.") { call in
      try Numbers.divide(call.number(0), call.number(1), call.machine)
    },
    BuiltinFunction("sqrt", ["x"], "The square root, as a float.") { call in
      .double(try Numbers.double(call.number(0)).squareRoot())
    },
    BuiltinFunction("min", ["a", "b"], variadic: true, "The smallest argument.") { call in
      try Numbers.best(call) { $0 < 0 }
    },
    BuiltinFunction("max", ["a", "b"], variadic: true, "The largest argument.") { call in
      try Numbers.best(call) { $0 > 0 }
    },
    BuiltinFunction("chr", ["code"], "The character with a code point.") { call in
      guard let code = UInt32(exactly: try call.int(0)), let scalar = Unicode.Scalar(code) else {
        throw ScriptFailure("\(try call.int(0)) is no code point")
      }
      return Value(String(Character(scalar)))
    },
    BuiltinFunction("ord", ["text"], "The code point of the first character.") { call in
      guard let scalar = try call.string(0).unicodeScalars.first else {
        throw ScriptFailure("empty text has no first character")
      }
      return .int(Int(scalar.value))
    },
  ]
}

extension BuiltinMethods {
  private static let numbers = [Layout.int, Layout.double, Layout.decimal]

  static let numberMethods: [BuiltinMethod] = [
    BuiltinMethod(
      numbers, "abs", "The number without its sign.",
      .native { call in
        try Numbers.abs(call.number(0), call.machine)
      }),
    BuiltinMethod(
      numbers, "round", ["places"], required: 0, "The nearest number.",
      .native {
        call in try Numbers.round(call.number(0), try call.int(1, default: 0), .nearest)
      }),
    BuiltinMethod(
      numbers, "floor", "The next whole number below.",
      .native { call in
        try Numbers.round(call.number(0), 0, .down)
      }),
    BuiltinMethod(
      numbers, "ceil", "The next whole number above.",
      .native { call in
        try Numbers.round(call.number(0), 0, .up)
      }),
    BuiltinMethod(
      numbers, "format", ["places", "grouping"], required: 0,
      "The number with so many places and, if wanted, `,` between thousands.",
      .native { call in
        let places = call.has(1) ? try call.int(1) : nil
        return Value(try Numbers.format(call.number(0), places, try call.string(2, default: "")))
      }),
    BuiltinMethod(
      [Layout.int], "hex", "The number in base 16.",
      .native { call in
        Value(String(try call.int(0), radix: 16))
      }),
  ]
}

extension NativeCall {
  /// The argument; a text without the blanks around it.
  func trimmed(_ index: Int) throws -> Value {
    guard case .text(let text) = self[index] else { return self[index] }
    return .text(try text.trimmed(start: true, end: true, work: charge))
  }

  func string(_ index: Int, default value: String) throws -> String {
    has(index) ? try string(index) : value
  }
}

enum Numbers {
  static func int(_ value: Value) throws -> Value {
    switch value {
    case .int: return value
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .double(let number):
      if let whole = Int(exactly: number.rounded(.towardZero)) { return .int(whole) }
    case .decimal(let number):
      if let whole = number.rescaled(0, .towardsZero).exactInt { return .int(whole) }
    case .text(let text):
      if text.byteCount <= 1000, let whole = Int(text.string) { return .int(whole) }
      throw ScriptFailure("\(Display.brief(value)) is not a whole number")
    default: throw ScriptFailure("int takes text or a number, not \(value.typeName)")
    }
    throw ScriptFailure("\(Display.brief(value)) does not fit into 64 bits")
  }

  static func double(_ value: Value) -> Double {
    switch value {
    case .int(let number): Double(number)
    case .double(let number): number
    case .decimal(let number): number.double
    default: 0
    }
  }

  static func abs(_ value: Value, _ machine: Machine) throws -> Value {
    try Value.compareNumbers(value, .int(0)) ?? 0 < 0 ? machine.negated(value) : value
  }

  static func round(_ value: Value, _ places: Int, _ rounding: ExactDecimal.Rounding) throws
    -> Value
  {
    guard (0...1000).contains(places) else {
      throw ScriptFailure("places must be from 0 to 1000")
    }
    switch value {
    case .decimal(let number):
      let rounded = number.rescaled(places, rounding)
      if places == 0, let whole = rounded.exactInt { return .int(whole) }
      return .decimal(rounded)
    case .double(let number):
      guard number.isFinite else { return value }
      if places == 0 {
        let rule: FloatingPointRoundingRule =
          rounding == .down ? .down : rounding == .up ? .up : .toNearestOrAwayFromZero
        let whole = number.rounded(rule)
        return Int(exactly: whole).map { .int($0) } ?? .double(whole)
      }
      return .double(ExactDecimal("\(number)")?.rescaled(places, rounding).double ?? number)
    default: return value
    }
  }

  static func divide(_ a: Value, _ b: Value, _ machine: Machine) throws -> Value {
    if Value.compareNumbers(b, .int(0)) == 0 { throw ScriptFailure("division by zero") }
    if case .int(let x) = a, case .int(let y) = b {
      let (quotient, overflows) = x.dividedReportingOverflow(by: y)
      if overflows { throw ScriptFailure("the result of `div` does not fit into 64 bits") }
      return .int(quotient)
    }
    let quotient = try machine.arithmetic(.divide, a, b)
    if case .decimal(let number) = quotient {
      let whole = number.rescaled(0, .towardsZero)
      return whole.exactInt.map { .int($0) } ?? .decimal(whole)
    }
    return try int(quotient)
  }

  static func best(_ call: NativeCall, _ wins: (Int) -> Bool) throws -> Value {
    var best = call[0]
    for index in 1..<max(call.count, 1) {
      guard let order = try call.machine.compare(call[index], best) else { continue }
      if wins(order) { best = call[index] }
    }
    return best
  }

  static func format(_ value: Value, _ places: Int?, _ grouping: String) throws -> String {
    var text: String
    if let places {
      guard (0...1000).contains(places) else {
        throw ScriptFailure("places must be from 0 to 1000")
      }
      let exact: ExactDecimal?
      switch value {
      case .int(let number): exact = ExactDecimal(number)
      case .decimal(let number): exact = number
      default: exact = ExactDecimal("\(double(value))")
      }
      text = exact?.rescaled(places).description ?? Display.text(value)
    } else {
      text = Display.text(value)
    }
    guard !grouping.isEmpty else { return text }
    guard grouping.utf8.count <= 8 else { throw ScriptFailure("the grouping is too long") }
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    guard let whole = parts.first else { return text }
    let size = whole.utf8.count
    var grouped = ""
    for (offset, digit) in whole.unicodeScalars.enumerated() {
      if offset > 0, (size - offset) % 3 == 0 { grouped += grouping }
      grouped.unicodeScalars.append(digit)
    }
    text = sign + grouped
    return parts.count > 1 ? text + "." + parts[1] : text
  }
}

extension String {
  func trimmingBlanks() -> String {
    var view = Substring(self).unicodeScalars
    while let first = view.first, first.properties.isWhitespace { view.removeFirst() }
    while let last = view.last, last.properties.isWhitespace { view.removeLast() }
    return String(view)
  }

  /// Every occurrence replaced, from left to right.
  func replacing(_ old: String, with new: String) -> String {
    Text(self).replacing(
      Text(old), with: Text(new), work: { _ in }, take: { _ in }
    ).string
  }
}
