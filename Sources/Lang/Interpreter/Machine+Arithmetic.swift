/// What operators do beyond the loop's fast paths.
extension Machine {
  @inline(__always)
  func condition(_ register: Registers) throws -> Bool {
    if register.tag == Layout.bool { return register.rawBool }
    throw ScriptFailure(
      "a condition must be true or false, not \(register.pointee.typeName)",
      hint: conditionHint(register.pointee))
  }

  private func conditionHint(_ value: Value) -> String? {
    switch value {
    case .null: "compare it: x == null"
    case .int, .decimal, .double: "compare it: x != 0"
    case .text, .list, .map: "ask for its size: x.count > 0"
    case .bool, .range, .function, .object: nil
    }
  }

  @inline(__always)
  func equal(_ left: Registers, _ right: Registers) throws -> Bool {
    if left.isInt, right.isInt { return left.rawInt == right.rawInt }
    return try equal(left.pointee, right.pointee)
  }

  /// As `==`, but what it costs counts: small values may hold the same list many times over.
  func equal(_ left: Value, _ right: Value) throws -> Bool {
    switch (left, right) {
    case (.list(let a), .list(let b)):
      if a.storage === b.storage { return true }
      guard a.count == b.count else { return false }
      for (x, y) in zip(a.storage.items, b.storage.items) {
        try charge(1)
        guard try equal(x, y) else { return false }
      }
      return true
    case (.map(let a), .map(let b)):
      if a.storage === b.storage { return true }
      guard a.count == b.count else { return false }
      for (key, value) in a {
        try charge(1)
        guard let other = b[key], try equal(value, other) else { return false }
      }
      return true
    case (.text(let a), .text(let b)): return try a.isEqual(b, work: charge)
    case (.decimal, _), (_, .decimal): return try compareNumbers(left, right) == 0
    default: return left == right
    }
  }

  /// Decimals may have a hundred thousand digits.
  private func compareNumbers(_ left: Value, _ right: Value) throws -> Int? {
    for value in [left, right] {
      switch value {
      case .decimal(let number): try charge((number.digitCount + number.scale) / 32)
      // Made exact: far from 1, that is a long number.
      case .double(let number): try charge(Int(min(number.exponent.magnitude, 1100)) / 8)
      default: break
      }
    }
    return Value.compareNumbers(left, right)
  }

  /// Where a value first stands in a list.
  func position(of value: Value, in list: ListValue) throws -> Int? {
    for (index, item) in list.storage.items.enumerated() {
      if index & 0x3FF == 0x3FF { try charge(0x400) }
      if try equal(item, value) { return index }
    }
    return nil
  }

  /// Lists and maps as keys are hashed and compared whole each time, so they must be small.
  @inline(__always)
  func checkKey(_ key: Registers) throws {
    if key.tag == Layout.text {
      let size = key.rawText._withUnsafeGuaranteedRef { $0.header.count }
      if size > Text.piece { try checkKey(key.pointee) }
    } else if key.tag == Layout.list || key.tag == Layout.map {
      try checkKey(key.pointee)
    }
  }

  func checkKey(_ key: Value) throws {
    if case .text(let text) = key, text.byteCount > Text.piece {
      return try text.hash(work: charge)
    }
    guard key.depth > 0 else { return }
    var left = 1000
    guard key.isSmall(&left) else { throw ScriptFailure("this value is too large for a key") }
  }

  @inline(__always)
  func less(_ left: Registers, _ right: Registers) throws -> Bool {
    if left.isInt, right.isInt { return left.rawInt < right.rawInt }
    return try compare(left.pointee, right.pointee) ?? 1 < 0
  }

  @inline(__always)
  func lessEqual(_ left: Registers, _ right: Registers) throws -> Bool {
    if left.isInt, right.isInt { return left.rawInt <= right.rawInt }
    return try compare(left.pointee, right.pointee) ?? 1 <= 0
  }

  /// Nil when NaN is one of them; fails for values that have no order.
  func compare(_ left: Value, _ right: Value) throws -> Int? {
    switch (left, right) {
    case (.text(let a), .text(let b)): return try a.compare(b, work: charge)
    case (.bool(let a), .bool(let b)): return a == b ? 0 : a ? 1 : -1
    case (.list(let a), .list(let b)):
      for (x, y) in zip(a, b) {
        try charge(1)
        guard let order = try compare(x, y) else { return nil }
        if order != 0 { return order }
      }
      return a.count - b.count
    case (.int, _), (.double, _), (.decimal, _):
      if right.isNumber { return try compareNumbers(left, right) }
    case (.object, .object):
      if let a = left.hostObject, let b = right.hostObject, let order = a.compare(b) {
        return order
      }
    default: break
    }
    throw ScriptFailure("\(left.typeName) and \(right.typeName) have no order")
  }

