/// Lays names out in columns, read downwards, as `ls` does: for a list of completions.
package enum Columns {
  package static func lines(_ names: [String], width: Int) -> [String] {
    guard !names.isEmpty else { return [] }
    let cell = (names.map(DisplayWidth.of).max() ?? 0) + 2
    let across = max(1, width / cell)
    let down = (names.count + across - 1) / across
    return (0..<down).map { row in
      var line = ""
      for index in stride(from: row, to: names.count, by: down) {
        line += names[index]
        guard index + down < names.count else { continue }
        line += String(repeating: " ", count: cell - DisplayWidth.of(names[index]))
      }
      return line
    }
  }
}
