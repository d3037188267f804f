import Engine

/// A comparison as JSON, for programs: one object a change.
enum ChangeJSON {
  static func lines(_ comparison: Comparison) -> [String] {
    let objects =
      comparison.moves.map(object) + comparison.diff.changes.map { object($0, comparison) }
    guard !objects.isEmpty else { return ["[]"] }
    let last = objects.count - 1
    return ["["]
      + objects.enumerated().map { index, object in " " + object + (index == last ? "" : ",") }
      + ["]"]
  }

  private static func object(_ move: Renaming.Move) -> String {
    func list(_ names: [String]) -> String { names.map(JSONText.string).joined(separator: ",") }
    return
      "{\"sort\":\"rename\",\"kind\":\(JSONText.string(move.new.kind.rawValue)),"
      + "\"name\":[\(list(move.new.names))],\"was\":[\(list(move.old.names))],"
      + "\"attributes\":[],\"destroys\":[]}"
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
