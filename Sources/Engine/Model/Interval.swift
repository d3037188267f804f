/// `(a >= 1) AND (a <= 9)`, which is what PostgreSQL tells of `a between 1 and 9`; or `(a < 1) OR (a > 9)`.
struct Interval {
  private let subject: ArraySlice<UInt8>
  private let low: ArraySlice<UInt8>
  private let high: ArraySlice<UInt8>
  private let isNegated: Bool

  /// Nil where the two are not about the same.
  init?(_ told: ArraySlice<UInt8>) {
    for (connective, above, below) in [(" AND ", " >= ", " <= "), (" OR ", " < ", " > ")] {
      let items = Self.split(told, at: connective)
      guard items.count == 2, let first = Self.inner(items[0]), let second = Self.inner(items[1])
      else { continue }
      let (lower, upper) = (Self.split(first, at: above), Self.split(second, at: below))
      guard lower.count == 2, upper.count == 2, lower[0].elementsEqual(upper[0]) else { continue }
      (subject, low, high, isNegated) = (lower[0], lower[1], upper[1], connective == " OR ")
      return
    }
    return nil
  }

  var words: [UInt8] {
    [UInt8(ascii: "(")] + subject + Array((isNegated ? " NOT" : "").utf8) + Array(" BETWEEN ".utf8)
      + low + Array(" AND ".utf8) + high + [UInt8(ascii: ")")]
  }

  private static func inner(_ item: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard item.first == UInt8(ascii: "("), item.last == UInt8(ascii: ")") else { return nil }
    return item.dropFirst().dropLast()
  }

  /// The pieces between words that stand in no bracket and no quotes.
  private static func split(_ text: ArraySlice<UInt8>, at word: String) -> [ArraySlice<UInt8>] {
    let word = Array(word.utf8)
    var pieces: [ArraySlice<UInt8>] = []
    var (start, depth) = (text.startIndex, 0)
    var quote: UInt8?
    var place = start
    while place < text.endIndex {
      let byte = text[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") {
        depth -= 1
      } else if depth == 0, byte == word[0], text[place...].starts(with: word) {
        pieces.append(text[start..<place])
        start = place + word.count
        place = start
        continue
      }
      place += 1
    }
    return pieces + [text[start...]]
  }
}
