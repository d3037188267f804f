/// What `describe` shows as JSON: for each object its columns, and the groups of lines below them
/// under their headings.
///
/// ```
/// {"title":"Table \"public.author\"","columns":[{"column":"id", …}],
///  "sections":{"Indexes":["\"author_pkey\" PRIMARY KEY, btree (id)"]},"notes":[]}
/// ```
enum DescriptionJSON {
  static func lines(_ tables: [TableModel]) -> [String] {
    let rows = tables.enumerated().map { " " + object($1) + ($0 == tables.count - 1 ? "" : ",") }
    return ["["] + rows + ["]"]
  }

  private static func object(_ table: TableModel) -> String {
    var sections: [(name: String, lines: [String])] = []
    var notes: [String] = []
    for line in table.footers ?? [] {
      if line.hasPrefix("    "), !sections.isEmpty {
        sections[sections.count - 1].lines.append(String(line.dropFirst(4)))
      } else if line.hasSuffix(":") {
        sections.append((String(line.dropLast()), []))
      } else {
        notes.append(line)
      }
    }
    let columns = JSONTable.lines(table).joined().dropFirst().dropLast()
    let grouped = sections.map { ($0.name, JSONText.array($0.lines.map(JSONText.string))) }
    return JSONText.object([
      ("title", JSONText.string(table.title ?? "")), ("columns", "[\(columns)]"),
      ("sections", JSONText.object(grouped)),
      ("notes", JSONText.array(notes.map(JSONText.string))),
    ])
  }
}
