import Engine
import Postgres

/// A column as a line of its table's block, with the constraints that concern it alone.
struct ColumnLine {
  private let name: String
  private let type: String
  private let rest: String

  init(_ column: Column, parts: [Part], inline: [ConstraintLine], in model: ModelWriter) {
    let text = column.clause(parts)?.text ?? ""
    let bare = quoteIdentifier(column.id.name)
    name = Self.mustBeQuoted(bare) ? "\"\(bare)\"" : bare
    // The columns of a typed table have no type of their own.
    let isTyped = text.hasPrefix("\(bare) \(column.type)")
    type = isTyped ? model.tokens(column.type).whole : ""
    let opening = isTyped ? "\(bare) \(column.type)".utf8.count : bare.utf8.count
    let definition = model.tokens(String(Substring(text.utf8.dropFirst(opening))))
    var dropped: Set<Int> = []
    // One that has a name says more than a primary key does.
    if inline.contains(where: \.impliesNotNull),
      let place = definition.first(of: ["not null"], from: 0),
      definition.word(place - 2) != "constraint", !definition.hasPhrase("no inherit", at: place + 2)
    {
      dropped = [place, place + 1]
    }
    let options = definition.text(0..<definition.count, without: dropped, onOneLine: true)
    rest = ([options] + inline.map(\.line)).filter { !$0.isEmpty }.joined(separator: " ")
  }

  var nameWidth: Int { name.count }
  var typeWidth: Int { type.count }

  func text(nameWidth: Int, typeWidth: Int) -> String {
    if type.isEmpty { return rest.isEmpty ? name : name + " " + rest }
    let opening = name.padded(to: nameWidth) + "  "
    return opening + (rest.isEmpty ? type : type.padded(to: typeWidth) + "  " + rest)
  }

  /// A bare name that would be read as something else at the start of a line.
  private static func mustBeQuoted(_ name: String) -> Bool {
    if TableForm.continuations.contains(name) { return true }
    let words = TableForm.constraints + BlockForm.all.flatMap(\.leads)
    return words.contains { $0.split(separator: " ").first.map(String.init) == name }
      || TableAction.startsWith(name)
  }
}

extension String {
  func padded(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? self + String(repeating: " ", count: missing) : self
  }
}
