/// What the language itself brings, as tables for the reference: made from the declarations that
/// run, so that neither can say what the other does not.
package enum Reference {
  /// `| ceil(x) | The smallest whole number … |` for all functions.
  package static var functions: String {
    table(
      BuiltinFunctions.all.sorted { $0.name < $1.name }.map { ($0.usage, $0.summary) },
      head: "Function")
  }

  /// A table of methods for each type, under a heading.
  package static var methods: String {
    types.map { type, place in
      let rows = BuiltinMethods.families.compactMap { $0.table[place] }.sorted { $0.name < $1.name }
        .map { (".\($0.usage)", $0.summary) }
      return "### \(type)\n\n" + table(rows, head: "Method")
    }.joined(separator: "\n\n")
  }

  /// The words that belong to the language wherever they stand, and those that start statements.
  package static var keywords: [String] {
    Set(reservedWords).union(LanguageWord.allCases.map(\.rawValue)).sorted()
  }

  /// Words that start a statement of the language and no line of the foreign one.
  package static let ownWords: Set<String> = [
    "let", "var", "func", "print", "try", "fail", "assert", "include", "exit", "break", "continue",
  ]

  /// The types that have methods, with their place in a method's table.
  private static let types: [(String, Int)] = [
    ("Text", Int(Layout.text)), ("Numbers", Int(Layout.int)), ("Decimals", Int(Layout.decimal)),
    ("Floats", Int(Layout.double)), ("Lists", Int(Layout.list)), ("Maps", Int(Layout.map)),
    ("Ranges", Int(Layout.range)),
  ]

  private static func table(_ rows: [(String, String)], head: String) -> String {
    let lines = rows.map { usage, summary in
      "| `\(escaped(usage))` | \(escaped(summary)) |"
    }
    return (["| \(head) | |", "|-|-|"] + lines).joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
