/// A day, or a point in time, without a time zone of its own: times are UTC.
///
/// Days and seconds are counted by the proleptic Gregorian calendar, as PostgreSQL counts them.
final class Moment: HostObject {
  /// Microseconds since 1970-01-01 00:00 UTC.
  let microseconds: Int
  /// Only the day counts.
  let isDate: Bool

  static let day = 86_400_000_000

  init(microseconds: Int, isDate: Bool) {
    self.isDate = isDate
    self.microseconds =
      isDate ? Moment.floored(microseconds, Moment.day) * Moment.day : microseconds
  }

  private static func floored(_ value: Int, _ size: Int) -> Int {
    value >= 0 ? value / size : -((size - 1 - value) / size)
  }

  var typeName: String { isDate ? "date" : "timestamp" }
  var days: Int { Moment.floored(microseconds, Moment.day) }
  /// Microseconds since midnight.
  var time: Int { microseconds - days * Moment.day }

  var display: String {
    let date = Calendar.text(days)
    guard !isDate else { return date }
    let seconds = time / 1_000_000
    var text = "\(date) \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let fraction = time % 1_000_000
    if fraction > 0 {
      var digits = String(fraction + 1_000_000).dropFirst()
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  var identity: Value? { .int(microseconds) }

  func compare(_ other: any HostObject) -> Int? {
    guard let other = other as? Moment else { return nil }
    return microseconds < other.microseconds ? -1 : microseconds == other.microseconds ? 0 : 1
  }

  var memberNames: [String] {
    [
      "year", "month", "day", "weekday", "hour", "minute", "second", "date", "addDays",
      "addMonths", "format", "epoch",
    ]
  }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    let (year, month, dayOfMonth) = Calendar.civil(days)
    switch name {
    case "year": return .int(year)
    case "month": return .int(month)
    case "day": return .int(dayOfMonth)
    // Monday is 1, as ISO has it.
    case "weekday": return .int((days % 7 + 10) % 7 + 1)
    case "hour": return .int(time / 3_600_000_000)
    case "minute": return .int(time / 60_000_000 % 60)
    case "second": return .int(time / 1_000_000 % 60)
    case "date": return .host(Moment(microseconds: microseconds, isDate: true))
    case "epoch": return .int(Moment.floored(microseconds, 1_000_000))
    default: return nil
    }
  }

  func call(_ method: String, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value? {
    switch method {
    case "addDays": return try moved(days: try number(arguments), months: 0)
    case "addMonths": return try moved(days: 0, months: try number(arguments))
    case "format":
      guard case .text(let pattern) = arguments[0] else {
        throw ScriptFailure("format takes a pattern: \"YYYY-MM-DD HH24:MI:SS\"")
      }
      guard pattern.byteCount <= 1000 else { throw ScriptFailure("this pattern is too long") }
      return Value(formatted(pattern.string))
    default: return nil
    }
  }

  private func number(_ arguments: Arguments) throws -> Int {
    guard arguments.count == 1, case .int(let number) = arguments[0],
      number.magnitude < 10_000_000
    else { throw ScriptFailure("this takes a whole number below ten million") }
    return number
  }

  private func moved(days extra: Int, months: Int) throws -> Value {
    let (year, month, day) = Calendar.civil(days)
    let count = year * 12 + month - 1 + months
    let newYear = Moment.floored(count, 12)
    let newMonth = count - newYear * 12 + 1
    let newDay = min(day, Calendar.length(ofMonth: newMonth, newYear))
    let total = Calendar.days(newYear, newMonth, newDay) + extra
    guard abs(newYear) < 100_000, abs(total) < 40_000_000 else {
      throw ScriptFailure("this is out of the calendar")
    }
    return .host(Moment(microseconds: total * Moment.day + time, isDate: isDate))
  }

  /// `date + days`, `timestamp + seconds`, and the difference of two.
  func operate(_ symbol: String, _ left: Value, _ right: Value) throws -> Value? {
    if symbol == "-", let a = left.hostObject as? Moment, let b = right.hostObject as? Moment {
      let difference = a.microseconds - b.microseconds
      if a.isDate, b.isDate { return .int(difference / Moment.day) }
      return ExactDecimal(difference).divided(by: ExactDecimal(1_000_000)).map {
        .decimal($0.trimmed)
      }
    }
    guard symbol == "+" || symbol == "-", let moment = left.hostObject as? Moment,
      let size = moment.microseconds(of: right)
    else { return nil }
    let (sum, overflows) =
      symbol == "+"
      ? moment.microseconds.addingReportingOverflow(size)
      : moment.microseconds.subtractingReportingOverflow(size)
    guard !overflows, abs(sum / Moment.day) < 40_000_000 else {
      throw ScriptFailure("this is out of the calendar")
    }
    return .host(Moment(microseconds: sum, isDate: moment.isDate))
  }

  /// Days for dates, seconds for timestamps.
  private func microseconds(of value: Value) -> Int? {
    let unit = isDate ? Moment.day : 1_000_000
    switch value {
    case .int(let number):
      let (size, overflows) = number.multipliedReportingOverflow(by: unit)
      return overflows ? nil : size
    case .decimal(let number) where !isDate:
      return (number * ExactDecimal(unit)).rescaled(0).exactInt
    default: return nil
    }
  }

  /// The patterns of PostgreSQL's `to_char` that people use.
  private func formatted(_ pattern: String) -> String {
    let (year, month, day) = Calendar.civil(days)
    let parts: [(String, String)] = [
      ("YYYY", Calendar.four(year)), ("HH24", two(time / 3_600_000_000)),
      ("MI", two(time / 60_000_000 % 60)), ("SS", two(time / 1_000_000 % 60)),
      ("MS", String(String(time / 1000 % 1000 + 1000).dropFirst())), ("MM", two(month)),
      ("DD", two(day)), ("Mon", Calendar.months[month - 1]),
    ]
    var result = ""
    var rest = pattern[...]
    scan: while !rest.isEmpty {
      for (word, text) in parts where rest.hasPrefix(word) {
        result += text
        rest = rest.dropFirst(word.count)
        continue scan
      }
      result.append(rest.removeFirst())
    }
    return result
  }

  /// `2024-02-29`, `2024-02-29 12:30:05.25`, `2024-02-29T12:30:00Z`, `…+02`, `…+05:30`.
  static func parse(_ text: String, isDate: Bool) -> Moment? {
    var reader = MomentReader(text)
    guard let days = reader.date() else { return nil }
    guard !reader.isAtEnd else { return Moment(microseconds: days * day, isDate: isDate) }
    guard let time = reader.time(), reader.isAtEnd else { return nil }
    return Moment(microseconds: days * day + time, isDate: isDate)
  }
}

/// Reads the parts of a date and time.
private struct MomentReader {
  private var bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.trimmingBlanks().utf8) }

