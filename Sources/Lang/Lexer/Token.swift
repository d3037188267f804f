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
  var span: Span
  /// Only blanks stand before it on its line.
  var startsLine: Bool
  /// Something other than a blank stands right before it.
  var isAttached: Bool
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
