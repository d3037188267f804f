/// A decimal number of any size, exact: what PostgreSQL's `numeric` holds.
///
/// The digits without the point lie in limbs of nine digits, smallest first; the scale says how
/// many of them stand behind the point. Like `numeric`, a value remembers its scale: 1.50 prints
/// as 1.50 and equals 1.5.
public struct ExactDecimal: Sendable {
  let storage: DecimalStorage

  init(negative: Bool, limbs: [UInt32], scale: Int) {
    var limbs = limbs
    while limbs.last == 0 { limbs.removeLast() }
    storage = DecimalStorage(negative: negative && !limbs.isEmpty, limbs: limbs, scale: scale)
  }

  public init(_ value: Int) {
    var rest = value.magnitude
    var limbs: [UInt32] = []
    while rest > 0 {
      limbs.append(UInt32(rest % 1_000_000_000))
      rest /= 1_000_000_000
    }
    self.init(negative: value < 0, limbs: limbs, scale: 0)
  }

  /// Digits with an optional sign, point and exponent; nil for anything else, and for more digits
  /// than `numeric` can hold.
  public init?(_ text: String) {
    var digits: [UInt8] = []
    var scale = 0
    var negative = false
    var seenPoint = false
    var seenDigit = false
    var exponent = 0
    var bytes = Array(text.utf8)[...]
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    while let byte = bytes.first {
      if byte >= 48, byte <= 57 {
        digits.append(byte - 48)
        seenDigit = true
        if seenPoint { scale += 1 }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"), seenDigit {
        guard let value = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
          value.magnitude <= Self.maximumDigits
        else { return nil }
        exponent = value
        bytes = []
        break
      } else {
        return nil
      }
      bytes.removeFirst()
    }
    guard seenDigit else { return nil }
    scale -= exponent
    if scale < 0 {
      digits += [UInt8](repeating: 0, count: -scale)
      scale = 0
    }
    guard digits.count <= Self.maximumDigits, scale <= Self.maximumDigits else { return nil }
    self.init(negative: negative, limbs: Limbs.pack(digits), scale: scale)
  }

