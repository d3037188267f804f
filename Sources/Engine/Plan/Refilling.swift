/// Lets rows outlive what they lie in: what has to be there before they come back, and what waits until
/// they have.
extension Planner {
  mutating func addEdgesOfRefill(_ id: ObjectID) {
    graph.order((.create, id), before: (.refill, id))
    // Rows go on from a whole into its parts, and into parts of those.
    var wholes = [id]
    if let place = diff.new[id], place.takesOverSiblings {
      wholes += place.needs.flatMap(diff.families.new.wholes)
      for other in fates.referring[id] ?? [] {
        graph.order((.refill, id), before: (.create, other))
      }
    }
    var known = Set(wholes)
    while let whole = wholes.popLast() {
      for other in newDependants[whole] {
        guard let object = diff.new[other] else { continue }
        if type(of: object).precedesRows {
          // An heir's rows are its own.
          if object.parent != whole, !object.takesOverSiblings { continue }
          graph.order((.create, other), before: (.refill, id))
          guard let part = object.parent else { continue }
          if object.takesOverSiblings { orderTaken(of: part, by: other) }
          if known.insert(part).inserted { wholes.append(part) }
        } else if whole == id, !isTakenAtOnce(other), !isLeading(other), !isLed(other) {
          graph.order((.refill, id), before: (.create, other), soft: object.parent != id)
        }
      }
    }
  }

  /// A part that lets go of rows has its own parts by then, to find all of them; and what takes the
  /// rest knows what that is when the others are there.
  mutating func orderAmongParts(_ id: ObjectID) {
    guard let place = diff.new[id], place.takesOverSiblings, let part = place.parent else { return }
    for other in newDependants[part]
    where other != id && diff.new[other]?.takesOverSiblings == true {
      graph.order((.create, other), before: (.create, id), soft: true)
    }
    guard place.takesRest else { return }
    for other in place.needs.flatMap({ newDependants[$0] })
    where diff.new[other]?.takesRest == false {
      guard diff.new[other]?.takesOverSiblings == true else { continue }
      graph.order((.create, other), before: (.create, id), soft: true)
    }
  }

  /// What a new part takes rows out of goes afterwards, with its own parts.
  mutating func orderLeaving(_ id: ObjectID) {
    for other in fates.intakes[id]?.referrers ?? [] {
      graph.order((.remove, other), before: (.create, id))
    }
    for part in leaving(for: id) {
      graph.order((.create, id), before: (.remove, part))
      for place in diff.old.children(of: part) where place.takesOverSiblings {
        for other in fates.referring[id] ?? [] {
          graph.order((.remove, other), before: (.remove, place.id))
        }
      }
      for other in diff.families.old.parts(of: part) {
        graph.order((.create, id), before: (.remove, other))
        for place in diff.old.children(of: other) where place.takesOverSiblings {
          graph.order((.create, id), before: (.remove, place.id))
        }
      }
    }
  }

  private func leaving(for id: ObjectID) -> [ObjectID] {
    if let intake = fates.intakes[id] { return intake.leaving }
    guard fates[id] == .retire, let old = diff.old[id], let new = diff.new[id] else { return [] }
    return fates.retirement(of: old, to: new)?.leaving ?? []
  }

  mutating func addEdgesOfDiscard(_ id: ObjectID) {
    graph.order((.remove, id), before: (.discard, id))
    for other in graph.actions where other.phase == .refill {
      graph.order((.refill, other.id), before: (.discard, id))
    }
    // What stepped aside together goes in the order in which it would be dropped.
    for member in [diff.old[id]].compactMap({ $0 }) + diff.old.children(of: id)
    where member.id == id || type(of: member).precedesRows {
      for needed in diff.old.needs(of: member.id)
      where needed != id && diff.old[needed]?.parent != id {
        graph.order((.discard, id), before: (.discard, needed))
        // A type goes after the last values of it, a parent after its heirs.
        if fates[needed] == .drop, !fates.stepsAside(needed) {
          graph.order((.discard, id), before: (.remove, needed))
        }
      }
    }
  }
}
