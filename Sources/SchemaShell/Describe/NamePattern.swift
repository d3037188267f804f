package import Postgres

/// A name as people type it to find things: `author`, `billing.*`, `"Odd Name"`.
///
/// Read as psql reads it: `*` and `?` stand for any text and any character, what is not quoted is
/// folded to lower case, a dot separates the schema. It becomes a regular expression for the server.
package struct NamePattern: Equatable {
  /// Nil: whatever the search path shows.
  package let schema: String?
  package let name: String

  package init(_ text: String) {
    var parts: [String] = []
    var part = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "." where !isQuoted:
        parts.append(part)
        part = ""
      case "*" where !isQuoted: part += ".*"
      case "?" where !isQuoted: part += "."
      case let character where NamePattern.isSpecial(character, isQuoted): part += "\\\(character)"
      default: part += isQuoted ? String(character) : character.lowercased()
      }
    }
    parts.append(part)
    name = parts.removeLast()
    // What stands in front of the schema can only be the database's own name.
    schema = parts.last
  }

  /// The name of exactly one thing, quoted or not as it is.
  package init(exactly parts: [String]) {
    let escaped = parts.map { part in
      part.map { NamePattern.isSpecial($0, true) ? "\\\($0)" : String($0) }.joined()
    }
    name = escaped.last ?? ""
    schema = escaped.dropLast().last
  }

  /// Unquoted, only `$` is special to a regular expression and likely in a name: the rest may be
  /// meant as one.
  private static func isSpecial(_ character: Character, _ isQuoted: Bool) -> Bool {
    isQuoted ? "|*+?()[]{}.^$\\".contains(character) : character == "$"
  }

  /// `relname ~ '^(author)$'` and what it takes to be seen, as a condition.
  package func condition(name column: SQL, schema schemaColumn: SQL, isVisible: SQL) -> SQL {
    var conditions: [SQL] = []
    if name != ".*" {
      conditions.append(
        "\(column) operator(pg_catalog.~) \(literal: "^(\(name))$") collate pg_catalog.default")
    }
    if let schema {
      if schema != ".*" {
        conditions.append(
          """
          \(schemaColumn) operator(pg_catalog.~) \(literal: "^(\(schema))$")
          collate pg_catalog.default
          """)
      }
    } else {
      conditions.append(isVisible)
    }
    return conditions.isEmpty ? "true" : conditions.joined(separator: " and ")
  }
}
