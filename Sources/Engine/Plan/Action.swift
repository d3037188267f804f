/// One node of a plan's graph: something done to one object, at one point in time.
struct Action: Hashable {
  enum Phase: Int, Comparable {
    /// Lets go of what is dropped, and stays.
    case letGo
    /// Made a mere name again, for others that it needs to go.
    case retract
    /// Dropped, or stepped aside.
    case remove
    case alter
    /// Made as a mere name, for others that it needs.
    case announce
    case create
    /// Rows put back into a replaced object.
    case refill
    /// What waits for everything that depends on the object.
    case finish
    /// The stepped-aside object goes.
    case discard

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }
  let phase: Phase
  let id: ObjectID
}
