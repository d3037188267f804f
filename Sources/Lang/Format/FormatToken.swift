/// A piece of text that the formatter places: a token, a comment, or an atom that it may not look
/// into.
struct FormatToken {
  enum Role: Equatable {
    case word, value
    case open(UInt8)
    case close(UInt8)
    /// The `{` and `}` of a map.
    case openMap, closeMap
    case comma, semicolon, colon
    /// `.`, `?.`, `..`, `..<`: nothing stands around them.
    case tight
    case binary
    /// `!`, and a `-` that has no left side.
    case prefix
    case comment
    case foreign, declaration
  }

  var role: Role
  let span: Span
  /// How many line ends stand before it.
  let newlines: Int
  /// Nothing stands between it and what is before it.
  let isAttached: Bool
  var atom: FormatMap.Atom?
}

/// Cuts a parsed text into them: by the language's own lexer between the atoms.
struct FormatTokens {
  private(set) var tokens: [FormatToken] = []
  /// What stands before the first token and is no token: a byte order mark, `#!`.
  let headEnd: Int
  private let bytes: UnsafeBufferPointer<UInt8>
  private let map: FormatMap
  private var end: Int
  /// What the brackets that are open are: true for a map's.
  private var isMap: [Bool] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ map: FormatMap) {
    self.bytes = bytes
    self.map = map
    var lexer = Lexer(bytes)
    headEnd = lexer.position
    end = headEnd
    while true {
      let token = lexer.next()
      for comment in lexer.comments { add(.comment, comment.span) }
      guard token.kind != .end else { return }
      if let (atomEnd, atom) = map.atoms[token.span.start] {
        let span = Span(token.span.start, atomEnd)
        switch atom {
        case .plain: add(.value, span)
        case .foreign: add(.foreign, span, atom)
        case .declaration: add(.declaration, span, atom)
        }
        lexer.position = atomEnd
      } else {
        add(role(of: token), token.span)
      }
    }
  }

  private mutating func add(
    _ role: FormatToken.Role, _ span: Span, _ atom: FormatMap.Atom? = nil
  ) {
    var newlines = 0
    for index in end..<max(end, span.start) where bytes[index] == 10 { newlines += 1 }
    tokens.append(
      FormatToken(
        role: role, span: span, newlines: newlines, isAttached: span.start == end, atom: atom))
    end = span.end
  }

  private mutating func role(of token: Token) -> FormatToken.Role {
    switch token.kind {
    case .word: return .word
    case .int, .decimal, .float, .rawText, .quote, .longQuote, .backslash, .unknown, .broken, .end:
      return .value
    case .openParen: return .open(UInt8(ascii: "("))
    case .closeParen: return .close(UInt8(ascii: ")"))
    case .openBracket: return .open(UInt8(ascii: "["))
    case .closeBracket: return .close(UInt8(ascii: "]"))
    case .openBrace:
      isMap.append(map.maps.contains(token.span.start))
      return isMap.last == true ? .openMap : .open(UInt8(ascii: "{"))
    case .closeBrace: return isMap.popLast() == true ? .closeMap : .close(UInt8(ascii: "}"))
    case .comma: return .comma
    case .semicolon: return .semicolon
    case .colon: return map.conditionalEnds.contains(end) ? .binary : .colon
    case .dot, .questionDot, .range, .halfOpenRange: return .tight
    case .not: return .prefix
    case .minus:
      return map.statements.contains(token.span.start) || startsValue ? .prefix : .binary
    case .plus, .star, .slash, .percent, .equal, .equalEqual, .notEqual, .less, .lessEqual,
      .greater, .greaterEqual, .plusEqual, .minusEqual, .starEqual, .slashEqual, .percentEqual,
      .coalesceEqual, .and, .or, .coalesce, .question, .arrow:
      return .binary
    }
  }

  /// A value is awaited here, so a `-` belongs to what follows it.
  private var startsValue: Bool {
    guard let last = tokens.last(where: { $0.role != .comment }) else { return true }
    switch last.role {
    case .value, .close, .closeMap, .foreign, .declaration: return false
    case .word:
      let word = String(
        decoding: UnsafeBufferPointer(rebasing: bytes[last.span.start..<last.span.end]),
        as: UTF8.self)
      return reservedWords.contains(word) && !["true", "false", "null"].contains(word)
        || LanguageWord(rawValue: word) != nil && map.statements.contains(last.span.start)
    case .open, .openMap, .comma, .semicolon, .colon, .tight, .binary, .prefix: return true
    case .comment: return true
    }
  }
}
