/// Reads libpq's keyword form: `host=localhost dbname='my app' password=it\'s`.
///
/// As with URLs, no message quotes the text, since a password may stand anywhere in it.
struct ConnectionKeywords {
  private(set) var parameters: [String: String] = [:]
  private var rest: Substring

  init(_ text: String) throws(DatabaseError) {
    rest = text[...]
    skipBlanks()
    while !rest.isEmpty {
      let keyword = rest.prefix { $0 != "=" && !$0.isWhitespace }
      rest = rest[keyword.endIndex...]
      skipBlanks()
      guard rest.first == "=", !keyword.isEmpty else {
        throw Self.failure("a keyword is not followed by =")
      }
      rest.removeFirst()
      skipBlanks()
      parameters[String(keyword)] = try value()
      skipBlanks()
    }
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0.isWhitespace }
  }

  private mutating func value() throws(DatabaseError) -> String {
    let isQuoted = rest.first == "'"
    if isQuoted { rest.removeFirst() }
    var value = ""
    while let next = rest.first {
      if isQuoted ? next == "'" : next.isWhitespace { break }
      rest.removeFirst()
      if next == "\\", let escaped = rest.popFirst() {
        value.append(escaped)
      } else {
        value.append(next)
      }
    }
    guard isQuoted else { return value }
    guard rest.popFirst() != nil else { throw Self.failure("a quote is not closed") }
    return value
  }

  private static func failure(_ reason: String) -> DatabaseError {
    DatabaseError(
      sqlstate: "08001", message: "the connection's keywords cannot be read: \(reason)",
      hint: "they look like host=localhost dbname=app user=me password='my secret'")
  }
}
