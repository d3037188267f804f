/// When two values are the same, and how map keys are hashed.
extension Value {
  /// The hash of a map key; never negative. Equal numbers of different types hash alike.
  var mapHash: Int {
    switch self {
    case .text(let text): text.hash
    case .int(let value): hashInt(value)
    case .bool(let value): hashInt(value ? -11 : -12)
    case .null: hashInt(-13)
    case .double(let value): Value.hash(double: value)
    case .decimal(let value): value.hash
    case .list(let items): items.reduce(hashInt(-14)) { hashInt($0 &* 31 &+ $1.mapHash) }
    case .map(let map): hashInt(map.count &- 1_000_003)
    case .range(let range): hashInt(range.first ^ range.count)
    case .function(let function): hashInt(ObjectIdentifier(function).hashValue)
    case .object(let reference): Value.hash(object: reference)
    }
  }

  private static func hash(double: Double) -> Int {
    if let whole = Int(exactly: double) { return hashInt(whole) }
    if let exact = ExactDecimal(exactly: double) { return exact.hash }
    return hashInt(Int(truncatingIfNeeded: double.bitPattern))
  }

  private static func hash(object: ObjectReference) -> Int {
    guard let host = (object as? HostReference)?.object else {
      return hashInt(ObjectIdentifier(object).hashValue)
    }
    return host.identity?.mapHash ?? hashInt(ObjectIdentifier(host).hashValue)
  }

  @inline(__always)
  func isSameKey(_ other: Value) -> Bool {
    if case .text(let a) = self, case .text(let b) = other { return a == b }
    return self == other
  }
}

extension Value: Equatable {
  /// Numbers compare by what they are worth, all else by type and content.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a.storage === b.storage || a.array == b.array
    case (.map(let a), .map(let b)): a == b
    case (.range(let a), .range(let b)): a.first == b.first && a.count == b.count
    case (.function(let a), .function(let b)): a === b
    case (.object(let a), .object(let b)): same(a, b)
    case (.int, .double), (.double, .int), (.double, .double), (.decimal, .decimal),
      (.int, .decimal), (.decimal, .int), (.double, .decimal), (.decimal, .double):
      compareNumbers(left, right) == 0
    default: false
    }
  }

  private static func same(_ left: ObjectReference, _ right: ObjectReference) -> Bool {
    if left === right { return true }
    guard let a = (left as? HostReference)?.object, let b = (right as? HostReference)?.object
    else { return false }
    if a === b { return true }
    guard a.typeName == b.typeName, let x = a.identity, let y = b.identity else { return false }
    return x == y
  }

  /// Negative, zero, positive; nil when one of them is not a number, or NaN.
  static func compareNumbers(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a < b ? -1 : a == b ? 0 : 1
    case (.double(let a), .double(let b)): return compare(a, b)
    case (.decimal(let a), .decimal(let b)): return a.compare(b)
    case (.int(let a), .decimal(let b)): return ExactDecimal(a).compare(b)
    case (.decimal(let a), .int(let b)): return a.compare(ExactDecimal(b))
    case (.int(let a), .double(let b)): return compare(ExactDecimal(a), b)
    case (.double(let a), .int(let b)): return compare(ExactDecimal(b), a).map { -$0 }
    case (.decimal(let a), .double(let b)): return compare(a, b)
    case (.double(let a), .decimal(let b)): return compare(b, a).map { -$0 }
    default: return nil
    }
  }

  private static func compare(_ a: Double, _ b: Double) -> Int? {
    a < b ? -1 : a == b ? 0 : a > b ? 1 : nil
  }

  private static func compare(_ a: ExactDecimal, _ b: Double) -> Int? {
    if b.isNaN { return nil }
    guard let exact = ExactDecimal(exactly: b) else { return b > 0 ? -1 : 1 }
    return a.compare(exact)
  }
}

extension MapValue: Equatable {
  /// The same keys with the same values, in any order.
  public static func == (left: MapValue, right: MapValue) -> Bool {
    if left.storage === right.storage { return true }
    guard left.count == right.count else { return false }
    return left.allSatisfy { entry in right[entry.key].map { $0 == entry.value } ?? false }
  }
}
