/// One attribute that differs, in words.
package struct AttributeChange: Sendable, Equatable {
  package let attribute: String
  package let old: String
  package let new: String
}

/// One object that is in only one of two snapshots, or differs between them.
package struct Change: Sendable {
  package enum Sort: String, Sendable {
    case create
    case alter
    case drop
  }
  package let sort: Sort
  package let old: (any SchemaObject)?
  package let new: (any SchemaObject)?
  /// Each once.
  package let attributes: [AttributeChange]
  /// One for each of the kind's rules that there is something to do about: a stored property may
  /// have two.
  private let ruled: [AttributeChange]

  /// What has to be done about the attributes, in the order of the kind's rules.
  private(set) var remedies: [Remedy]
  /// Attributes whose remedy reaches the objects that inherit from this one.
  let inherited: Set<String>

  init(
    sort: Sort, old: (any SchemaObject)?, new: (any SchemaObject)?,
    attributes: [AttributeChange] = [], ruled: [AttributeChange] = [], remedies: [Remedy] = [],
    inherited: Set<String> = []
  ) {
    self.sort = sort
    self.old = old
    self.new = new
    self.attributes = attributes
    self.ruled = ruled
    self.remedies = remedies
    self.inherited = inherited
  }

  /// Leaves to `leader` what its own change brings about here.
  func following(_ leader: Change) -> Change {
    var copy = self
    for (index, attribute) in ruled.enumerated()
    where leader.inherited.contains(attribute.attribute) && leader.ruled.contains(attribute) {
      copy.remedies[index] = .alter([])
    }
    return copy
  }

  package var id: ObjectID { object.id }

  /// The object as it shall be, or as it was when it shall not be.
  package var object: any SchemaObject {
    guard let object = new ?? old else { preconditionFailure("a change of nothing") }
    return object
  }
}
