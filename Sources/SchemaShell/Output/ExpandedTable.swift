/// Prints each row as a block of its own, a line for each column, as psql's `\x` does: for rows
/// that are wider than the screen.
struct ExpandedTable {
  private let model: TableModel
  private let null: String
  private let style: Style
  private let headings: [CellText]
  private let headingWidth: Int

  init(_ model: TableModel, null: String, style: Style) {
    self.model = model
    self.null = null
    self.style = style
    headings = model.columns.map { CellText($0.name) }
    headingWidth = headings.map(\.width).max() ?? 0
  }

  var lines: [String] {
    var lines: [String] = []
    if let title = model.title { lines += style.apply(.heading, to: title).cutIntoLines }
    guard !model.rows.isEmpty else { return lines + [model.rowCountText, ""] }
    let cells = model.rows.map { row in row.map { CellText($0 ?? null) } }
    let cellWidth = cells.joined().map(\.width).max() ?? 0
    for (index, row) in cells.enumerated() {
      lines.append(style.apply(.dim, to: recordRule(index + 1, cellWidth)))
      for (heading, cell) in zip(headings, row) { lines += pair(heading, cell, cellWidth) }
    }
    return lines + (model.footers.map { [""] + $0 } ?? []) + [""]
  }

  /// `-[ RECORD 1 ]-+----`: the cross stands where the columns' bars stand, as far as it fits.
  private func recordRule(_ number: Int, _ cellWidth: Int) -> String {
    let name = "-[ RECORD \(number) ]"
    var rule = name
    rule += String(repeating: "-", count: max(0, headingWidth - name.count))
    var excess = max(0, name.count - headingWidth)
    for piece in ["-", "+", "-"] {
      if excess <= 0 { rule += piece }
      excess -= 1
    }
    return rule + String(repeating: "-", count: max(0, cellWidth - max(0, excess)))
  }

  private func pair(_ heading: CellText, _ cell: CellText, _ cellWidth: Int) -> [String] {
    (0..<max(heading.lines.count, cell.lines.count)).map { index in
      headingPiece(heading, index) + "|" + cellPiece(cell, index, cellWidth)
    }
  }

  private func headingPiece(_ heading: CellText, _ index: Int) -> String {
    guard index < heading.lines.count else { return spaces(headingWidth + 1) }
    let line = heading.lines[index]
    let goesOn = index + 1 < heading.lines.count
    return style.apply(.heading, to: line.text) + spaces(headingWidth - line.width)
      + (goesOn ? "+" : " ")
  }

  private func cellPiece(_ cell: CellText, _ index: Int, _ cellWidth: Int) -> String {
    guard index < cell.lines.count else { return "" }
    let line = cell.lines[index]
    guard index + 1 < cell.lines.count else { return " " + line.text }
    return " " + line.text + spaces(cellWidth - line.width) + "+"
  }
}
