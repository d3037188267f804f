/// Reads a `.env` file: `NAME=value` lines, as shells and most tools write them.
///
/// Known are comments, `export`, single and double quotes, escapes within double quotes, and
/// `${NAME}` for an earlier name or an environment variable. A bare `$` stays: passwords have them.
struct DotEnv {
  private(set) var variables: [String: String] = [:]

  init(_ text: String, environment: Environment) {
    for line in text.split(whereSeparator: \.isNewline) {
      read(line.drop { $0.isWhitespace }, environment: environment)
    }
  }

  private mutating func read(_ line: Substring, environment: Environment) {
    let line = line.hasPrefix("export ") ? line.dropFirst("export ".count) : line
    guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return }
    let name = line[..<equals].filter { !$0.isWhitespace }
    let text = line[line.index(after: equals)...].drop { $0.isWhitespace }
    switch text.first {
    case "'":
      variables[name] = String(text.dropFirst().prefix { $0 != "'" })
    case "\"":
      variables[name] = expanded(Self.unescaped(text.dropFirst()), environment: environment)
    default:
      variables[name] = expanded(Self.withoutComment(text), environment: environment)
    }
  }

  private static func unescaped(_ text: Substring) -> String {
    var value = ""
    var rest = text
    while let next = rest.popFirst(), next != "\"" {
      guard next == "\\", let escaped = rest.popFirst() else {
        value.append(next)
        continue
      }
      value.append(escaped == "n" ? "\n" : escaped)
    }
    return value
  }

  private static func withoutComment(_ text: Substring) -> String {
    var value = text
    if let comment = text.indices.first(where: { isComment(text, at: $0) }) {
      value = text[..<comment]
    }
    while value.last?.isWhitespace == true { value.removeLast() }
    return String(value)
  }

  /// A `#` behind a blank; any other belongs to the value.
  private static func isComment(_ text: Substring, at index: Substring.Index) -> Bool {
    guard text[index] == "#", index > text.startIndex else { return text[index] == "#" }
    return text[text.index(before: index)].isWhitespace
  }

  private func expanded(_ text: String, environment: Environment) -> String {
    var value = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      value += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else { return value + "${" + rest }
      let name = String(rest[..<end])
      value += variables[name] ?? environment[name] ?? ""
      rest = rest[rest.index(after: end)...]
    }
    return value + rest
  }
}