  /// The double's exact value; nil for infinities and NaN.
  init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if let whole = Int(exactly: value) {
      self.init(whole)
      return
    }
    // A finite double is significand * 2^exponent; times 5^n the point moves n places.
    var exponent = Int(value.exponent) - 52
    var limbs = Limbs.from(UInt64(value.significandBitPattern) | (value.isNormal ? 1 << 52 : 0))
    if !value.isNormal { exponent = -1074 }
    if exponent >= 0 {
      for _ in 0..<exponent { limbs = Limbs.multiply(limbs, small: 2) }
      self.init(negative: value < 0, limbs: limbs, scale: 0)
    } else {
      for _ in 0..<(-exponent) { limbs = Limbs.multiply(limbs, small: 5) }
      self.init(negative: value < 0, limbs: limbs, scale: -exponent)
    }
  }

  /// As many digits as PostgreSQL takes in front of and behind the point together.
  static let maximumDigits = 131_072 + 16_383

  public var isNegative: Bool { storage.negative }
  public var isZero: Bool { storage.limbs.isEmpty }
  /// Digits behind the point.
  public var scale: Int { storage.scale }

  /// The whole number it is; nil when it has a fraction or is too large.
  public var exactInt: Int? {
    let whole = rescaled(0)
    guard whole.compare(self) == 0 else { return nil }
    return Int(whole.description)
  }

  public var double: Double { Double(description) ?? 0 }

  var digitCount: Int { storage.limbs.count * 9 }

  public var description: String {
    var digits = Limbs.digits(storage.limbs)
    let missing = scale + 1 - digits.utf8.count
    if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
    if scale > 0 {
      digits.insert(".", at: digits.utf8.index(digits.utf8.endIndex, offsetBy: -scale))
    }
    return isNegative ? "-" + digits : digits
  }

  /// Equal values hash alike whatever their scale; never negative.
  var hash: Int {
    if let int = exactInt { return hashInt(int) }
    var text = Substring(description)
    if scale > 0 { while text.last == "0" { text.removeLast() } }
    return Text(String(text)).hash
  }

  /// Negative, zero or positive.
  public func compare(_ other: ExactDecimal) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let (a, b, _) = aligned(other)
    let order = Limbs.compare(a, b)
    return isNegative ? -order : order
  }

  public static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    let (a, b, scale) = left.aligned(right)
    if left.isNegative == right.isNegative {
      return ExactDecimal(negative: left.isNegative, limbs: Limbs.add(a, b), scale: scale)
    }
    if Limbs.compare(a, b) >= 0 {
      return ExactDecimal(negative: left.isNegative, limbs: Limbs.subtract(a, b), scale: scale)
    }
    return ExactDecimal(negative: right.isNegative, limbs: Limbs.subtract(b, a), scale: scale)
  }

  public static prefix func - (value: ExactDecimal) -> ExactDecimal {
    ExactDecimal(negative: !value.isNegative, limbs: value.storage.limbs, scale: value.scale)
  }

  public static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal { left + -right }

  public static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    left.multiplied(by: right) { _ in }
  }

  /// - Parameter work: told what it costs, which is the product of the lengths.
  func multiplied(by other: ExactDecimal, work: Text.Work) rethrows -> ExactDecimal {
    ExactDecimal(
      negative: isNegative != other.isNegative,
      limbs: try Limbs.multiply(storage.limbs, other.storage.limbs, work: work),
      scale: scale + other.scale)
  }

  /// As `numeric` divides: at least 16 significant digits, rounded; nil for division by zero.
  public func divided(by other: ExactDecimal) -> ExactDecimal? {
    divided(by: other) { _ in }
  }

  func divided(by other: ExactDecimal, work: Text.Work) rethrows -> ExactDecimal? {
    guard !other.isZero else { return nil }
    // PostgreSQL estimates the quotient's size in groups of four digits.
    var quotientWeight = weight.group - other.weight.group
    if weight.first <= other.weight.first { quotientWeight -= 1 }
    let places = max(16 - quotientWeight * 4, scale, other.scale, 0)
    // One digit more than wanted, to round by.
    let shift = places + 1 - scale + other.scale
    let top = shift >= 0 ? Limbs.shift(storage.limbs, digits: shift) : storage.limbs
    let bottom =
      shift < 0 ? Limbs.shift(other.storage.limbs, digits: -shift) : other.storage.limbs
    let (quotient, _) = try Limbs.divide(top, bottom, work: work)
    return ExactDecimal(
      negative: isNegative != other.isNegative, limbs: quotient, scale: places + 1
    ).rescaled(places)
  }

  /// The remainder of a division that cuts towards zero; nil for division by zero.
  public func remainder(by other: ExactDecimal) -> ExactDecimal? {
    remainder(by: other) { _ in }
  }

  func remainder(by other: ExactDecimal, work: Text.Work) rethrows -> ExactDecimal? {
    guard !other.isZero else { return nil }
    let (a, b, scale) = aligned(other)
    return ExactDecimal(
      negative: isNegative, limbs: try Limbs.divide(a, b, work: work).remainder, scale: scale)
  }

  public enum Rounding: Sendable { case nearest, down, up, towardsZero }

  /// With so many digits behind the point; halves go away from zero.
  public func rescaled(_ places: Int, _ rounding: Rounding = .nearest) -> ExactDecimal {
    if places >= scale {
      return ExactDecimal(
        negative: isNegative, limbs: Limbs.shift(storage.limbs, digits: places - scale),
        scale: places)
    }
    let divisor = Limbs.shift([1], digits: scale - places)
    var (quotient, rest) = Limbs.unshift(storage.limbs, digits: scale - places)
    let goesUp =
      switch rounding {
      case .nearest: Limbs.compare(Limbs.add(rest, rest), divisor) >= 0
      case .down: isNegative && !rest.isEmpty
      case .up: !isNegative && !rest.isEmpty
      case .towardsZero: false
      }
    if goesUp { quotient = Limbs.add(quotient, [1]) }
    return ExactDecimal(negative: isNegative, limbs: quotient, scale: places)
  }

  /// Without zeros at the end of its fraction.
  var trimmed: ExactDecimal {
    let digits = Limbs.digits(storage.limbs).utf8.reversed()
    let zeros = digits.prefix { $0 == 48 }.count
    return zeros > 0 && scale > 0 ? rescaled(scale - min(zeros, scale)) : self
  }

  /// Where the first group of four digits stands (0 holds the units), and what is in it.
  private var weight: (group: Int, first: Int) {
    let digits = Array(Limbs.digits(storage.limbs).utf8)
    let position = isZero ? 0 : digits.count - 1 - scale
    let group = position >= 0 ? position / 4 : -((3 - position) / 4)
    let length = position - group * 4 + 1
    var first = 0
    for index in 0..<length {
      first = first * 10 + (index < digits.count ? Int(digits[index]) - 48 : 0)
    }
    return (group, first)
  }

  private func aligned(_ other: ExactDecimal) -> ([UInt32], [UInt32], Int) {
    let common = max(scale, other.scale)
    return (
      Limbs.shift(storage.limbs, digits: common - scale),
      Limbs.shift(other.storage.limbs, digits: common - other.scale), common
    )
  }
}

final class DecimalStorage: Sendable {
  let negative: Bool
  let limbs: [UInt32]
  let scale: Int

  init(negative: Bool, limbs: [UInt32], scale: Int) {
    self.negative = negative
    self.limbs = limbs
    self.scale = scale
  }
}
