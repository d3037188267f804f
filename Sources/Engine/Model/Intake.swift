/// How a new object comes to rows that are there already, in others: it is made so that they wait
/// beside it, and gets them when all is in place.
package struct Intake: Sendable {
  package let creation: [Statement]
  /// Empty where nothing has to move.
  package let refill: [Statement]
  package let discard: [Statement]
  /// What goes, and keeps its rows until they are taken out.
  package let leaving: [ObjectID]
  /// What refers to rows that may move. It comes after that, and goes before it; what stays is out of
  /// the way where any do.
  package let referrers: [ObjectID]
}
