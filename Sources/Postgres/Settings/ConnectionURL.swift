/// Reads `postgres://user:password@host:port,host:port/database?keyword=value`.
///
/// libpq could do it, but its messages quote the URL, password included, and it takes the first `@`
/// for the end of a password where people mean the last. No message made here quotes the text.
struct ConnectionURL {
  private(set) var parameters: [String: String] = [:]

  static func isURL(_ text: String) -> Bool {
    schemes.contains { text.hasPrefix($0) }
  }

  private static let schemes = ["postgres://", "postgresql://"]

  init(_ text: String) throws(DatabaseError) {
    guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }) else {
      throw Self.failure("it does not start with postgres:// or postgresql://")
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let tail = rest[authority.endIndex...]
    let path = tail.prefix { $0 != "?" }
    let query = tail[path.endIndex...].dropFirst()

    let at = authority.lastIndex(of: "@")
    guard at != nil || !path.contains("@") else {
      throw Self.failure("there is an @ behind the host")
    }
    if let at { try readUser(authority[..<at]) }
    try readHosts(at.map { authority[authority.index(after: $0)...] } ?? authority)
    let database = try decoded(path.dropFirst(), of: "database")
    if !database.isEmpty { parameters["dbname"] = database }
    try readQuery(query)
  }

  private mutating func readUser(_ text: Substring) throws(DatabaseError) {
    let user = text.prefix { $0 != ":" }
    if !user.isEmpty { parameters["user"] = try decoded(user, of: "user") }
    guard user.endIndex != text.endIndex else { return }
    let password = try decoded(text[user.endIndex...].dropFirst(), of: "password")
    if !password.isEmpty { parameters["password"] = password }
  }

  /// Hosts and ports become two lists with commas, as libpq's keywords want them.
  private mutating func readHosts(_ text: Substring) throws(DatabaseError) {
    guard !text.isEmpty else { return }
    var hosts: [String] = []
    var ports: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      var host = part.prefix { $0 != ":" }
      var rest = part[host.endIndex...]
      if part.hasPrefix("[") {
        guard let bracket = part.firstIndex(of: "]") else {
          throw Self.failure("the ] behind an IPv6 address is missing")
        }
        host = part[..<bracket].dropFirst()
        rest = part[part.index(after: bracket)...]
      }
      guard rest.isEmpty || rest.hasPrefix(":"), rest.dropFirst().allSatisfy(\.isASCIIDigit) else {
        throw Self.failure("the port is not a number")
      }
      hosts.append(try decoded(host, of: "host"))
      ports.append(String(rest.dropFirst()))
    }
    if hosts.contains(where: { !$0.isEmpty }) {
      parameters["host"] = hosts.joined(separator: ",")
    }
    if ports.contains(where: { !$0.isEmpty }) {
      parameters["port"] = ports.joined(separator: ",")
    }
  }

  private mutating func readQuery(_ query: Substring) throws(DatabaseError) {
    for pair in query.split(separator: "&") {
      guard let equals = pair.firstIndex(of: "=") else {
        throw Self.failure("a part behind the ? has no =")
      }
      let keyword = try decoded(pair[..<equals], of: "keyword")
      let value = try decoded(pair[pair.index(after: equals)...], of: keyword)
      // The form that other drivers use.
      if keyword == "ssl" {
        parameters["sslmode"] = value == "true" ? "require" : "disable"
      } else {
        parameters[keyword] = value
      }
    }
  }

  private func decoded(_ text: Substring, of part: String) throws(DatabaseError) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(Self.hexValue),
        let low = rest.popFirst().flatMap(Self.hexValue), high * 16 + low != 0
      else {
        throw Self.failure("a % in the \(part) is not followed by two hexadecimal digits")
      }
      bytes.append(high * 16 + low)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func failure(_ reason: String) -> DatabaseError {
    DatabaseError(
      sqlstate: "08001", message: "the connection URL cannot be read: \(reason)",
      hint: "it looks like postgres://user:password@host:5432/database; in user and password, "
        + "write % as %25, / as %2F, ? as %3F, @ as %40, : as %3A")
  }
}

extension Character {
  var isASCIIDigit: Bool { self >= "0" && self <= "9" && isASCII }
}
