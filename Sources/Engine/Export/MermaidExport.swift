/// A diagram as Mermaid's `erDiagram`, which many places that show Markdown draw.
///
/// Names stand in quotes. Of a column's name and type Mermaid takes little but letters and digits;
/// where that is not all, the column's remark has both as they are.
package enum MermaidExport {
  package static func text(_ snapshot: Snapshot) -> String {
    let diagram = Diagram(snapshot)
    let titles = Dictionary(uniqueKeysWithValues: diagram.entities.map { ($0.id, $0.title) })
    var lines = ["erDiagram"]
    for entity in diagram.entities {
      lines.append("  \(quoted(entity.title)) {")
      lines += entity.attributes.map { "    " + line($0) }
      lines.append("  }")
    }
    for relation in diagram.relations {
      let one = relation.isOptional ? "|o" : "||"
      let many = relation.isUnique ? "o|" : "o{"
      let names = [relation.to, relation.from].map { quoted(titles[$0] ?? "") }
      let label = quoted(relation.columns.joined(separator: ", "))
      lines.append("  \(names[0]) \(one)--\(many) \(names[1]) : \(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ attribute: Diagram.Attribute) -> String {
    let (type, name) = (word(attribute.type), word(attribute.name))
    let keys = [
      attribute.isPrimary ? "PK" : nil, attribute.isForeign ? "FK" : nil,
      attribute.isUnique ? "UK" : nil,
    ].compactMap { $0 }
    var remarks: [String] = []
    if type != attribute.type || name != attribute.name {
      remarks.append("\(attribute.name) \(attribute.type)")
    }
    if let comment = attribute.comment { remarks.append(comment) }
    return "\(type) \(name)" + (keys.isEmpty ? "" : " " + keys.joined(separator: ", "))
      + (remarks.isEmpty ? "" : " " + quoted(remarks.joined(separator: ": ")))
  }

  /// What Mermaid takes as the word of a column.
  private static func word(_ text: String) -> String {
    var word = ""
    for byte in text.utf8 {
      let isPlain =
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39
        || byte == 0x5F || byte == 0x28 || byte == 0x29 || byte == 0x5B || byte == 0x5D
      let letter = isPlain ? Unicode.Scalar(byte) : "_"
      // A run of what is not taken is one mark.
      if letter == "_", !isPlain, word.hasSuffix("_") { continue }
      word.unicodeScalars.append(letter)
    }
    let first = word.unicodeScalars.first
    if first.map({ !$0.properties.isAlphabetic && $0 != "_" }) ?? true { word = "_" + word }
    // These are words of the language, in any case.
    return ["pk", "fk", "uk"].contains(word.lowercased()) ? word + "_" : word
  }

  /// In quotes, with Mermaid's codes for what would end them or mean something.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "#": quoted += "#35;"
      case "\"": quoted += "#quot;"
      case "<": quoted += "#lt;"
      case ">": quoted += "#gt;"
      case "&": quoted += "#amp;"
      case "%": quoted += "#37;"
      case "\\": quoted += "#92;"
      case ";": quoted += "#59;"
      default:
        quoted.unicodeScalars.append(
          scalar.value < 32 || (127...159).contains(scalar.value) ? " " : scalar)
      }
    }
    return "\"\(quoted.isEmpty ? " " : quoted)\""
  }
}
