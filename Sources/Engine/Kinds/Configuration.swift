import Postgres

/// Settings that a routine, role or database carries along, `name=value` as the catalogs keep them.
enum Configuration {
  /// Settings whose value is a list of names, each quoted on its own.
  private static let lists: Set<String> = [
    "local_preload_libraries", "search_path", "session_preload_libraries",
    "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
  ]

  /// `work_mem to '4MB'`, `search_path to 'app', 'pg_temp'`.
  static func assignment(_ entry: String) -> SQL {
    let (name, half) = Options.halves(entry)
    let value = half ?? ""
    guard lists.contains(name.lowercased()) else {
      return "\(name: name) to \(literal: value)"
    }
    let items = elements(value)
    // A list without elements is written as one empty string.
    if items.isEmpty { return "\(name: name) to ''" }
    return "\(name: name) to \(items.map { SQL("\(literal: $0)") }.joined())"
  }

  /// The elements of `"$user", public`, without their quotes.
  private static func elements(_ list: String) -> [String] {
    var elements: [String] = []
    var current = String.UnicodeScalarView()
    var isQuoted = false
    var wasQuoted = false
    for character in list.unicodeScalars {
      switch character {
      case "\"":
        // Two quotes inside quotes stand for one: the first closes, the second opens again.
        if !isQuoted, wasQuoted { current.append(character) }
        isQuoted.toggle()
        wasQuoted = true
      case "," where !isQuoted:
        elements.append(String(current))
        current = String.UnicodeScalarView()
        wasQuoted = false
      case " " where !isQuoted: break
      default: current.append(character)
      }
    }
    if wasQuoted || !current.isEmpty { elements.append(String(current)) }
    return elements
  }
}
