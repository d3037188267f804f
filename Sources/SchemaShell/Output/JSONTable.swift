import Lang

/// Prints a table as a JSON array with one object a row, a row a line: for other programs.
enum JSONTable {
  static func lines(_ model: TableModel) -> [String] {
    guard !model.rows.isEmpty else { return ["[]"] }
    let names = model.columns.map { JSONText.string($0.key) + ":" }
    let last = model.rows.count - 1
    let rows = model.rows.enumerated().map { index, row in
      let pairs = row.enumerated().map { column, cell in
        names[column] + value(cell, model.columns[column].content)
      }
      return " {" + pairs.joined(separator: ",") + (index == last ? "}" : "},")
    }
    return ["["] + rows + ["]"]
  }

  private static func value(_ cell: String?, _ content: TableModel.Content) -> String {
    guard let cell else { return "null" }
    switch content {
    case .text: return JSONText.string(cell)
    // NaN and Infinity are numbers to PostgreSQL, but not to JSON.
    case .number: return JSONText.isNumber(cell) ? cell : JSONText.string(cell)
    case .truth: return cell == "t" ? "true" : cell == "f" ? "false" : JSONText.string(cell)
    case .json: return cell
    }
  }
}

/// The few words of JSON that output is made of.
package enum JSONText {
  /// Values that are JSON already, under their names.
  package static func object(_ pairs: [(String, String)]) -> String {
    "{" + pairs.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  package static func array(_ values: [String]) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  package static func string(_ text: String) -> String {
    var quoted = ""
    JSON.quoted(text, into: &quoted)
    return quoted
  }

  /// Whether a number as PostgreSQL writes it is one in JSON too.
  package static func isNumber(_ text: String) -> Bool {
    var digits = Substring(text)
    if digits.hasPrefix("-") { digits.removeFirst() }
    guard let first = digits.first, first.isASCII, first.isNumber else { return false }
    return digits.allSatisfy { $0.isASCII && ($0.isNumber || ".e+-E".contains($0)) }
  }
}
