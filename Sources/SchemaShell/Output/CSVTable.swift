/// Prints a table as RFC 4180 has it, with a line of headings: for spreadsheets and other programs.
enum CSVTable {
  static func lines(_ model: TableModel) -> [String] {
    [line(model.columns.map(\.name))] + model.rows.map { row in line(row.map { $0 ?? "" }) }
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(field).joined(separator: ",")
  }

  private static func field(_ cell: String) -> String {
    // `\.` alone would end the data of a COPY that reads this file.
    let needsQuotes = cell == "\\." || cell.utf8.contains { ",\"\n\r".utf8.contains($0) }
    guard needsQuotes else { return cell }
    var quoted = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
