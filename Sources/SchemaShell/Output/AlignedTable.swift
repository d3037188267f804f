/// Prints a table as psql does: centred headings, a rule, numbers to the right, `+` where a cell
/// goes on in the next line.
struct AlignedTable {
  private let model: TableModel
  private let style: Style
  private let headings: [CellText]
  private let cells: [[CellText]]
  private let widths: [Int]

  init(_ model: TableModel, null: String, style: Style) {
    self.model = model
    self.style = style
    headings = model.columns.map { CellText($0.name) }
    cells = model.rows.map { row in row.map { CellText($0 ?? null) } }
    var widths = headings.map(\.width)
    for row in cells {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.width) }
    }
    self.widths = widths
  }

  var lines: [String] {
    var lines: [String] = []
    if let title = model.title { lines += centred(title).cutIntoLines }
    lines += headingLines
    lines.append(rule)
    for row in cells { lines += rowLines(row) }
    lines += model.footers ?? [model.rowCountText]
    lines.append("")
    return lines
  }

  private var totalWidth: Int {
    widths.reduce(0, +) + max(0, 3 * widths.count - 1)
  }

  private func centred(_ title: String) -> String {
    let width = CellText(title).width
    return spaces((totalWidth - width) / 2) + style.apply(.heading, to: title)
  }

  private var rule: String {
    "-" + widths.map { String(repeating: "-", count: $0) }.joined(separator: "-+-") + "-"
  }

  private var headingLines: [String] {
    let height = headings.map(\.lines.count).max() ?? 0
    return (0..<height).map { index in
      zip(headings, widths).map { heading, width in
        guard index < heading.lines.count else { return spaces(width + 2) }
        let line = heading.lines[index]
        let rest = width - line.width
        let goesOn = index + 1 < heading.lines.count
        return " " + spaces(rest / 2) + style.apply(.heading, to: line.text)
          + spaces((rest + 1) / 2) + (goesOn ? "+" : " ")
      }.joined(separator: "|")
    }
  }

  private func rowLines(_ row: [CellText]) -> [String] {
    let height = row.map(\.lines.count).max() ?? 0
    return (0..<height).map { index in
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1
        let goesOn = index + 1 < cell.lines.count
        line += " "
        line += piece(of: cell, at: index, in: column, isPadded: !isLast || goesOn)
        if goesOn { line += "+" } else if !isLast { line += " " }
        if !isLast { line += "|" }
      }
      return line
    }
  }

  private func piece(
    of cell: CellText, at index: Int, in column: Int, isPadded: Bool
  ) -> String {
    guard index < cell.lines.count else { return isPadded ? spaces(widths[column]) : "" }
    let line = cell.lines[index]
    let rest = spaces(widths[column] - line.width)
    if model.columns[column].isRightAligned { return rest + line.text }
    return isPadded ? line.text + rest : line.text
  }
}
