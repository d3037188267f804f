/// How an object is made and dropped that needs what needs it.
package struct StandIn: Sendable {
  /// Makes no more than what others can name.
  package let announcement: [Statement]
  /// Makes it whole, once they exist.
  package let completion: [Statement]
  /// Drops it together with them.
  package let dropWithOthers: [Statement]

  package init(
    announcement: [Statement], completion: [Statement], dropWithOthers: [Statement]
  ) {
    self.announcement = announcement
    self.completion = completion
    self.dropWithOthers = dropWithOthers
  }
}
