import Engine

/// A comparison as JSON, for programs: one object a change.
enum ChangeJSON {
  static func lines(_ comparison: Comparison) -> [String] {
    let changes = comparison.diff.changes
    guard !changes.isEmpty else { return ["[]"] }
    let last = changes.count - 1
    return ["["]
      + changes.enumerated().map { index, change in
        " " + object(change, comparison) + (index == last ? "" : ",")
      } + ["]"]
  }

  private static func object(_ change: Change, _ comparison: Comparison) -> String {
    let attributes = change.attributes.map { attribute in
      "{\"attribute\":\(JSONText.string(attribute.attribute)),"
        + "\"old\":\(JSONText.string(attribute.old)),\"new\":\(JSONText.string(attribute.new))}"
    }
    let name = change.id.names.map(JSONText.string).joined(separator: ",")
    let losses = comparison.losses(of: change.id).map(JSONText.string).joined(separator: ",")
    return
      "{\"sort\":\"\(change.sort.rawValue)\",\"kind\":\(JSONText.string(change.id.kind.rawValue)),"
      + "\"name\":[\(name)],\"attributes\":[\(attributes.joined(separator: ","))],"
      + "\"destroys\":[\(losses)]}"
  }
}
