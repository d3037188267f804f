/// SQL that PostgreSQL or the engine wrote, cut into tokens by PostgreSQL's lexical rules.
///
/// A model shows definitions as a person would write them: lower case, names relative to `public`,
/// without what the block around them says already. That is done token by token, so that nothing
/// within quotes is ever touched. Models that people write are cut by the language's own lexer.
struct SQLTokens: Lexed {
  struct Token: Equatable {
    enum Kind {
      case word
      case quotedName
      /// `'text'`, `$$ … $$`.
      case text
      case number
      case symbol
      /// One of `( ) [ ] , . ;`.
      case punctuation
    }
    let kind: Kind
    let start: Int
    let end: Int
    /// How many brackets are open around it; a bracket counts as outside itself.
    let depth: Int
  }

  let bytes: [UInt8]
  private(set) var tokens: [Token] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
    var position = 0
    var depth = 0
    while let start = skipBlanks(from: position) {
      let (kind, end) = token(at: start)
      let byte = bytes[start]
      let closes = kind == .punctuation && (byte == ascii(")") || byte == ascii("]"))
      let opens = kind == .punctuation && (byte == ascii("(") || byte == ascii("["))
      if closes { depth = max(0, depth - 1) }
      tokens.append(Token(kind: kind, start: start, end: end, depth: depth))
      if opens { depth += 1 }
      position = end
    }
  }

  var count: Int { tokens.count }

  func text(_ index: Int) -> String {
    guard tokens.indices.contains(index) else { return "" }
    return String(decoding: bytes[tokens[index].start..<tokens[index].end], as: UTF8.self)
  }

  func depth(_ index: Int) -> Int { tokens.indices.contains(index) ? tokens[index].depth : 0 }

  func sort(_ index: Int) -> LexedSort? {
    guard tokens.indices.contains(index) else { return nil }
    return switch tokens[index].kind {
    case .word: .word
    case .quotedName: .quotedName
    case .punctuation: .punctuation
    case .text, .number, .symbol: .other
    }
  }

  /// Everything, words in lower case.
  var whole: String { text(0..<count, onOneLine: true) }

  /// The text of the tokens in a range, with the blanks between them as they are, words in lower
  /// case. `dropped` tokens are left out, together with the blanks in front of them; `onOneLine`
  /// keeps line breaks within brackets only, which is where a block's lines may have them.
  func text(
    _ range: Range<Int>, without dropped: Set<Int> = [], onOneLine: Bool = false
  ) -> String {
    var result: [UInt8] = []
    var previous: Int?
    for index in range where !dropped.contains(index) {
      let token = tokens[index]
      if let previous {
        let gap = bytes[tokens[index - 1].end..<token.start]
        // Behind something that was left out, one blank stands for all, unless none was there.
        if previous == index - 1 {
          result += onOneLine && token.depth == 0 && gap.contains(10) ? [ascii(" ")] : gap
        } else if needsBlank(previous, index) {
          result.append(ascii(" "))
        }
      }
      previous = index
      let text = bytes[token.start..<token.end]
      result += token.kind == .word ? text.map(lowercase)[...] : text
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func needsBlank(_ left: Int, _ right: Int) -> Bool {
    !isPunctuation(left, ".") && !isPunctuation(left, "(") && !isPunctuation(right, ")")
      && !isPunctuation(right, ".") && !isPunctuation(right, ",")
  }
}

/// The name inside a quoted one; nil when it has Unicode escapes.
func unquotedName(_ text: String) -> String? {
  guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else { return nil }
  var result: [UInt8] = []
  var skips = false
  for byte in text.utf8.dropFirst().dropLast() {
    if byte == ascii("\""), !skips {
      skips = true
      continue
    }
    skips = false
    result.append(byte)
  }
  return String(decoding: result, as: UTF8.self)
}

private func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }

private func lowercase(_ byte: UInt8) -> UInt8 {
  byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
}

extension SQLTokens {
  private func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private func skipBlanks(from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == ascii(" ") || (byte >= 9 && byte <= 13) {
        index += 1
      } else if byte == ascii("-"), at(index + 1) == byte {
        while index < bytes.count, bytes[index] != 10 { index += 1 }
      } else if byte == ascii("/"), at(index + 1) == ascii("*") {
        index = endOfComment(from: index)
      } else {
        return index
      }
    }
    return nil
  }

  private func endOfComment(from start: Int) -> Int {
    var (index, depth) = (start, 0)
    while index < bytes.count {
      if bytes[index] == ascii("/"), at(index + 1) == ascii("*") {
        depth += 1
        index += 2
      } else if bytes[index] == ascii("*"), at(index + 1) == ascii("/") {
        depth -= 1
        index += 2
        if depth == 0 { return index }
      } else {
        index += 1
      }
    }
    return index
  }

  private func token(at start: Int) -> (Token.Kind, Int) {
    let byte = bytes[start]
    let next = at(start + 1)
    switch byte {
    case ascii("'"): return (.text, closing(from: start, escapes: false))
    case ascii("\""): return (.quotedName, closing(from: start, escapes: false))
    case ascii("$"):
      if let end = endOfDollarQuote(from: start) { return (.text, end) }
    case ascii("("), ascii(")"), ascii("["), ascii("]"), ascii(","), ascii(";"):
      return (.punctuation, start + 1)
    case ascii("."):
      if !isDigit(next) { return (.punctuation, start + 1) }
    default: break
    }
    if next == ascii("'"), [ascii("e"), ascii("b"), ascii("x"), ascii("n")].contains(byte | 0x20) {
      return (.text, closing(from: start + 1, escapes: byte | 0x20 == ascii("e")))
    }
    if isWordStart(byte) {
      var end = start + 1
      while isWordStart(at(end)) || isDigit(at(end)) || at(end) == ascii("$") { end += 1 }
      return (.word, end)
    }
    if isDigit(byte) || byte == ascii(".") {
      var end = start + 1
      while isWordStart(at(end)) || isDigit(at(end)) || at(end) == ascii(".") { end += 1 }
      return (.number, end)
    }
    var end = start + 1
    while "+-*/<>=~!@#%^&|`?:".utf8.contains(at(end)) { end += 1 }
    return (.symbol, end)
  }

  private func closing(from start: Int, escapes: Bool) -> Int {
    let quote = bytes[start]
    var index = start + 1
    while index < bytes.count {
      if escapes, bytes[index] == ascii("\\") {
        index += 2
      } else if bytes[index] != quote {
        index += 1
      } else if at(index + 1) == quote {
        index += 2
      } else {
        return index + 1
      }
    }
    return bytes.count
  }

  private func endOfDollarQuote(from start: Int) -> Int? {
    var end = start + 1
    while isWordStart(at(end)) || end > start + 1 && isDigit(at(end)) { end += 1 }
    guard at(end) == ascii("$") else { return nil }
    let tag = bytes[start...end]
    var index = end + 1
    while index + tag.count <= bytes.count {
      if bytes[index] == ascii("$"), bytes[index..<(index + tag.count)].elementsEqual(tag) {
        return index + tag.count
      }
      index += 1
    }
    return bytes.count
  }

  private func isWordStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F || byte >= 0x80
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
