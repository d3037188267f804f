import Testing

@testable import Lang

/// What must hold for all values and texts, tried on many that are made by chance, the same in
/// every run: what is printed and read again is what it was.
@Suite struct PropertyTests {
  private static let count = 400

  /// The value of a script's last statement.
  private func value(_ text: String) throws -> Value {
    try Interpreter().run(Source(name: "x", text: text, kind: .script))
  }

  private func isSame(_ a: Value, _ b: Value) -> Bool {
    // Texts compare by their bytes here, and 1 is not 1.0.
    a.typeName == b.typeName && Display.text(a) == Display.text(b)
  }

  @Test func `JSON that is written and read is the same value`() throws {
    var maker = ValueMaker(seed: 11)
    maker.isJSON = true
    let interpreter = Interpreter()
    for indent in [nil, 2] {
      for _ in 0..<Self.count {
        let value = try maker.value(4)
        let text = try JSON.write(value, indent: indent, interpreter.machine)
        let again = try JSON.parse(Text(text), interpreter.machine)
        #expect(isSame(value, again), "\(text)")
        #expect(try JSON.write(again, indent: indent, interpreter.machine) == text)
      }
    }
  }

  @Test func `a value that is shown is a literal of itself`() throws {
    var maker = ValueMaker(seed: 12)
    maker.isLiteral = true
    for _ in 0..<Self.count {
      // Within a list a text is shown in its quotes.
      let shown = Display.text(.list([try maker.value(3)]))
      #expect(Display.text(try value("let x = \(shown)\nx")) == shown)
    }
  }

  @Test func `a text in quotes is the text`() throws {
    var maker = ValueMaker(seed: 13)
    for _ in 0..<Self.count {
      let text = maker.text()
      let found = try value("let x = \(Display.quoted(Value(text)))\nx")
      #expect(
        found.textValue.map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  @Test func `numbers that are printed and read are the same`() throws {
    var maker = ValueMaker(seed: 14)
    for _ in 0..<Self.count {
      let decimal = maker.decimal()
      #expect(ExactDecimal(decimal.description)?.description == decimal.description)
      #expect(try value("decimal(\"\(decimal.description)\")").typeName == "decimal")
      let int = maker.int()
      #expect(try value("int(\"\(int)\")").intValue == int)
      let float = maker.float()
      guard case .double(let again) = try value("float(text(float(\"\(float)\")))") else {
        Issue.record("\(float) is no float any more")
        continue
      }
      #expect(again == float)
    }
  }

  @Test func `sums and products of decimals are exact`() throws {
    var maker = ValueMaker(seed: 15)
    for _ in 0..<Self.count {
      let (a, b) = (maker.decimal().description, maker.decimal().description)
      #expect(
        try value(
          "let a = decimal(\"\(a)\")\nlet b = decimal(\"\(b)\")\n"
            + "(a + b) - b == a and (a - b) + b == a and a * b == b * a and (a + b) * 2 == a * 2 + b * 2"
        ).boolValue == true, "\(a) \(b)")
    }
  }

  @Test func `dates and points in time that are printed and read are the same`() throws {
    var maker = ValueMaker(seed: 16)
    for _ in 0..<Self.count {
      for isDate in [true, false] {
        let moment = maker.moment(isDate: isDate)
        let again = try #require(Moment.parse(moment.display, isDate: isDate), "\(moment.display)")
        #expect(again.microseconds == moment.microseconds, "\(moment.display)")
      }
    }
  }

  @Test func `CSV that is written and read is the same`() throws {
    var maker = ValueMaker(seed: 17)
    for _ in 0..<Self.count {
      let rows = (0..<3).map { _ in
        Value.list(
          (0..<3).map { number in
            // An empty field that is not quoted is null.
            number == 1 && maker.random(4) == 0 ? .null : Value(maker.text())
          })
      }
      let interpreter = Interpreter()
      interpreter.define("rows", .list(rows))
      let again = try interpreter.run(
        Source(name: "x", text: "parseCSV(toCSV(rows), header: false) == rows", kind: .script))
      #expect(again.boolValue == true, "\(rows.map { Display.text($0) })")
    }
  }

  @Test func `a sort puts the same elements in order, and equal ones stay`() throws {
    var maker = ValueMaker(seed: 19)
    for _ in 0..<50 {
      let numbers = (0..<maker.random(300)).map { _ in maker.random(40) - 20 }
      let interpreter = Interpreter()
      interpreter.define("x", .list(numbers.map { .int($0) }))
      let sorted = try interpreter.run(
        Source(
          name: "x",
          text: "[x.sort(), x.sort(descending: true), x.zip(0..x.count).sortBy(p => p[0])]",
          kind: .script))
      let found = try #require(sorted.listValue)
      #expect(found[0].listValue?.compactMap(\.intValue) == numbers.sorted())
      #expect(found[1].listValue?.compactMap(\.intValue) == numbers.sorted(by: >))
      let pairs = numbers.enumerated().sorted {
        ($0.element, $0.offset) < ($1.element, $1.offset)
      }
      #expect(
        found[2].listValue?.compactMap { $0.listValue?[1].intValue } == pairs.map(\.offset))
    }
  }
}

