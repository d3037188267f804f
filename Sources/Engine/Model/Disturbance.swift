/// What happens to an object that others need.
package struct Disturbance: Sendable {
  package enum Cause: Sendable {
    case replaced
    case altered
    /// A part of it changes its type, and what computes with its values has to be out of the way.
    case reshaped
  }
  package let object: any SchemaObject
  package let cause: Cause
  /// What comes in its place under the same name; nil when it goes away.
  package let replacement: (any SchemaObject)?
  /// The dependant as it shall be; nil when it goes away.
  package let successor: (any SchemaObject)?
}

/// What a dependant does about a disturbance.
package enum Response: Sendable {
  /// It is dropped before and created after.
  case rebuild
  /// It can only be rebuilt together with the object that it belongs to.
  case rebuildParent
  /// It stays, and statements attach it to the new object; the last ones do so when all that
  /// depends on it is in place.
  case reattach([Statement], late: [Statement] = [])
  /// It stays: the first statements let go of the old object, the next take hold of the new one,
  /// the last do so when all that depends on it is in place. What depends on it does not notice.
  case letGo([Statement], takeHold: [Statement] = [], late: [Statement] = [])
  /// The same, but whatever depends on it has to be out of the way from the first to the next.
  case stepOut([Statement], back: [Statement])
  /// PostgreSQL carries it along by itself.
  case stay
}

/// How a replaced object's contents outlive it: the old one steps aside into a schema of its own,
/// the new one is made and filled, then the old one goes.
package struct Retirement: Sendable {
  package let stepAside: [Statement]
  /// What makes the new one; nil where it is made as any other.
  package let creation: [Statement]?
  package let refill: [Statement]
  package let discard: [Statement]
  /// What goes, and keeps its rows until they are taken out.
  package let leaving: [ObjectID]

  package init(
    stepAside: [Statement], creation: [Statement]? = nil, refill: [Statement],
    discard: [Statement], leaving: [ObjectID] = []
  ) {
    self.stepAside = stepAside
    self.creation = creation
    self.refill = refill
    self.discard = discard
    self.leaving = leaving
  }

  /// Where objects wait that are about to be replaced.
  package static func schema(of id: ObjectID) -> String {
    // One for each schema that they come from: there their names are their own.
    "schemashell_retired_" + (id.names.first ?? "")
  }
}