  func add(_ target: Registers, _ left: Registers, _ right: Registers) throws {
    if left.tag == Layout.text, right.tag == Layout.text, target == left {
      try appendInPlace(target, right)
      return
    }
    target.pointee = try arithmetic(.add, left.pointee, right.pointee)
  }

  /// `s = s + x`: nobody but its register holds `s`, so it grows where it lies.
  private func appendInPlace(_ target: Registers, _ right: Registers) throws {
    let size = right.rawText._withUnsafeGuaranteedRef { $0.header.count }
    try take(bytes: size)
    let length = target.rawText._withUnsafeGuaranteedRef { $0.header.count }
    if max(size, length) > Text.piece, case .text(let more) = right.pointee {
      return try target.asText.pointee.append(more, work: charge)
    }
    target.asText.pointee.reserve(size)
    let more = right.rawText
    target.rawText._withUnsafeGuaranteedRef { target in
      more._withUnsafeGuaranteedRef { target.append($0) }
    }
  }

  func addAll(_ target: Registers, _ first: Registers, _ count: Int) throws {
    let allText = target.tag == Layout.text && (0..<count).allSatisfy { first[$0].isText }
    if allText {
      for index in 0..<count { try appendInPlace(target, first + index) }
      return
    }
    var sum = target.pointee
    for index in 0..<count { sum = try arithmetic(.add, sum, first[index]) }
    target.pointee = sum
  }

  func updateSlot(_ i: Instruction, _ regs: Registers) throws {
    guard let symbol = Operator(rawValue: UInt8(truncatingIfNeeded: i.b)) else { return }
    let right = regs[Int(i.a)]
    switch SlotKind(rawValue: Int(i.c)) {
    case .register: try update(regs + Int(i.d), symbol, right)
    case .global:
      if (stack + Int(i.d)).isUnset { throw notYetSet() }
      try update(stack + Int(i.d), symbol, right)
    case .cell:
      guard case .object(let object) = regs[Int(i.d)], let cell = object as? Cell else { return }
      try withUnsafeMutablePointer(to: &cell.value) { try update($0, symbol, right) }
    case .capture:
      guard let cell = capturedCell(Int(i.d)) else { return }
      try withUnsafeMutablePointer(to: &cell.value) { try update($0, symbol, right) }
    case nil: return
    }
  }

  func update(_ place: Registers, _ symbol: Operator, _ right: Value) throws {
    if symbol == .add, place.tag == Layout.text, right.isText {
      var right = right
      try withUnsafeMutablePointer(to: &right) { try appendInPlace(place, $0) }
    } else if symbol == .add, place.tag == Layout.list, case .list(let more) = right {
      try take(bytes: more.count * 16)
      try own(place.asList)
      for (index, item) in more.storage.items.enumerated() {
        if index & 0x3FF == 0x3FF { try charge(0x400) }
        place.asList.pointee.append(item)
      }
    } else {
      if place.isUnset { throw notYetSet() }
      place.pointee = try arithmetic(symbol, place.pointee, right)
    }
  }

  func negated(_ value: Value) throws -> Value {
    switch value {
    case .int(let number):
      if number == .min { throw overflow("-", value, nil) }
      return .int(-number)
    case .double(let number): return .double(-number)
    case .decimal(let number): return .decimal(-number)
    default: throw ScriptFailure("`-` takes a number, not \(value.typeName)")
    }
  }

  func arithmetic(_ symbol: Operator, _ left: Value, _ right: Value) throws -> Value {
    switch (left, right) {
    case (.int(let a), .int(let b)): return try integers(symbol, a, b)
    case (.double(let a), .double(let b)): return try doubles(symbol, a, b)
    case (.double(let a), .int(let b)): return try doubles(symbol, a, Double(b))
    case (.int(let a), .double(let b)): return try doubles(symbol, Double(a), b)
    case (.double(let a), .decimal(let b)): return try doubles(symbol, a, b.double)
    case (.decimal(let a), .double(let b)): return try doubles(symbol, a.double, b)
    case (.decimal(let a), .decimal(let b)): return try decimals(symbol, a, b)
    case (.decimal(let a), .int(let b)): return try decimals(symbol, a, ExactDecimal(b))
    case (.int(let a), .decimal(let b)): return try decimals(symbol, ExactDecimal(a), b)
    case (.text(let a), .text(let b)) where symbol == .add:
      try take(bytes: a.byteCount + b.byteCount + 64)
      var joined = Text(storage: .make(capacity: a.byteCount + b.byteCount))
      try joined.append(a, work: charge)
      try joined.append(b, work: charge)
      return .text(joined)
    case (.list(let a), .list(let b)) where symbol == .add:
      try take(bytes: (a.count + b.count) * 16 + 64)
      var both = ListMaker(self, reserving: a.count + b.count)
      for item in a.storage.items { try both.add(item) }
      for item in b.storage.items { try both.add(item) }
      return .list(try both.list())
    case (.map(let a), .map(let b)) where symbol == .add:
      return .map(try merged(a, b))
    default: break
    }
    if let host = left.hostObject ?? right.hostObject,
      let result = try host.operate(symbol.symbol, left, right)
    {
      return result
    }
    throw mismatch(symbol, left, right)
  }