  var isAtEnd: Bool { position >= bytes.count }

  private mutating func accept(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    let start = position
    var value = 0
    while position < bytes.count, Bytes.isDigit(bytes[position]),
      position - start < digits.upperBound
    {
      value = value * 10 + Int(bytes[position]) - 48
      position += 1
    }
    return position - start >= digits.lowerBound ? value : nil
  }

  mutating func date() -> Int? {
    guard let year = number(4...5), accept(UInt8(ascii: "-")), let month = number(1...2),
      accept(UInt8(ascii: "-")), let day = number(1...2), (1...12).contains(month), day >= 1,
      day <= Calendar.length(ofMonth: month, year)
    else { return nil }
    return Calendar.days(year, month, day)
  }

  /// Microseconds since midnight UTC.
  mutating func time() -> Int? {
    guard accept(UInt8(ascii: "T")) || accept(UInt8(ascii: " ")), let hour = number(1...2),
      accept(UInt8(ascii: ":")), let minute = number(2...2), hour < 25, minute < 60
    else { return nil }
    var microseconds = (hour * 60 + minute) * 60_000_000
    if accept(UInt8(ascii: ":")) {
      guard let second = number(2...2), second < 61 else { return nil }
      microseconds += second * 1_000_000
      if accept(UInt8(ascii: ".")) {
        let start = position
        guard var fraction = number(1...6) else { return nil }
        for _ in (position - start)..<6 { fraction *= 10 }
        while position < bytes.count, Bytes.isDigit(bytes[position]) { position += 1 }
        microseconds += fraction
      }
    }
    return microseconds - (zone() ?? 0)
  }

  private mutating func zone() -> Int? {
    if accept(UInt8(ascii: "Z")) || accept(UInt8(ascii: "z")) { return 0 }
    let isWest = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    guard isWest || position < bytes.count && bytes[position] == UInt8(ascii: "+") else {
      return nil
    }
    position += 1
    guard let hours = number(2...2) else { return nil }
    _ = accept(UInt8(ascii: ":"))
    let minutes = number(2...2) ?? 0
    return (hours * 60 + minutes) * 60_000_000 * (isWest ? -1 : 1)
  }
}

/// The proleptic Gregorian calendar, by day numbers from 1970-01-01.
enum Calendar {
  static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func length(ofMonth month: Int, _ year: Int) -> Int {
    if month == 2 {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Years begin in March here, so that the leap day is their last.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  static func four(_ year: Int) -> String {
    let digits = String(abs(year))
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return year < 0 ? "-" + padded : padded
  }

  static func text(_ days: Int) -> String {
    let (year, month, day) = civil(days)
    return "\(four(year))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}

/// A point in time in words, for whoever has it as a number.
package enum TimeText {
  /// `2026-03-01 14:05:09 UTC`, of seconds since 1970.
  package static func utc(_ seconds: Int) -> String {
    Moment(microseconds: seconds * 1_000_000, isDate: false).display + " UTC"
  }
}
