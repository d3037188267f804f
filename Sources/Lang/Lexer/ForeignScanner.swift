/// Finds the end of a foreign statement by PostgreSQL's lexical rules, and the holes in it.
///
/// It knows quotes, dollar quotes, nested comments, parentheses and `begin atomic … end`, because
/// each of them may hide a `;`; it knows nothing else. Written after the rules of the PostgreSQL
/// manual, chapter "Lexical Structure", and psql's own way of counting `begin` and `end`.
struct ForeignScanner {
  enum Stop: Equatable {
    case semicolon
    case endOfInput
    /// A `)` without its `(`: the end of `(select …)`.
    case closeParen
    /// A `}` outside everything: the end of the block the statement stands in.
    case closeBrace
    /// `${`
    case value
    /// `$[`
    case identifier
    /// A psql command behind the statement.
    case backslash
    /// The end of the line, where that ends the statement.
    case lineEnd
    /// A quote or comment without its end.
    case unterminated(String)
  }

  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int
  /// `${}` and `$[]` are holes; not so in plain `.sql` files.
  var hasHoles = true
  /// Off: a backslash escapes in `'…'`, as with `standard_conforming_strings = off`.
  var standardStrings = true
  /// A line end outside parentheses ends the statement.
  var lineEnds = false
  /// Count `begin` and `end`: the statement makes a function or procedure.
  var countsBlocks = false
  /// Where the quote, comment or parenthesis that is still open began.
  private(set) var openedAt = 0
  private(set) var parentheses: [Int] = []
  private var blockDepth = 0
  private var wordCount = 0
  private var makesRoutine = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  var isInsideBlock: Bool { blockDepth > 0 }

  @inline(__always)
  private func at(_ ahead: Int) -> UInt8 {
    let index = position &+ ahead
    return index < bytes.count ? bytes[index] : 0
  }

  /// Goes on from `position` to the next place that matters, and stands on it.
  mutating func next() -> Stop {
    let count = bytes.count
    while position < count {
      switch bytes[position] {
      case UInt8(ascii: "'"):
        if !skipText() { return unterminated("text") }
      case UInt8(ascii: "\""):
        if !skip(to: UInt8(ascii: "\"")) { return unterminated("quoted name") }
      case UInt8(ascii: "-") where at(1) == UInt8(ascii: "-"): skipLine()
      case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"):
        if !skipComment() { return unterminated("comment") }
      case UInt8(ascii: "$"):
        if let stop = dollar() { return stop }
      case UInt8(ascii: "("):
        parentheses.append(position)
        position += 1
      case UInt8(ascii: ")"):
        guard parentheses.popLast() != nil else { return .closeParen }
        position += 1
      case UInt8(ascii: ";"):
        if parentheses.isEmpty, blockDepth == 0 { return .semicolon }
        position += 1
      case UInt8(ascii: "}"):
        if parentheses.isEmpty, hasHoles { return .closeBrace }
        position += 1
      case UInt8(ascii: "\\"):
        return .backslash
      case 10 where lineEnds && parentheses.isEmpty: return .lineEnd
      case let byte:
        if countsBlocks, Bytes.isWordStart(byte) {
          word()
        } else {
          position &+= 1
        }
      }
    }
    return .endOfInput
  }

  private mutating func unterminated(_ what: String) -> Stop {
    position = bytes.count
    return .unterminated(what)
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 10 { position &+= 1 }
  }

  mutating func skip(to quote: UInt8) -> Bool {
    openedAt = position
    position += 1
    while position < bytes.count {
      if bytes[position] == quote {
        position += 1
        return true
      }
      position &+= 1
    }
    return false
  }

  /// Stands on the quote; looks back for the `E` that makes backslashes escape.
  mutating func skipText() -> Bool {
    var escapes = !standardStrings
    if position > 0, bytes[position - 1] | 0x20 == UInt8(ascii: "e") {
      if position < 2 || !isNamePart(bytes[position - 2]) { escapes = true }
    }
    guard escapes else { return skip(to: UInt8(ascii: "'")) }
    openedAt = position
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position &+= byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "'") { return true }
    }
    return false
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == UInt8(ascii: "$")
  }

  /// Comments nest, as PostgreSQL's do.
  mutating func skipComment() -> Bool {
    openedAt = position
    var depth = 0
    while position < bytes.count {
      if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if at(0) == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
        if depth == 0 { return true }
      } else {
        position += 1
      }
    }
    return false
  }

  mutating func dollar() -> Stop? {
    if hasHoles, at(1) == UInt8(ascii: "{") { return .value }
    if hasHoles, at(1) == UInt8(ascii: "[") { return .identifier }
    // Inside a name (`a$b`) it is a letter like others.
    if position > 0, isNamePart(bytes[position - 1]) {
      position += 1
      return nil
    }
    var end = position + 1
    if end < bytes.count, Bytes.isWordStart(bytes[end]) {
      while end < bytes.count, Bytes.isWord(bytes[end]) { end += 1 }
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
      position += 1
      return nil
    }
    openedAt = position
    let tag = position...end
    position = end + 1
    guard skip(past: tag) else { return unterminated("$-quoted text") }
    return nil
  }

  private mutating func skip(past tag: ClosedRange<Int>) -> Bool {
    let last = bytes.count - tag.count
    while position <= last {
      if bytes[position] == UInt8(ascii: "$") {
        var length = 1
        while length < tag.count,
          bytes[position + length] == bytes[tag.lowerBound + length]
        { length += 1 }
        if length == tag.count {
          position += tag.count
          return true
        }
      }
      position &+= 1
    }
    return false
  }

  /// psql's rule: `begin` and `case` open, `end` closes, in `create [or replace] function` and
  /// `procedure` only, outside parentheses.
  private mutating func word() {
    let start = position
    while position < bytes.count, isNamePart(bytes[position]) { position &+= 1 }
    wordCount += 1
    let length = position - start
    func isWord(_ text: StaticString) -> Bool {
      guard text.utf8CodeUnitCount == length else { return false }
      for index in 0..<length where bytes[start + index] | 0x20 != text.utf8Start[index] {
        return false
      }
      return true
    }
    if wordCount <= 4 {
      if isWord("function") || isWord("procedure") { makesRoutine = true }
      if wordCount == 2, !makesRoutine, !isWord("or") { countsBlocks = false }
    }
    guard makesRoutine, parentheses.isEmpty else { return }
    if isWord("begin") {
      blockDepth += 1
    } else if isWord("case") {
      if blockDepth > 0 { blockDepth += 1 }
    } else if isWord("end"), blockDepth > 0 {
      blockDepth -= 1
    }
  }
}
