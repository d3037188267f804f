/// A diagram for Graphviz: `schemashell export dot | dot -Tpng`.
///
/// Nodes are numbered and names stand in labels of markup only, where nothing but markup has a
/// meaning: a quote or a backslash in a name needs no rule of its own.
package enum DotExport {
  package static func text(_ snapshot: Snapshot) -> String {
    let diagram = Diagram(snapshot)
    var nodes: [ObjectID: String] = [:]
    var lines = [
      "digraph schema {", "  rankdir=RL;",
      "  node [shape=plain, fontname=\"sans-serif\"];",
      "  edge [dir=both, fontname=\"sans-serif\", fontsize=10];",
    ]
    for (index, entity) in diagram.entities.enumerated() {
      nodes[entity.id] = "t\(index + 1)"
      let rows = entity.attributes.map { attribute in
        "<tr><td align=\"left\">\(name(attribute))</td>"
          + "<td align=\"left\">\(label(attribute.type))</td>"
          + "<td align=\"left\">\(marks(attribute))</td></tr>"
      }
      lines.append(
        "  t\(index + 1) [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">"
          + "<tr><td colspan=\"3\"><b>\(label(entity.title))</b></td></tr>" + rows.joined()
          + "</table>>];")
    }
    for relation in diagram.relations {
      guard let from = nodes[relation.from], let to = nodes[relation.to] else { continue }
      let tail = relation.isUnique ? "teeodot" : "crowodot"
      let head = relation.isOptional ? "teeodot" : "teetee"
      lines.append(
        "  \(from) -> \(to) [label=<\(label(relation.columns.joined(separator: ", ")))>, "
          + "arrowtail=\(tail), arrowhead=\(head)];")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func name(_ attribute: Diagram.Attribute) -> String {
    attribute.isPrimary ? "<u>\(label(attribute.name))</u>" : label(attribute.name)
  }

  private static func marks(_ attribute: Diagram.Attribute) -> String {
    [
      attribute.isPrimary ? "PK" : nil, attribute.isForeign ? "FK" : nil,
      attribute.isUnique ? "UK" : nil, attribute.isNotNull ? nil : "null",
    ].compactMap { $0 }.joined(separator: " ").nonEmpty ?? " "
  }

  /// A label of markup may not be empty, and a line of it is one line.
  private static func label(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : String($0) }.joined()
    return escapedMarkup(line).nonEmpty ?? " "
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
