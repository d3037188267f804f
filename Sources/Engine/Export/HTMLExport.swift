import Postgres

/// A schema's documentation as one page that needs nothing else: a drawing, and a section for each
/// object that stands for itself, with what is said about it.
package struct HTMLExport {
  private let snapshot: Snapshot
  private let comments: [ObjectID: String]
  private let diagram: Diagram

  package static func text(_ snapshot: Snapshot, title: String) -> String {
    HTMLExport(snapshot).page(title)
  }

  private init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    diagram = Diagram(snapshot)
    comments = Dictionary(
      snapshot.all(Comment.self).map { ($0.target, $0.text) },
      uniquingKeysWith: { first, _ in first })
  }

  private static let style = """
    body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#222}
    h2{margin-top:2em;border-bottom:1px solid #ccc}h2 small{color:#777;font-weight:normal}
    table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #ddd;padding:.2em .6em;
    text-align:left;vertical-align:top}th{background:#f3f5f8}code,pre{font:13px/1.4 monospace}
    pre{background:#f7f7f7;padding:.6em;overflow:auto}nav ul{columns:3;list-style:none;padding:0}
    .drawing{overflow:auto;border:1px solid #ddd}
    """

  private func page(_ title: String) -> String {
    let roots = sections
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width\">",
      "<title>\(escapedMarkup(title))</title>", "<style>\(Self.style)</style>", "</head>", "<body>",
      "<h1>\(escapedMarkup(title))</h1>",
    ]
    if !diagram.entities.isEmpty {
      lines += ["<div class=\"drawing\">", SVGExport.drawing(of: diagram) + "</div>"]
    }
    lines += ["<nav>", "<ul>"]
    for (index, root) in roots.enumerated() {
      lines.append(
        "<li><a href=\"#o\(index + 1)\">\(escapedMarkup(Diagram.title(root.id)))</a> "
          + "\(escapedMarkup(root.id.kind.rawValue))</li>")
    }
    lines += ["</ul>", "</nav>"]
    for (index, root) in roots.enumerated() { lines += section(root, "o\(index + 1)") }
    return (lines + ["</body>", "</html>"]).joined(separator: "\n") + "\n"
  }

  /// What stands for itself, in the order of the kinds; what every database has says nothing.
  private var sections: [any SchemaObject] {
    let ranks = Dictionary(
      uniqueKeysWithValues: ObjectKinds.all.enumerated().map { ($1.kind, $0) })
    return snapshot.objects.values
      .filter { $0.parent == nil && ($0.id.names != ["public"] || comments[$0.id] != nil) }
      .sorted { (ranks[$0.id.kind] ?? 0, $0.id) < (ranks[$1.id.kind] ?? 0, $1.id) }
  }

  private func section(_ object: any SchemaObject, _ anchor: String) -> [String] {
    var lines = [
      "<h2 id=\"\(anchor)\">\(escapedMarkup(Diagram.title(object.id))) "
        + "<small>\(escapedMarkup(object.id.kind.rawValue))</small></h2>"
    ]
    lines += comments[object.id].map { ["<p>\(text($0))</p>"] } ?? []
    let columns = snapshot.all(Column.self).filter { $0.table == object.id }
      .sorted { $0.position < $1.position }
    if !columns.isEmpty { lines += table(columns) }
    lines += attributes(object)
    var rest = snapshot.children(of: object.id).filter {
      $0.id.kind != Column.kind && $0.id.kind != Comment.kind && $0.id.kind != ViewColumn.kind
    }
    rest.sort { ($0.id.kind, $0.id) < ($1.id.kind, $1.id) }
    guard !rest.isEmpty else { return lines }
    lines.append("<table><tr><th>What</th><th>Name</th><th>Definition</th><th>Remark</th></tr>")
    for child in rest {
      lines.append(
        "<tr><td>\(escapedMarkup(child.id.kind.rawValue))</td><td>\(escapedMarkup(child.id.name))</td>"
          + "<td><code>\(text(summary(child)))</code></td><td>\(text(comments[child.id] ?? ""))</td></tr>"
      )
    }
    return lines + ["</table>"]
  }

  private func table(_ columns: [Column]) -> [String] {
    let defaults = Dictionary(
      snapshot.all(ColumnDefault.self).map { ($0.column, $0.expression) },
      uniquingKeysWith: { first, _ in first })
    let marks = diagram.entities.first { $0.id == columns[0].table }?.attributes ?? []
    let rows = columns.map { column in
      let own = marks.first { $0.name == column.id.name }
      let words = [
        own?.isPrimary == true ? "primary key" : nil, own?.isForeign == true ? "foreign key" : nil,
        own?.isUnique == true ? "unique" : nil, column.isNotNull ? "not null" : nil,
        column.identity == nil ? nil : "identity",
        (column.generated ?? defaults[column.id]).map {
          (column.generated == nil ? "default " : "generated as ") + $0
        },
      ]
      return "<tr><td>\(escapedMarkup(column.id.name))</td>"
        + "<td><code>\(escapedMarkup(column.type))</code></td>"
        + "<td>\(escapedMarkup(words.compactMap { $0 }.joined(separator: ", ")))</td>"
        + "<td>\(text(comments[column.id] ?? ""))</td></tr>"
    }
    return ["<table><tr><th>Column</th><th>Type</th><th></th><th>Remark</th></tr>"] + rows
      + ["</table>"]
  }

  /// What is known of an object beside its name: long texts as they are, the rest in a line.
  private func attributes(_ object: any SchemaObject) -> [String] {
    let known = object.shownAttributes
    let long = known.filter { $0.value.contains("\n") || $0.value.count > 60 }
    let short = known.filter { !long.map(\.name).contains($0.name) }
      .map { "\($0.name): \($0.value)" }.joined(separator: "; ")
    return (short.isEmpty ? [] : ["<p><code>\(escapedMarkup(short))</code></p>"])
      + long.map { "<pre>\(escapedMarkup($0.value))</pre>" }
  }

  private func summary(_ object: any SchemaObject) -> String {
    let known = object.shownAttributes
    if let definition = known.first(where: { $0.name == "definition" || $0.name == "expression" }) {
      return definition.value
    }
    return known.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
  }

  /// Text with its line breaks.
  private func text(_ text: String) -> String {
    escapedMarkup(text).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "<br>\n")
  }
}

extension SchemaObject {
  /// What is compared of it and is not the usual.
  fileprivate var shownAttributes: [(name: String, value: String)] {
    toldAttributes.filter { !$0.value.isEmpty && $0.value != "none" && $0.value != "false" }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
