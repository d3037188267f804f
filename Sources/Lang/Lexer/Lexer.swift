/// Cuts a script into tokens, one at a time, from wherever the parser points it.
///
/// The parser drives it because the text changes language on the way: a foreign verb hands over to
/// the `ForeignScanner`, a command to bare words, and both hand back.
struct Lexer {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  /// The comments skipped before the token that was read last.
  var comments: [Comment] = []
  /// Why the last token is `.broken`.
  var problem: (message: String, hint: String?) = ("", nil)
  /// A blank line stands before the token that was read last, behind its last comment.
  private(set) var sawBlankLine = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    // A byte order mark, and a first line for the kernel.
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    if at(0) == UInt8(ascii: "#"), at(1) == UInt8(ascii: "!") { skipLine() }
  }

  /// Reads on from a place in the middle.
  private init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// One that reads on from here, to look ahead with. It holds nothing that must be counted, as
  /// a copy would.
  var ahead: Lexer { Lexer(bytes, at: position) }

  /// The next token without moving.
  func peek() -> Token {
    var ahead = ahead
    return ahead.next()
  }

  @inline(__always)
  func at(_ ahead: Int) -> UInt8 {
    let index = position &+ ahead
    return index < bytes.count ? bytes[index] : 0
  }

  var atEnd: Bool { position >= bytes.count }

  mutating func skipLine() {
    while position < bytes.count, bytes[position] != 10 { position += 1 }
  }

  mutating func next() -> Token {
    let start = position
    var startsLine = start == 0
    if !comments.isEmpty { comments.removeAll(keepingCapacity: true) }
    if let broken = skipBlanks(&startsLine) { return broken }
    let first = position
    let attached = first == start && first > 0 && !Bytes.isBlank(bytes[first - 1])
    var kind = scan()
    if position == first, kind != .end {
      position += 1
      kind = .unknown
    }
    return Token(
      kind: kind, keyword: kind == .word ? Keyword(bytes, first, position) : .none,
      span: Span(first, position), startsLine: startsLine, isAttached: attached)
  }

  /// Returns a token only for a comment without an end.
  private mutating func skipBlanks(_ startsLine: inout Bool) -> Token? {
    sawBlankLine = false
    // A line with a comment on it is not blank.
    var commentsSeen = comments.count
    var isBlank = startsLine
    while position < bytes.count {
      if comments.count > commentsSeen {
        commentsSeen = comments.count
        isBlank = false
      }
      switch bytes[position] {
      case 10:
        if isBlank { sawBlankLine = true }
        startsLine = true
        isBlank = true
        position += 1
      case 32, 9, 13, 12: position += 1
      case UInt8(ascii: "#"): lineComment(startsLine)
      case UInt8(ascii: "-") where at(1) == UInt8(ascii: "-"): lineComment(startsLine)
      case UInt8(ascii: "/") where at(1) == UInt8(ascii: "/") && at(2) == UInt8(ascii: "/"):
        lineComment(startsLine, isDocumentation: true)
      case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"):
        let start = position
        guard skipBlockComment() else {
          position = bytes.count
          problem = ("this comment has no end", "close it with */")
          return Token(
            kind: .broken, span: Span(start, start + 2), startsLine: startsLine, isAttached: false)
        }
        addComment(start, startsLine, false)
      default: return nil
      }
    }
    return nil
  }

  private mutating func lineComment(_ startsLine: Bool, isDocumentation: Bool = false) {
    let start = position
    skipLine()
    addComment(start, startsLine, isDocumentation)
  }

  private mutating func addComment(_ start: Int, _ startsLine: Bool, _ isDocumentation: Bool) {
    var end = position
    while end > start, bytes[end - 1] == 13 { end -= 1 }
    comments.append(
      Comment(
        span: Span(start, end), startsLine: startsLine, isDocumentation: isDocumentation,
        followsBlankLine: sawBlankLine))
    sawBlankLine = false
  }

  private mutating func skipBlockComment() -> Bool {
    var scanner = ForeignScanner(bytes, at: position)
    defer { position = scanner.position }
    return scanner.skipComment()
  }

  private mutating func take(_ count: Int, _ kind: Token.Kind) -> Token.Kind {
    position += count
    return kind
  }

  private mutating func scan() -> Token.Kind {
    guard position < bytes.count else { return .end }
    let byte = bytes[position]
    if Bytes.isWordStart(byte) {
      position += 1
      while position < bytes.count, Bytes.isWord(bytes[position]) { position += 1 }
      return .word
    }
    if Bytes.isDigit(byte) { return number() }
    switch byte {
    case UInt8(ascii: "\""):
      let isLong = at(1) == byte && at(2) == byte
      return isLong ? take(3, .longQuote) : take(1, .quote)
    case UInt8(ascii: "'"): return rawText()
    case UInt8(ascii: "("): return take(1, .openParen)
    case UInt8(ascii: ")"): return take(1, .closeParen)
    case UInt8(ascii: "["): return take(1, .openBracket)
    case UInt8(ascii: "]"): return take(1, .closeBracket)
    case UInt8(ascii: "{"): return take(1, .openBrace)
    case UInt8(ascii: "}"): return take(1, .closeBrace)
    case UInt8(ascii: ","): return take(1, .comma)
    case UInt8(ascii: ":"): return take(1, .colon)
    case UInt8(ascii: ";"): return take(1, .semicolon)
    case UInt8(ascii: "\\"): return take(1, .backslash)
    default: return symbol(byte)
    }
  }

  private mutating func symbol(_ byte: UInt8) -> Token.Kind {
    let second = at(1)
    let equals = UInt8(ascii: "=")
    switch byte {
    case UInt8(ascii: "+"): return second == equals ? take(2, .plusEqual) : take(1, .plus)
    case UInt8(ascii: "-"): return second == equals ? take(2, .minusEqual) : take(1, .minus)
    case UInt8(ascii: "*"): return second == equals ? take(2, .starEqual) : take(1, .star)
    case UInt8(ascii: "/"): return second == equals ? take(2, .slashEqual) : take(1, .slash)
    case UInt8(ascii: "%"): return second == equals ? take(2, .percentEqual) : take(1, .percent)
    case equals:
      if second == UInt8(ascii: ">") { return take(2, .arrow) }
      return second == equals ? take(2, .equalEqual) : take(1, .equal)
    case UInt8(ascii: "!"): return second == equals ? take(2, .notEqual) : take(1, .not)
    case UInt8(ascii: "<"):
      if second == UInt8(ascii: ">") { return take(2, .notEqual) }
      return second == equals ? take(2, .lessEqual) : take(1, .less)
    case UInt8(ascii: ">"): return second == equals ? take(2, .greaterEqual) : take(1, .greater)
    case UInt8(ascii: "&"): return second == byte ? take(2, .and) : take(1, .unknown)
    case UInt8(ascii: "|"): return second == byte ? take(2, .or) : take(1, .unknown)
    case UInt8(ascii: "?"):
      if second == byte { return at(2) == equals ? take(3, .coalesceEqual) : take(2, .coalesce) }
      return second == UInt8(ascii: ".") ? take(2, .questionDot) : take(1, .question)
    case UInt8(ascii: "."):
      guard second == byte else { return take(1, .dot) }
      return at(2) == UInt8(ascii: "<") ? take(3, .halfOpenRange) : take(2, .range)
    default: return .unknown
    }
  }

  private mutating func number() -> Token.Kind {
    let base: UInt8 = at(1) | 0x20
    if at(0) == 48, base == UInt8(ascii: "x") || base == UInt8(ascii: "b"), at(2) != 0 {
      position += 2
      while Bytes.isWord(at(0)) { position += 1 }
      return .int
    }
    var kind = Token.Kind.int
    digits()
    if at(0) == UInt8(ascii: "."), Bytes.isDigit(at(1)) {
      position += 1
      digits()
      kind = .decimal
    }
    if at(0) | 0x20 == UInt8(ascii: "e") {
      let sign = at(1) == UInt8(ascii: "+") || at(1) == UInt8(ascii: "-") ? 1 : 0
      if Bytes.isDigit(at(1 + sign)) {
        position += 1 + sign
        digits()
        kind = .float
      }
    }
    return kind
  }

  private mutating func digits() {
    while Bytes.isDigit(at(0)) || at(0) == 95 && Bytes.isDigit(at(1)) { position += 1 }
  }

  /// `'…'`: nothing in it is special but `''`.
  private mutating func rawText() -> Token.Kind {
    position += 1
    while position < bytes.count, bytes[position] != 10 {
      if bytes[position] == UInt8(ascii: "'") {
        guard at(1) == UInt8(ascii: "'") else { return take(1, .rawText) }
        position += 1
      }
      position += 1
    }
    problem = ("this text has no closing '", "text over several lines stands in \"\"\" … \"\"\"")
    return .broken
  }
}
