import Lang
import Postgres

/// The data of `COPY … FROM STDIN` and `TO STDOUT`.
enum CopyData {
  private static let chunkSize = 1 << 16

  static func send(
    _ data: ArraySlice<UInt8>, _ sql: SQL, to connection: Connection
  ) throws -> Int? {
    var rest = data
    return try connection.copyIn(sql) {
      guard !rest.isEmpty else { return nil }
      let chunk = Array(rest.prefix(chunkSize))
      rest = rest.dropFirst(chunk.count)
      return chunk
    }
  }

  static func receive(
    _ sql: SQL, from connection: Connection, _ console: Console
  ) throws -> Int? {
    try connection.copyOut(sql) { bytes in
      let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
      console.output(String(decoding: line, as: UTF8.self))
    }
  }

  /// Whether `to stdout` stands in it, outside quotes and parentheses.
  static func goesToClient(_ call: ForeignCall) -> Bool {
    var previous = ""
    for case .raw(let text, _) in call.parts {
      for word in SQLWords(text) {
        if word == "stdout", previous == "to" { return true }
        previous = word
      }
    }
    return false
  }
}

/// The unquoted words of a piece of SQL, lower case, at no depth of parentheses.
struct SQLWords: Sequence, IteratorProtocol {
  private var rest: Substring
  private var depth = 0

  init(_ text: String) { rest = text[...] }

  mutating func next() -> String? {
    while let first = rest.first {
      switch first {
      case "(": depth += 1
      case ")": depth -= 1
      case "'", "\"":
        rest = rest.dropFirst().drop { $0 != first }
      case let character where character.isLetter || character == "_":
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest[word.endIndex...]
        guard depth == 0 else { continue }
        return word.lowercased()
      default: break
      }
      rest = rest.dropFirst()
    }
    return nil
  }
}
