/// How an object is made and dropped that needs what needs it.
package struct StandIn: Sendable {
  /// Makes no more than what others can name.
  package let announcement: [Statement]
  /// Makes it whole, once they exist.
  package let completion: [Statement]
  package let dropping: Dropping

  package enum Dropping: Sendable {
    /// These make it no more than a name again: the others can go, then it can.
    case afterRetraction([Statement])
    /// These take all the others along.
    case together([Statement])
  }

  package init(announcement: [Statement], completion: [Statement], dropping: Dropping) {
    self.announcement = announcement
    self.completion = completion
    self.dropping = dropping
  }
}
