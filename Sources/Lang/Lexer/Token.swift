/// The smallest piece of a script: what it is, and where.
///
/// It owns no text; whoever needs it asks the source for the span.
struct Token {
  enum Kind: UInt8 {
    case end, word, int, decimal, float
    /// `'…'`, complete.
    case rawText
    /// The opening `"` or `"""`; the parser reads the rest, for it may hold expressions.
    case quote, longQuote
    case plus, minus, star, slash, percent
    case equal, equalEqual, notEqual, less, lessEqual, greater, greaterEqual
    case plusEqual, minusEqual, starEqual, slashEqual, percentEqual, coalesceEqual
    case not, and, or, coalesce, question, questionDot, arrow
    case dot, range, halfOpenRange, comma, colon, semicolon
    case openParen, closeParen, openBracket, closeBracket, openBrace, closeBrace
    case backslash
    /// A byte the language has no use for.
    case unknown
    /// Text or a comment without its end; the message is with the lexer.
    case broken
  }

  var kind: Kind
  /// Which word of the language a word is.
  var keyword = Keyword.none
  var span: Span
  /// Only blanks stand before it on its line.
  var startsLine: Bool
  /// Something other than a blank stands right before it.
  var isAttached: Bool
}

/// Words that can name nothing. The lexer tells them, so that the parser compares no letters.
enum Keyword: UInt8 {
  case none
  case and, or, not, `in`, `if`, `else`, `func`, `catch`, finally, null, `true`, `false`
  /// Those that only start statements: `let`, `while`, …
  case statement

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
    @inline(__always)
    func isWord(_ word: StaticString) -> Bool {
      guard end - start == word.utf8CodeUnitCount else { return false }
      for offset in 0..<(end - start) where bytes[start + offset] != word.utf8Start[offset] {
        return false
      }
      return true
    }
    self = .none
    switch bytes[start] {
    case UInt8(ascii: "a"): if isWord("and") { self = .and }
    case UInt8(ascii: "b"): if isWord("break") { self = .statement }
    case UInt8(ascii: "c"):
      if isWord("catch") { self = .catch } else if isWord("continue") { self = .statement }
    case UInt8(ascii: "e"): if isWord("else") { self = .else }
    case UInt8(ascii: "f"):
      if isWord("for") {
        self = .statement
      } else if isWord("func") {
        self = .func
      } else if isWord("false") {
        self = .false
      } else if isWord("finally") {
        self = .finally
      }
    case UInt8(ascii: "i"): if isWord("if") { self = .if } else if isWord("in") { self = .in }
    case UInt8(ascii: "l"): if isWord("let") { self = .statement }
    case UInt8(ascii: "n"): if isWord("not") { self = .not } else if isWord("null") { self = .null }
    case UInt8(ascii: "o"): if isWord("or") { self = .or }
    case UInt8(ascii: "r"): if isWord("return") { self = .statement }
    case UInt8(ascii: "t"):
      if isWord("true") { self = .true } else if isWord("try") { self = .statement }
    case UInt8(ascii: "v"): if isWord("var") { self = .statement }
    case UInt8(ascii: "w"): if isWord("while") { self = .statement }
    default: break
    }
  }
}

/// A comment the lexer skipped: documentation and the formatter want it.
struct Comment {
  var span: Span
  /// Only blanks stand before it on its line.
  var startsLine: Bool
  var isDocumentation: Bool
  /// A blank line stands before it.
  var followsBlankLine = false
}

/// What bytes are good for.
enum Bytes {
  @inline(__always)
  static func isWordStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 97 && byte | 0x20 <= 122 || byte == 95 || byte >= 0x80
  }

  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 13 || byte == 10 || byte == 12
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte - 48)
    case 65...70: UInt32(byte - 55)
    case 97...102: UInt32(byte - 87)
    default: nil
    }
  }
}
