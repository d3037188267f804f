/// Which objects are parts of which wholes, and who refers to whose rows: each found by reference, for
/// a plan may have to do with many parts of one whole.
struct Families: Sendable {
  /// By the part.
  private var places: [ObjectID: [any SchemaObject]] = [:]
  /// By the whole.
  private var partPlaces: [ObjectID: [any SchemaObject]] = [:]
  /// By what is referred to.
  private var ties: [ObjectID: [any SchemaObject]] = [:]

  /// Of nothing.
  init() {}

  init(_ state: Snapshot) {
    for object in state.objects.values {
      if let target = object.refersTo { ties[target, default: []].append(object) }
      guard object.takesOverSiblings, let part = object.parent else { continue }
      places[part, default: []].append(object)
      for whole in object.needs { partPlaces[whole, default: []].append(object) }
    }
  }

  /// Where the object is a part.
  func places(of part: ObjectID) -> [any SchemaObject] { places[part] ?? [] }

  /// The places of its parts.
  func places(in whole: ObjectID) -> [any SchemaObject] { partPlaces[whole] ?? [] }

  /// The object and what its rows are seen through.
  func wholes(of part: ObjectID) -> [ObjectID] {
    [part] + places(of: part).flatMap(\.needs).flatMap(wholes)
  }

  /// What the object's rows lie in, where they do not lie in itself.
  func parts(of whole: ObjectID) -> [ObjectID] {
    places(in: whole).compactMap(\.parent).flatMap { [$0] + parts(of: $0) }
  }

  /// What refers to the object's own rows: those that it is seen through show them, and those that it
  /// is made of have them.
  func referrers(toRowsOf object: ObjectID) -> [any SchemaObject] {
    Set(wholes(of: object) + parts(of: object)).sorted().flatMap { referrers(to: $0) }
  }

  func referrers(to object: ObjectID) -> [any SchemaObject] { ties[object] ?? [] }
}