  func merged(_ map: MapValue, _ other: MapValue) throws -> MapValue {
    var map = map
    try take(bytes: (map.count + other.count) * 64)
    if !other.isEmpty { try map.makeUnique(work: charge) }
    for (key, value) in other {
      try charge(1)
      map[key] = value
    }
    return map
  }

  /// Makes a list that is about to be changed the holder's own; a long one in pieces.
  func own(_ list: UnsafeMutablePointer<ListValue>) throws {
    guard list.pointee.count > 0x10000, !isKnownUniquelyReferenced(&list.pointee.storage) else {
      return
    }
    let items = list.pointee.storage.items
    var copy = ListMaker(self, reserving: items.count)
    for item in items { try copy.add(item) }
    list.pointee = try copy.list()
  }

  private func mismatch(_ symbol: Operator, _ left: Value, _ right: Value) -> ScriptFailure {
    let hint =
      symbol == .add && (left.isText || right.isText)
      ? "put values into text with \"${…}\"" : nil
    return ScriptFailure(
      "`\(symbol.symbol)` does not work on \(left.typeName) and \(right.typeName)", hint: hint)
  }

  private func integers(_ symbol: Operator, _ a: Int, _ b: Int) throws -> Value {
    var (result, overflows) = (0, false)
    switch symbol {
    case .add: (result, overflows) = a.addingReportingOverflow(b)
    case .subtract: (result, overflows) = a.subtractingReportingOverflow(b)
    case .multiply: (result, overflows) = a.multipliedReportingOverflow(by: b)
    case .divide:
      if b == 0 { throw ScriptFailure("division by zero") }
      let (quotient, rest) = a.dividingFullOrNil(b)
      if rest != 0 || quotient == nil {
        guard let quotient = ExactDecimal(a).divided(by: ExactDecimal(b)) else { break }
        return .decimal(quotient.trimmed)
      }
      return .int(quotient ?? 0)
    case .remainder:
      if b == 0 { throw ScriptFailure("division by zero") }
      return .int(b == -1 ? 0 : a % b)
    }
    guard !overflows else { throw overflow(symbol.symbol, .int(a), .int(b)) }
    return .int(result)
  }

  private func overflow(_ symbol: String, _ left: Value, _ right: Value?) -> ScriptFailure {
    ScriptFailure(
      "the result of `\(symbol)` does not fit into 64 bits",
      hint: "make one side a decimal: decimal(x)")
  }

  private func doubles(_ symbol: Operator, _ a: Double, _ b: Double) throws -> Value {
    switch symbol {
    case .add: return .double(a + b)
    case .subtract: return .double(a - b)
    case .multiply: return .double(a * b)
    case .divide:
      if b == 0 { throw ScriptFailure("division by zero") }
      return .double(a / b)
    case .remainder:
      if b == 0 { throw ScriptFailure("division by zero") }
      return .double(a.truncatingRemainder(dividingBy: b))
    }
  }

  private func decimals(_ symbol: Operator, _ a: ExactDecimal, _ b: ExactDecimal) throws -> Value {
    let digits = a.digitCount + b.digitCount
    guard digits <= ExactDecimal.maximumDigits, a.scale + b.scale <= ExactDecimal.maximumDigits
    else { throw ScriptFailure("this decimal has too many digits") }
    try charge(digits)
    try take(bytes: digits)
    let result: ExactDecimal?
    switch symbol {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = try a.multiplied(by: b, work: charge)
    case .divide: result = try a.divided(by: b, work: charge)
    case .remainder: result = try a.remainder(by: b, work: charge)
    }
    guard let result else { throw ScriptFailure("division by zero") }
    return .decimal(result)
  }
}

extension Int {
  /// Quotient and remainder; no quotient where it does not fit.
  fileprivate func dividingFullOrNil(_ divisor: Int) -> (Int?, Int) {
    let (quotient, overflows) = dividedReportingOverflow(by: divisor)
    return overflows ? (nil, 0) : (quotient, self - quotient * divisor)
  }
}

extension Value {
  /// It holds no more values than are left, all together.
  func isSmall(_ left: inout Int) -> Bool {
    left -= 1
    guard left >= 0 else { return false }
    switch self {
    case .list(let list): return list.storage.items.allSatisfy { $0.isSmall(&left) }
    case .map(let map): return map.allSatisfy { $0.key.isSmall(&left) && $0.value.isSmall(&left) }
    default: return true
    }
  }

  var isNumber: Bool {
    switch self {
    case .int, .double, .decimal: true
    default: false
    }
  }

  var isText: Bool {
    if case .text = self { return true }
    return false
  }
}
