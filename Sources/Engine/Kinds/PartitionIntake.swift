import Postgres

/// How a new partition comes to the rows of its whole that are there already: those in the part for
/// the rest, which PostgreSQL would refuse to leave there, and those in partitions that go, which
/// would be lost. A partition that is divided, or made one with others, keeps its rows so.
struct PartitionIntake {
  private let place: Inheritance
  private let leaving: [ObjectID]
  private let rest: ObjectID?
  private let isRestReferred: Bool
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
    let before = diff.old.places(in: place.above).filter { diff.old[$0.child] is Table }
    let leaving = before.map(\.child).filter { part in
      isLeaving(part) && Self.hasRoom(in: place.child, forRowsOf: part, diff)
    }
    let rest = before.first { place in
      place.takesRest && isKept(place.child) && isKept(place.id)
    }?.child
    if leaving.isEmpty, rest == nil { return nil }
    (self.place, self.leaving, self.rest) = (place, leaving, rest)
    rows = BoundRows(place: place, whole: whole, diff: diff)
    // Whoever refers to its rows would have to be out of the way, only to find that there are none.
    isRestReferred =
      rest.map { part in
        let users = Set(diff.old.wholes(of: part) + diff.old.parts(of: part))
        return [diff.old, diff.new].contains { state in
          state.objects.values.contains { $0.refersTo.map(users.contains) ?? false }
        }
      } ?? false
  }

  var intake: Intake {
    let refill = rows.refill("rows that \(place.child) does not take", unless: noneBelongs)
    return Intake(
      creation: creation, refill: movesRows ? [refill] : [],
      discard: movesRows ? [rows.discard] : [], leaving: leaving)
  }

  private var creation: [Statement] {
    let moving = leaving.map { part in
      statement(rows.copyingOwn(from: part), about: part)
    }
    guard let rest else { return [rows.making] + moving + place.create([]) }
    let isOld = rows.diff.old[place.child] != nil
    var attachment = place.attachment(hazards: isOld ? place.hazards : [.scans])
    attachment.subject = rest
    if isRestReferred {
      attachment.hazards.append(.mayFail("rows of \(rest) that belong to \(place.child)"))
      return (moving.isEmpty ? [] : [rows.making] + moving) + [attachment]
    }
    let taking = statement(
      rows.takingOwn(from: rest), about: rest, hazards: rows.ruleHazards(of: rest))
    return [rows.making, taking] + moving + [attachment]
  }

  private func statement(
    _ sql: SQL, about part: ObjectID, hazards: [Hazard] = []
  ) -> Statement {
    Statement(
      sql, lock: .rowExclusive, hazards: [.scans, .rewritesUnless(noneBelongs)] + hazards,
      subject: part, reach: Reach(.accessShare))
  }

  private var noneBelongs: String { "none of them belongs to \(place.child)" }
  /// False where rows are only looked for.
  private var movesRows: Bool { !leaving.isEmpty || !isRestReferred }

  /// False where a column is new that every row must have a value of, and there is none.
  private static func hasRoom(
    in table: ObjectID, forRowsOf part: ObjectID, _ diff: Diff
  ) -> Bool {
    diff.new.storedColumns(of: table).allSatisfy { column in
      !column.isNotNull || diff.old[part.child(Column.kind, column.id.name)] != nil
        || diff.new[column.id.namesake(ColumnDefault.kind)] != nil
    }
  }
}
