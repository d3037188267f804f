/// Reads `database.yaml`: `username`, `password`, `host`, `port`, `databaseName`, `sslmode`.
///
/// The file is a flat list of names and plain values, so no YAML library stands behind it: the one
/// there is brings Foundation along, which every start of the program would pay for. What goes
/// beyond that list is refused, with its line, and not guessed at.
struct DatabaseYAML {
  private(set) var parameters: [String: String] = [:]
  /// What the file is called in messages.
  private let name: String

  private static let keywords = [
    "username": "user", "user": "user", "password": "password", "host": "host", "port": "port",
    "databaseName": "dbname", "database": "dbname", "dbname": "dbname", "sslmode": "sslmode",
    "ssl-mode": "sslmode",
  ]

  init(_ text: String, name: String = "database.yaml") throws(DatabaseError) {
    self.name = name
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      try read(line, number: index + 1)
    }
    guard !parameters.isEmpty else {
      throw failure("none of its lines names a part of a connection")
    }
  }

  private mutating func read(_ line: Substring, number: Int) throws(DatabaseError) {
    let content = line.drop { $0.isWhitespace }
    if content.isEmpty || content.hasPrefix("#") || content == "---" || content == "..." { return }
    guard content.startIndex == line.startIndex, !content.hasPrefix("-"),
      let colon = content.firstIndex(of: ":")
    else { throw failure("line \(number) is not of the form `name: value`") }
    let name = String(content[..<colon].filter { !$0.isWhitespace })
    let behind = content[content.index(after: colon)...]
    guard behind.first?.isWhitespace ?? true else {
      throw failure("line \(number) needs a blank behind the colon")
    }
    // Other names may be there for other programs.
    guard let keyword = Self.keywords[name] else { return }
    guard let value = Self.scalar(behind.drop { $0.isWhitespace }) else {
      throw failure("the value in line \(number) is not a plain or quoted text on one line")
    }
    parameters[keyword] = value.isEmpty ? nil : value
  }

  /// A value; "" for none, nil for what is not understood.
  private static func scalar(_ text: Substring) -> String? {
    switch text.first {
    case "'": return singleQuoted(text.dropFirst())
    case "\"": return doubleQuoted(text.dropFirst())
    case "|", ">", "{", "[", "&", "*", "!", "%", "@", "`": return nil
    default: break
    }
    var value = text
    if text.hasPrefix("#") { value = "" }
    if let comment = text.firstRange(of: " #") { value = text[..<comment.lowerBound] }
    while value.last?.isWhitespace == true { value.removeLast() }
    return value == "~" || value == "null" ? "" : String(value)
  }

  private static func singleQuoted(_ text: Substring) -> String? {
    var value = ""
    var rest = text
    while let next = rest.popFirst() {
      if next == "'" {
        guard rest.first == "'" else { return isEnd(rest) ? value : nil }
        rest.removeFirst()
      }
      value.append(next)
    }
    return nil
  }

  private static func doubleQuoted(_ text: Substring) -> String? {
    var value = ""
    var rest = text
    while let next = rest.popFirst() {
      if next == "\"" { return isEnd(rest) ? value : nil }
      guard next == "\\" else {
        value.append(next)
        continue
      }
      switch rest.popFirst() {
      case "n": value.append("\n")
      case "t": value.append("\t")
      case "\"": value.append("\"")
      case "\\": value.append("\\")
      case "/": value.append("/")
      default: return nil
      }
    }
    return nil
  }

  private static func isEnd(_ text: Substring) -> Bool {
    let rest = text.drop { $0.isWhitespace }
    return rest.isEmpty || rest.hasPrefix("#")
  }

  private func failure(_ reason: String) -> DatabaseError {
    DatabaseError(
      sqlstate: "08001", message: "\(name) cannot be read: \(reason)",
      hint: "it has lines such as `host: localhost`, with the names username, password, host, "
        + "port, databaseName, sslmode")
  }
}
