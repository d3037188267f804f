import Engine

/// What statements say, layout and comments aside: the base of a migration's checksum.
enum MigrationTokens {
  /// A statement of SQL's. Unquoted words mean the same in any case.
  static func digest(sql text: String, and more: [String]) -> String {
    Migration.digest(tokens(of: text) + more)
  }

  /// Statements of the language.
  static func digest(_ texts: [String]) -> String {
    Migration.digest(texts.flatMap { tokens(of: withoutComments($0)) + [""] })
  }

  private static func tokens(of text: String) -> [String] {
    let lexed = SQLTokens(text)
    var tokens = lexed.tokens.indices.map { lexed.word($0) ?? lexed.text($0) }
    while tokens.last == ";" { tokens.removeLast() }
    return tokens
  }

  /// The text without its `#` comments, which SQL does not know; within quotes nothing is one.
  private static func withoutComments(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "#")) else { return text }
    var result: [UInt8] = []
    var quote: UInt8?
    var isComment = false
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if isComment {
        guard byte == UInt8(ascii: "\n") else { continue }
        isComment = false
      } else if quote != nil {
        if byte == quote { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "#"), previous == 0x20 || (previous >= 9 && previous <= 13) {
        isComment = true
        continue
      }
      result.append(byte)
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }
}
