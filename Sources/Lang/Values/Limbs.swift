/// Arithmetic on whole numbers of any size: limbs of nine decimal digits, smallest first.
///
/// Base 10^9 makes printing and moving the point cheap, which is what decimals do all day.
enum Limbs {
  static let base: UInt64 = 1_000_000_000

  static func from(_ value: UInt64) -> [UInt32] {
    var rest = value
    var limbs: [UInt32] = []
    while rest > 0 {
      limbs.append(UInt32(rest % base))
      rest /= base
    }
    return limbs
  }

  /// Digits 0 to 9, largest first.
  static func pack(_ digits: [UInt8]) -> [UInt32] {
    var limbs: [UInt32] = []
    var end = digits.count
    while end > 0 {
      let start = max(0, end - 9)
      limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1) })
      end = start
    }
    return trimmed(limbs)
  }

  static func digits(_ limbs: [UInt32]) -> String {
    guard let last = limbs.last else { return "0" }
    var text = String(last)
    for limb in limbs.dropLast().reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.utf8.count) + part
    }
    return text
  }

  static func trimmed(_ limbs: [UInt32]) -> [UInt32] {
    var limbs = limbs
    while limbs.last == 0 { limbs.removeLast() }
    return limbs
  }

  static func compare(_ a: [UInt32], _ b: [UInt32]) -> Int {
    if a.count != b.count { return a.count < b.count ? -1 : 1 }
    for index in stride(from: a.count - 1, through: 0, by: -1) where a[index] != b[index] {
      return a[index] < b[index] ? -1 : 1
    }
    return 0
  }

  static func add(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    let (long, short) = a.count >= b.count ? (a, b) : (b, a)
    var result = long
    var carry: UInt64 = 0
    for index in 0..<long.count {
      let sum = UInt64(long[index]) + (index < short.count ? UInt64(short[index]) : 0) + carry
      result[index] = UInt32(sum % base)
      carry = sum / base
      if carry == 0, index >= short.count { break }
    }
    if carry > 0 { result.append(UInt32(carry)) }
    return result
  }

  /// `a` must not be smaller than `b`.
  static func subtract(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result = a
    var borrow: Int64 = 0
    for index in 0..<a.count {
      var difference =
        Int64(a[index]) - (index < b.count ? Int64(b[index]) : 0) - borrow
      borrow = difference < 0 ? 1 : 0
      if difference < 0 { difference += Int64(base) }
      result[index] = UInt32(difference)
    }
    return trimmed(result)
  }

  static func multiply(_ a: [UInt32], small: UInt64) -> [UInt32] {
    var result = a
    var carry: UInt64 = 0
    for index in 0..<a.count {
      let product = UInt64(a[index]) * small + carry
      result[index] = UInt32(product % base)
      carry = product / base
    }
    while carry > 0 {
      result.append(UInt32(carry % base))
      carry /= base
    }
    return trimmed(result)
  }

  static func multiply(_ a: [UInt32], _ b: [UInt32], work: Text.Work) rethrows -> [UInt32] {
    guard !a.isEmpty, !b.isEmpty else { return [] }
    var result = [UInt32](repeating: 0, count: a.count + b.count)
    for i in 0..<a.count {
      try work(b.count)
      var carry: UInt64 = 0
      for j in 0..<b.count {
        let value = UInt64(a[i]) * UInt64(b[j]) + UInt64(result[i + j]) + carry
        result[i + j] = UInt32(value % base)
        carry = value / base
      }
      var place = i + b.count
      while carry > 0 {
        let value = UInt64(result[place]) + carry
        result[place] = UInt32(value % base)
        carry = value / base
        place += 1
      }
    }
    return trimmed(result)
  }

  /// Times ten to the power of `digits`.
  static func shift(_ limbs: [UInt32], digits: Int) -> [UInt32] {
    guard digits > 0, !limbs.isEmpty else { return limbs }
    var power: UInt64 = 1
    for _ in 0..<(digits % 9) { power *= 10 }
    let moved = power > 1 ? multiply(limbs, small: power) : limbs
    return [UInt32](repeating: 0, count: digits / 9) + moved
  }

  /// Divided by ten to the power of `digits`.
  static func unshift(_ limbs: [UInt32], digits: Int) -> (quotient: [UInt32], remainder: [UInt32]) {
    let whole = digits / 9
    guard whole < limbs.count else { return ([], limbs) }
    var power: UInt64 = 1
    for _ in 0..<(digits % 9) { power *= 10 }
    let (quotient, rest) = divide(Array(limbs[whole...]), small: power)
    return (quotient, trimmed(Array(limbs[..<whole]) + rest))
  }

  /// Schoolbook long division with an estimated digit at each step (Knuth's algorithm D).
  static func divide(_ a: [UInt32], _ b: [UInt32], work: Text.Work) rethrows
    -> (quotient: [UInt32], remainder: [UInt32])
  {
    if compare(a, b) < 0 { return ([], a) }
    if b.count == 1 { return divide(a, small: UInt64(b[0])) }
    let scale = base / (UInt64(b[b.count - 1]) + 1)
    var rest = multiply(a, small: scale)
    let divisor = multiply(b, small: scale)
    let n = divisor.count
    while rest.count <= a.count { rest.append(0) }
    var quotient = [UInt32](repeating: 0, count: rest.count - n)
    let top = UInt64(divisor[n - 1])
    let second = UInt64(divisor[n - 2])
    for place in stride(from: rest.count - n - 1, through: 0, by: -1) {
      try work(n)
      let head = UInt64(rest[place + n]) * base + UInt64(rest[place + n - 1])
      var digit = head / top
      var left = head % top
      while digit >= base || digit * second > left * base + UInt64(rest[place + n - 2]) {
        digit -= 1
        left += top
        if left >= base { break }
      }
      if subtractProduct(&rest, divisor, digit, at: place) {
        digit -= 1
        addBack(&rest, divisor, at: place)
      }
      quotient[place] = UInt32(digit)
    }
    return (trimmed(quotient), divide(trimmed(rest), small: scale).quotient)
  }

  private static func divide(_ a: [UInt32], small: UInt64)
    -> (quotient: [UInt32], remainder: [UInt32])
  {
    var quotient = a
    var rest: UInt64 = 0
    for index in stride(from: a.count - 1, through: 0, by: -1) {
      let value = rest * base + UInt64(a[index])
      quotient[index] = UInt32(value / small)
      rest = value % small
    }
    return (trimmed(quotient), from(rest))
  }

  /// True when the digit was one too large and the rest went below zero.
  private static func subtractProduct(
    _ rest: inout [UInt32], _ divisor: [UInt32], _ digit: UInt64, at place: Int
  ) -> Bool {
    var carry: UInt64 = 0
    var borrow: Int64 = 0
    for index in 0..<divisor.count {
      let product = UInt64(divisor[index]) * digit + carry
      carry = product / base
      var value = Int64(rest[place + index]) - Int64(product % base) - borrow
      borrow = value < 0 ? 1 : 0
      if value < 0 { value += Int64(base) }
      rest[place + index] = UInt32(value)
    }
    var value = Int64(rest[place + divisor.count]) - Int64(carry) - borrow
    let below = value < 0
    if below { value += Int64(base) }
    rest[place + divisor.count] = UInt32(value)
    return below
  }

  private static func addBack(_ rest: inout [UInt32], _ divisor: [UInt32], at place: Int) {
    var carry: UInt64 = 0
    for index in 0..<divisor.count {
      let sum = UInt64(rest[place + index]) + UInt64(divisor[index]) + carry
      rest[place + index] = UInt32(sum % base)
      carry = sum / base
    }
    rest[place + divisor.count] = UInt32((UInt64(rest[place + divisor.count]) + carry) % base)
  }
}
