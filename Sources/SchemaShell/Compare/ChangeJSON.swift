import Engine

/// A comparison as JSON, for programs: one object a change, and what the plan cannot see to.
enum ChangeJSON {
  static func lines(_ comparison: Comparison) -> [String] {
    let objects =
      comparison.moves.map(object) + comparison.diff.changes.map { object($0, comparison) }
    let missing = JSONText.array(comparison.diff.missing.map { JSONText.string($0.description) })
    let lacking = JSONText.array(
      comparison.diff.lacking.map { lack in
        JSONText.object([
          ("what", JSONText.string(lack.novelty.name)),
          ("of", JSONText.string(lack.id.description)),
          ("since", "\(lack.novelty.version)"),
        ])
      })
    let left = comparison.notCompared.map { ($0.name, "\($0.count)") }
    let end =
      "],\"missing\":\(missing),\"lacking\":\(lacking),\"not_compared\":\(JSONText.object(left))}"
    guard !objects.isEmpty else { return ["{\"changes\":[" + end] }
    let last = objects.count - 1
    return ["{\"changes\":["]
      + objects.enumerated().map { index, object in " " + object + (index == last ? "" : ",") }
      + [end]
  }

  private static func object(_ move: Renaming.Move) -> String {
    JSONText.object([
      ("sort", JSONText.string("rename")), ("kind", JSONText.string(move.new.kind.rawValue)),
      ("name", JSONText.array(move.new.names.map(JSONText.string))),
      ("was", JSONText.array(move.old.names.map(JSONText.string))), ("attributes", "[]"),
      ("destroys", "[]"),
    ])
  }

  private static func object(_ change: Change, _ comparison: Comparison) -> String {
    let attributes = change.attributes.map { attribute in
      JSONText.object([
        ("attribute", JSONText.string(attribute.attribute)),
        ("old", JSONText.string(attribute.old)), ("new", JSONText.string(attribute.new)),
      ])
    }
    return JSONText.object([
      ("sort", JSONText.string(change.sort.rawValue)),
      ("kind", JSONText.string(change.id.kind.rawValue)),
      ("name", JSONText.array(change.id.names.map(JSONText.string))),
      ("attributes", JSONText.array(attributes)),
      ("destroys", JSONText.array(comparison.losses(of: change.id).map(JSONText.string))),
    ])
  }
}
