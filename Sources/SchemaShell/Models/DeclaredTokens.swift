import Lang

/// Tokens of a declaration that a person wrote.
struct DeclaredTokens: Lexed {
  let source: Source
  private let tokens: [DeclarationToken]
  private let depths: [Int]

  init(_ source: Source, _ tokens: [DeclarationToken]) {
    self.source = source
    self.tokens = tokens
    var depth = 0
    depths = tokens.map { token in
      guard token.kind == .punctuation else { return depth }
      let byte = source.bytes[token.span.start]
      if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") { depth = max(0, depth - 1) }
      defer { if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { depth += 1 } }
      return depth
    }
  }

  var count: Int { tokens.count }

  func span(_ index: Int) -> Span { tokens[index].span }

  /// From the first token of a range to its last.
  func span(_ range: Range<Int>) -> Span {
    range.isEmpty
      ? Span(0, 0) : tokens[range.lowerBound].span.joined(tokens[range.upperBound - 1].span)
  }

  func text(_ index: Int) -> String {
    tokens.indices.contains(index) ? source[tokens[index].span] : ""
  }

  func depth(_ index: Int) -> Int { depths.indices.contains(index) ? depths[index] : 0 }

  func sort(_ index: Int) -> LexedSort? {
    guard tokens.indices.contains(index) else { return nil }
    return switch tokens[index].kind {
    case .word: .word
    case .quotedName: .quotedName
    case .punctuation: .punctuation
    case .text, .number, .symbol: .other
    }
  }

  /// Nothing but blanks stands between the token and the one before it.
  func isBlank(before index: Int) -> Bool {
    guard index > 0 else { return true }
    return source.bytes[tokens[index - 1].span.end..<tokens[index].span.start].allSatisfy {
      $0 == 0x20 || ($0 >= 9 && $0 <= 13)
    }
  }

  func without(_ range: Range<Int>) -> DeclaredTokens {
    var rest = tokens
    rest.removeSubrange(range)
    return DeclaredTokens(source, rest)
  }
}
