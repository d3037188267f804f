/// A diagram as a drawing that any browser shows: each table a box, those that are referred to left
/// of those that refer.
package enum SVGExport {
  package static func text(_ snapshot: Snapshot) -> String { drawing(of: Diagram(snapshot)) }

  private struct Box {
    let entity: Diagram.Entity
    let x: Int
    let y: Int
    let width: Int
    let height: Int
  }

  private static let row = 20
  private static let letter = 8

  static func drawing(of diagram: Diagram) -> String {
    let boxes = Self.boxes(of: diagram)
    let width = (boxes.map { $0.x + $0.width }.max() ?? 0) + 20
    let height = (boxes.map { $0.y + $0.height }.max() ?? 0) + 20
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" font-family=\"monospace\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    let places = Dictionary(uniqueKeysWithValues: boxes.map { ($0.entity.id, $0) })
    for relation in diagram.relations {
      guard let from = places[relation.from], let to = places[relation.to] else { continue }
      lines += line(relation, from, to)
    }
    return (lines + boxes.flatMap { Self.lines(of: $0) } + ["</svg>"]).joined(separator: "\n")
      + "\n"
  }

  // MARK: - Where

  /// A column of boxes for each length of the way to what refers to nothing.
  private static func boxes(of diagram: Diagram) -> [Box] {
    var depths = Dictionary(uniqueKeysWithValues: diagram.entities.map { ($0.id, 0) })
    // Circles end by the count of rounds.
    for _ in 0..<min(12, diagram.entities.count) {
      for relation in diagram.relations where relation.from != relation.to {
        let depth = (depths[relation.to] ?? 0) + 1
        if depth <= 12 { depths[relation.from] = max(depths[relation.from] ?? 0, depth) }
      }
    }
    var boxes: [Box] = []
    var x = 20
    for depth in Set(depths.values).sorted() {
      let column = diagram.entities.filter { depths[$0.id] == depth }
      let width = column.map { Self.width(of: $0) }.max() ?? 0
      var y = 20
      for entity in column {
        let height = (entity.attributes.count + 1) * row + 8
        boxes.append(Box(entity: entity, x: x, y: y, width: width, height: height))
        y += height + 30
      }
      x += width + 110
    }
    return boxes
  }

  private static func width(of entity: Diagram.Entity) -> Int {
    let lines =
      entity.attributes.map { $0.name.count + $0.type.count + 6 } + [entity.title.count + 2]
    return (lines.max() ?? 0) * letter + 20
  }

  // MARK: - How

  private static func lines(of box: Box) -> [String] {
    let entity = box.entity
    func text(_ x: Int, _ y: Int, _ text: String, _ extra: String = "") -> String {
      "<text x=\"\(x)\" y=\"\(y)\"\(extra)>\(escapedMarkup(text))</text>"
    }
    var lines = [
      "<g>",
      "<title>\(escapedMarkup(entity.comment ?? entity.title))</title>",
      "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\" "
        + "rx=\"4\" fill=\"#fafafa\" stroke=\"#444444\"/>",
      "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(row + 2)\" rx=\"4\" "
        + "fill=\"#dde6f0\" stroke=\"#444444\"/>",
      text(box.x + 8, box.y + 16, entity.title, " font-weight=\"bold\""),
    ]
    for (index, attribute) in entity.attributes.enumerated() {
      let y = box.y + (index + 2) * row
      let mark = attribute.isPrimary ? "PK" : attribute.isForeign ? "FK" : ""
      if !mark.isEmpty { lines.append(text(box.x + 8, y, mark, " fill=\"#8a5a00\"")) }
      lines.append(text(box.x + 34, y, attribute.name))
      lines.append(
        text(
          box.x + box.width - 8, y, attribute.type + (attribute.isNotNull ? "" : " ?"),
          " text-anchor=\"end\" fill=\"#666666\""))
    }
    return lines + ["</g>"]
  }

  private static func line(_ relation: Diagram.Relation, _ from: Box, _ to: Box) -> [String] {
    func place(_ box: Box, _ column: String?) -> Int {
      let index = box.entity.attributes.firstIndex { $0.name == column } ?? -1
      return box.y + (index + 1) * row + row / 2 + 4
    }
    let isLeft = to.x < from.x
    let start = (x: isLeft ? from.x : from.x + from.width, y: place(from, relation.columns.first))
    let end = (x: to.x + to.width, y: to.y + row / 2)
    let bend = max(30, abs(start.x - end.x) / 2)
    let path =
      "M \(start.x) \(start.y) C \(start.x + (isLeft ? -bend : bend)) \(start.y) "
      + "\(end.x + bend) \(end.y) \(end.x) \(end.y)"
    let many = relation.isUnique ? "0..1" : "0..n"
    let one = relation.isOptional ? "0..1" : "1"
    return [
      "<path d=\"\(path)\" fill=\"none\" stroke=\"#7788aa\">"
        + "<title>\(escapedMarkup(relation.name))</title></path>",
      "<text x=\"\(start.x + (isLeft ? -32 : 4))\" y=\"\(start.y - 4)\" font-size=\"10\">\(many)</text>",
      "<text x=\"\(end.x + 4)\" y=\"\(end.y - 4)\" font-size=\"10\">\(one)</text>",
    ]
  }
}
