import Engine

/// What separates two schemas, a sentence a difference: for reports that a person reads top down.
struct DifferenceWords {
  /// Which two are held side by side; the first is what is there, the second what should be.
  enum Case {
    /// What the migrations make, and the models.
    case models
    /// Where a downgrade leads, and where its upgrade came from.
    case wayBack
    /// The live database, and what the migrations make.
    case database
  }

  static func lines(_ diff: Diff, _ context: Case) -> [String] {
    let sorts = Dictionary(uniqueKeysWithValues: diff.changes.map { ($0.id, $0.sort) })
    return diff.changes.flatMap { change -> [String] in
      // What belongs to an object that is missing as a whole goes with it.
      if let parent = change.object.parent, sorts[parent] == change.sort, change.sort != .alter {
        return []
      }
      return sentences(change, context)
    }
  }

  private static func sentences(_ change: Change, _ context: Case) -> [String] {
    switch (change.sort, context) {
    case (.create, .models): return ["\(change.id) should exist, but no migration makes it"]
    case (.create, .wayBack): return ["\(change.id) is not brought back"]
    case (.create, .database): return ["\(change.id) is missing"]
    case (.drop, .models): return ["\(change.id) should not exist, but the migrations make it"]
    case (.drop, .wayBack): return ["\(change.id) is left behind"]
    case (.drop, .database): return ["\(change.id) is there, and no migration makes it"]
    case (.alter, _):
      guard !change.attributes.isEmpty else { return ["\(change.id) is another kind of object"] }
      return change.attributes.map { "\(change.id): " + words($0, context) }
    }
  }

  private static func words(_ attribute: AttributeChange, _ context: Case) -> String {
    let name = attribute.attribute
    switch context {
    case .models:
      return "expected '\(attribute.new)' for '\(name)', but the migrations yield "
        + "'\(attribute.old)'"
    case .wayBack: return "'\(name)' is '\(attribute.old)' and was '\(attribute.new)'"
    case .database:
      return "'\(name)' is '\(attribute.old)', but the migrations yield '\(attribute.new)'"
    }
  }
}
