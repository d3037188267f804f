import Postgres

/// How the rows of a partition whose bounds change stay in their whole: those that no longer belong
/// there wait in a table of their own, and go back by way of the whole when all its partitions have
/// their new bounds.
struct BoundChange {
  let old: Inheritance
  let new: Inheritance
  private let rows: BoundRows
  /// Parts that go, whose rows may belong here now.
  private let leaving: [ObjectID]

  /// Nil where nothing can be told of the rows, or none have to move.
  init?(from old: Inheritance, to new: Inheritance, in diff: Diff, with retiring: Set<ObjectID>) {
    guard let bound = new.bound, old.bound != nil, !retiring.contains(old.child),
      !retiring.contains(old.above), diff.old[old.child] is Table, diff.new[old.child] is Table,
      let whole = diff.new[old.above] as? Table, diff.old[old.above] is Table,
      old.bound != bound || new.takesRest && Self.isChanging(old.above, in: diff)
    else { return nil }
    (self.old, self.new) = (old, new)
    rows = BoundRows(place: new, whole: whole, diff: diff)
    // What has no place but the one for the rest goes with its part.
    leaving = new.takesRest ? [] : Self.leaving(old.above, for: old.child, in: diff)
  }

  private static func leaving(
    _ whole: ObjectID, for part: ObjectID, in diff: Diff
  ) -> [ObjectID] {
    let gone = diff.families.old.places(in: whole).compactMap(\.parent).filter {
      diff.new[$0] == nil && diff.old[$0] is Table
        && BoundRows.hasRoom(in: part, forRowsOf: $0, diff)
    }
    if gone.isEmpty { return [] }
    // One that steps aside for another of its name is not found by it.
    let claimed = Set(diff.changes.flatMap { $0.sort == .create ? $0.object.claims : [] })
    return gone.filter { claimed.isDisjoint(with: diff.old[$0]?.claims ?? []) }.sorted()
  }

  private static func isChanging(_ whole: ObjectID, in diff: Diff) -> Bool {
    diff.changes.contains { change in
      guard let old = change.old as? Inheritance, let new = change.new as? Inheritance else {
        return false
      }
      return new.above == whole && old.bound != new.bound
    }
  }

  var retirement: Retirement {
    Retirement(
      stepAside: old.drop(),
      creation: [
        rows.making,
        Statement(
          rows.takingStrays(from: new.child), lock: .rowExclusive,
          hazards: [.scans, .rewritesUnless("they belong there still")]
            + rows.ruleHazards(of: old.child),
          reach: Reach(.accessShare)),
      ] + leaving.flatMap { rows.copyingOwn(from: $0) } + [new.attachment(hazards: [.scans])],
      refill: [
        rows.refill(
          "rows of \(new.child) that belong nowhere",
          unless: "all of them stayed where they were")
      ],
      discard: [rows.discard], leaving: leaving)
  }
}