/// Makes values by chance, with those among them that are most often got wrong.
private struct ValueMaker {
  private var state: UInt64
  /// Only what JSON has; else also floats and keys that are no text.
  var isJSON = false
  /// Only what is written as it is shown.
  var isLiteral = false
  private static let pieces = [
    "", " ", "a", "B", "é", "e\u{301}", "😀", "\n", "\r\n", "\t", "\"", "'", "''", "\\", "\\n", "$",
    "${x}", "$[x]", "{", "}", ",", ";", "null", "0", "#", "--", "\u{1}", "\u{7F}", "\u{2028}", "ß",
  ]

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func random(_ count: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 1) % max(1, count)
  }

  mutating func text() -> String {
    (0..<random(8)).map { _ in Self.pieces[random(Self.pieces.count)] }.joined()
  }

  mutating func int() -> Int {
    let special = [0, 1, -1, .max, .min, .min + 1, 1 << 53]
    return random(4) == 0
      ? special[random(special.count)] : Int(bitPattern: UInt(state)) >> random(60)
  }

  mutating func decimal() -> ExactDecimal {
    var digits = random(2) == 0 ? "-" : ""
    for _ in 0...random(25) { digits += String(random(10)) }
    digits += "."
    for _ in 0...random(12) { digits += String(random(10)) }
    return ExactDecimal(digits) ?? ExactDecimal(0)
  }

  mutating func float() -> Double {
    let special = [0.1, 1e300, -1e-300, 1e16, 123456789.125, Double.leastNonzeroMagnitude]
    if random(3) == 0 { return special[random(special.count)] }
    return Double(random(1 << 40) - (1 << 39)) / Double(1 + random(1000))
  }

  mutating func moment(isDate: Bool) -> Moment {
    let day = random(3_000_000) - 700_000
    let time = isDate ? 0 : random(86_400_000) * 1000 + random(1000)
    return Moment(microseconds: day * 86_400_000_000 + time, isDate: isDate)
  }

  mutating func value(_ depth: Int) throws -> Value {
    switch random(depth > 0 ? 9 : 6) {
    case 0: return .null
    case 1: return .bool(random(2) == 0)
    case 2: return .int(int())
    case 3: return isJSON || isLiteral ? .int(random(100)) : .double(float())
    case 4: return .decimal(decimal())
    case 5: return Value(text())
    case 6, 7:
      var items: [Value] = []
      for _ in 0..<random(5) { items.append(try value(depth - 1)) }
      return .list(items)
    default:
      var map = MapValue()
      for _ in 0..<random(5) {
        let key = isJSON || random(2) == 0 ? Value(text()) : .int(random(50))
        map[key] = try value(depth - 1)
      }
      return .map(map)
    }
  }
}
