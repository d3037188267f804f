import Postgres

/// How a new partition comes to the rows of its whole that are there already: those in the part for
/// the rest, which PostgreSQL would refuse to leave there, and those in partitions that go, which
/// would be lost. A partition that is divided, or made one with others, keeps its rows so.
struct PartitionIntake {
  private let place: Inheritance
  private let leaving: [ObjectID]
  private let rest: ObjectID?
  private let referrers: [ObjectID]
  private let rows: BoundRows

  /// Nil where no such rows can be. `isKept` is asked what stays, changed or not, and `isLeaving` what
  /// is dropped from where it is.
  init?(
    of place: Inheritance, in diff: Diff, isKept: (ObjectID) -> Bool,
    isLeaving: (ObjectID) -> Bool
  ) {
    guard place.takesOverSiblings, diff.old[place.id] == nil, diff.new[place.child] is Table,
      let whole = diff.new[place.above] as? Table, isKept(place.above)
    else { return nil }
    // Before there was one of this name, no row can have gone to it.
    let before = diff.families.old.places(in: place.above).compactMap { $0 as? Inheritance }
      .filter { diff.old[$0.child] is Table }
    let leaving = before.map(\.child).sorted().filter { part in
      isLeaving(part) && BoundRows.hasRoom(in: place.child, forRowsOf: part, diff)
    }
    let rest = before.first { place in
      place.takesRest && isKept(place.child) && isKept(place.id)
    }?.child
    if leaving.isEmpty, rest == nil { return nil }
    (self.place, self.leaving, self.rest) = (place, leaving, rest)
    let users = rest.map { rest in
      [diff.families.old, diff.families.new].flatMap { $0.referrers(toRowsOf: rest) }.map(\.id)
    }
    referrers = Set(users ?? []).sorted()
    // Copies go and come with what they are copies of.
    let keys = referrers.filter(isKept).compactMap { diff.old[$0] as? Constraint }
      .filter { !$0.comesWithParent }
    rows = BoundRows(place: place, whole: whole, diff: diff, keys: keys)
  }

  var intake: Intake {
    let refill = rows.refill("rows that \(place.child) does not take", unless: rows.noneBelongs)
    let restoring = bringsKeysBack ? [rows.restoring(unless: rows.noneBelongs)] : []
    return Intake(
      creation: creation, refill: [refill], discard: restoring + [rows.discard], leaving: leaving,
      referrers: referrers)
  }

  /// Of several new ones, one does so for all.
  private var bringsKeysBack: Bool {
    let diff = rows.diff
    let new = diff.families.new.places(in: place.above).filter { other in
      diff.old[other.id] == nil && other.parent.map { diff.new[$0] is Table } ?? false
    }
    return !rows.keys.isEmpty && new.map(\.id).min() == place.id
  }

  private var creation: [Statement] {
    let moving = leaving.flatMap { rows.copyingOwn(from: $0) }
    guard let rest else { return [rows.making] + moving + place.create([]) }
    let isOld = rows.diff.old[place.child] != nil
    var attachment = place.attachment(hazards: isOld ? place.hazards : [.scans])
    attachment.subject = rest
    return [rows.making, rows.takingOwn(from: rest)] + moving + [attachment]
  }
}
