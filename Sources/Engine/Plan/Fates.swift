/// Decides what becomes of every object that a diff touches, and of those that depend on them.
///
/// A view cannot stay while its table's column changes type, nor a foreign key while its target's
/// primary key is replaced. From the changes themselves the consequences are followed along the
/// old state's dependencies until nothing more is disturbed.
struct Fates {
  enum Fate: Equatable {
    case create
    case drop
    case alter
    /// Dropped and created anew.
    case replace
    /// Replaced, and the old one steps aside until the new one holds what it held.
    case retire
  }

  let diff: Diff
  private(set) var fates: [ObjectID: Fate] = [:]
  /// Statements that tie an object which stays to one that is replaced.
  private(set) var reattachments: [ObjectID: [Statement]] = [:]
  /// Statements that take an object which stays off one that is replaced.
  private(set) var lettingGo: [ObjectID: [Statement]] = [:]
  /// Statements that tie an object which stays to one that is replaced when all else is in place.
  private(set) var lateReattachments: [ObjectID: [Statement]] = [:]
  /// Objects that are dropped, but first step aside for others that take their names.
  private(set) var makingWay: Set<ObjectID> = []
  private(set) var changes: [ObjectID: Change] = [:]
  /// Objects that are tied anew while nothing may depend on them.
  private var movesAlone: Set<ObjectID> = []
  let dependants: Dependants
  let following: Following
  /// Types of rows of which a part changes its type.
  private var reshaping: [ObjectID] = []
  /// Types of rows whose users have been asked what they do while a part changes its type.
  private(set) var reshaped: Set<ObjectID> = []
  /// What is made only when its parent has joined a whole, which would take it for another.
  private(set) var rivals: Set<ObjectID> = []
  /// What refers to rows that move from one part of a whole to another, by the part's place.
  private(set) var referring: [ObjectID: [ObjectID]] = [:]
  /// What has to be made before each of those that would be taken for it otherwise.
  private(set) var seniors: [ObjectID: Set<ObjectID>] = [:]
  /// How new parts come to rows that are there already.
  private(set) var intakes: [ObjectID: Intake] = [:]
  /// Nil as long as nothing joins anything.
  private(set) var joining: Joining?

  /// What may not go from one need to another in one statement: the second cannot be there yet.
  let loose: Set<ObjectID>

  subscript(_ id: ObjectID) -> Fate? { fates[id] }

  init(_ diff: Diff, loose: Set<ObjectID> = []) {
    self.diff = diff
    self.loose = loose
    dependants = diff.old.dependants()
    var queue: [ObjectID] = []
    let following = Following(diff, dependants)
    self.following = following
    for (id, statements) in following.keeping { keep(id, with: statements) }
    for tie in following.loosened {
      fates[tie] = .replace
      queue.append(tie)
    }
    for object in following.remade { replaceParent(of: object, &queue) }
    for change in diff.changes {
      // Along a tie that is cut nothing reaches the follower.
      let leader = change.old.flatMap(\.leader).flatMap { leader in
        following.isCut(leader.through) ? nil : diff.change(leader.id)
      }
      changes[change.id] = leader.map(change.following) ?? change
      switch change.sort {
      case .create:
        fates[change.id] = .create
        if fillsRows(change.object), let whole = change.object.parent { reshaping.append(whole) }
        // What stays when the tie is cut is brought to what is there by one, too.
        if change.object.comesWithParent, !change.object.staysBehind,
          let leader = change.object.leader, diff.old[leader.through] == nil
        {
          replaceParent(of: change.object, &queue)
        }
      case .drop:
        fates[change.id] = .drop
        queue.append(change.id)
      case .alter where fates[change.id] != nil: continue
      case .alter:
        if change.isReplacing {
          fates[change.id] = replacement(of: change.id)
          queue.append(change.id)
        } else {
          fates[change.id] = .alter
          for case .letGo(let statements) in change.remedies where !statements.isEmpty {
            lettingGo[change.id] = merged(lettingGo[change.id], statements)
          }
          if change.isRedefined { sayAgain(whatNeeds: change.id) }
          if change.isAlone {
            // Its own change does what tying it anew would.
            movesAlone.insert(change.id)
            queue.append(change.id)
          }
          if change.remedies.contains(where: { if case .replaceParent = $0 { true } else { false } }
          ) {
            replaceParent(of: change.object, &queue)
          }
        }
      }
    }
    findNamesakes()
    repeat {
      // What undoes a tie by itself may be found only while others are disturbed.
      var tied: [ObjectID] = []
      while let id = queue.popLast() {
        disturb(id, &queue)
        tied.append(id)
      }
      for id in tied {
        undoBond(of: id, &queue)
        moveRows(of: id, &queue)
      }
      if queue.isEmpty { findRivals(&queue) }
      if queue.isEmpty { findIntakes(&queue) }
      if queue.isEmpty {
        // A user may have come to step aside since it was asked.
        reshaping += reshaped.sorted()
        reshapeRows(&queue)
      }
    } while !queue.isEmpty
    // What was to be kept may have come to wait with all else.
    for (id, fate) in fates where fate == .retire {
      fates[id] = replacement(of: id)
    }
    while findParts() {}
    while findHeld() {}
  }

  /// New parts of wholes that stay: what refers to rows that come to them out of parts that go is out
  /// of the way meanwhile.
  private mutating func findIntakes(_ queue: inout [ObjectID]) {
    intakes = [:]
    for (id, fate) in fates where fate == .create {
      let intake = diff.new[id]?.intake(
        in: diff,
        isKept: {
          diff.old[$0] != nil && diff.new[$0] != nil && (fates[$0] == nil || fates[$0] == .alter)
        },
        isLeaving: { fates[$0] == .drop && !makingWay.contains($0) })
      guard let intake else { continue }
      intakes[id] = intake
      if referring[id] == nil { letGo(ofRowsIn: intake.leaving, for: id, &queue) }
      for tie in intake.referrers where referring[id]?.contains(tie) != true {
        referring[id, default: []].append(tie)
      }
    }
  }

  private mutating func letGo(
    ofRowsIn parts: [ObjectID], for place: ObjectID, _ queue: inout [ObjectID]
  ) {
    let users = Set(parts.flatMap(diff.families.old.referrers(toRowsOf:)).map(\.id))
      .filter { diff.new[$0] != nil }.sorted()
    referring[place] = users
    for user in users { remake(user, &queue) }
  }

  /// What a table that steps aside cannot do without waits for its new one, too: the operator class
  /// of its partition key. True while there may be more.
  private mutating func findHeld() -> Bool {
    var isFound = false
    for id in steppingAside {
      let members = diff.old.children(of: id).filter { type(of: $0).precedesRows }.map(\.id)
      for needed in ([id] + members).flatMap(diff.old.needs)
      where fates[needed] == .replace && diff.old[needed]?.aside != nil
        // What can only go together does so.
        && !diff.old.needs(of: needed).contains(where: {
          diff.old.needs(of: $0).contains(needed)
        })
      {
        fates[needed] = .retire
        isFound = true
      }
    }
    return isFound
  }

  /// Rows that are seen through what steps aside are taken over from there: a part of it that goes
  /// for good goes only after that. True while there may be more, parts of parts.
  private mutating func findParts() -> Bool {
    let known = makingWay.count
    for (id, fate) in fates where fate == .drop {
      guard let place = diff.old[id], place.takesOverSiblings, let part = place.parent,
        fates[part] == .drop, place.needs.contains(where: stepsAside)
      else { continue }
      makingWay.insert(part)
    }
    return makingWay.count > known
  }

  /// Of several siblings that fit, a whole that its parent joins takes any one. Those that are not
  /// meant come later, or go and come back. A whole that is made afterwards is told which; one of
  /// which nothing in what joins shall be a part is made afterwards.
  private mutating func findRivals(_ queue: inout [ObjectID]) {
    let ties = fates.filter { [.create, .replace, .retire].contains($0.value) }
      .compactMap { diff.new[$0.key] }.filter(\.takesOverSiblings)
    if ties.isEmpty { return }
    let joining = self.joining ?? Joining(diff.new)
    self.joining = joining
    for tie in ties {
      guard let parent = tie.parent else { continue }
      let fitting = joining.siblings[parent] ?? []
      let meant = fitting.filter { joining.wholes[$0.id].map(stays) ?? false }
      for other in fitting
      where !meant.contains(where: { $0.id == other.id }) && meant.contains(where: other.isRival) {
        if rivals.insert(other.id).inserted { remake(other.id, &queue) }
      }
      rank(meant, in: joining, &queue)
      for above in diff.new.needs(of: tie.id) where above != parent {
        for whole in joining.wholes(of: above) where !joining.finds(whole, in: parent) {
          remake(whole, &queue)
        }
      }
    }
  }

  /// Of several that fit, each whole in its turn takes the first that is left: so those that are
  /// taken stand in the order of the wholes.
  private mutating func rank(
    _ meant: [any SchemaObject], in joining: Joining, _ queue: inout [ObjectID]
  ) {
    if meant.count < 2 { return }
    func seniority(_ id: ObjectID) -> UInt32 {
      stays(id) ? diff.old[id]?.seniority ?? .max : .max
    }
    let ranked = meant.sorted {
      seniority(joining.wholes[$0.id] ?? $0.id) < seniority(joining.wholes[$1.id] ?? $1.id)
    }
    for (place, other) in ranked.enumerated() {
      for first in ranked[..<place] where other.isRival(of: first) {
        seniors[other.id, default: []].insert(first.id)
        if stays(other.id), seniority(first.id) > seniority(other.id) { remake(other.id, &queue) }
      }
    }
  }

  private func stays(_ id: ObjectID) -> Bool {
    diff.old[id] != nil && (fates[id] == nil || fates[id] == .alter)
  }

  private mutating func remake(_ id: ObjectID, _ queue: inout [ObjectID]) {
    guard stays(id) else { return }
    fates[id] = replacement(of: id)
    queue.append(id)
  }

  private func replacement(of id: ObjectID) -> Fate {
    guard let old = diff.old[id], let new = diff.new[id] else { return .replace }
    return retirement(of: old, to: new) == nil ? .replace : .retire
  }

  func retirement(of old: any SchemaObject, to new: any SchemaObject) -> Retirement? {
    let retiring = Set(fates.filter { $0.value == .retire }.keys)
    if stepsAside(old.id), let aside = old.aside { return aside }
    func open<Object: SchemaObject>(_ old: Object) -> Retirement? {
      (new as? Object).flatMap { old.retirement(to: $0, in: diff, with: retiring) }
    }
    return open(old)
  }

  private mutating func findNamesakes() {
    let dropped = diff.changes.compactMap { $0.sort == .drop ? $0.old : nil }
      .filter { type(of: $0).makesWay || hasStayingUsers($0) }
    if dropped.isEmpty { return }
    let claimed = Set(diff.changes.flatMap { $0.sort == .create ? $0.object.claims : [] })
    for object in dropped
    where !claimed.isDisjoint(with: object.claims) || isOutlivedByItsOwn(object.id) {
      makingWay.insert(object.id)
    }
  }

  /// True where something stays that uses the object, and is to be brought to another one, which is
  /// made of what this one is made of and cannot go without.
  private func isOutlivedByItsOwn(_ id: ObjectID) -> Bool {
    let own = diff.old.needs(of: id).filter { diff.old.needs(of: $0).contains(id) }
    guard own.contains(where: { diff.new[$0] != nil }) else { return false }
    return dependants[id].contains { diff.new[$0] != nil && !own.contains($0) }
  }

  /// True for rows of which something that stays keeps some.
  private func hasStayingUsers(_ object: any SchemaObject) -> Bool {
    diff.old.rowUsers[object.id]?.contains { diff.new[$0] != nil } ?? false
  }

  /// True when the object steps aside instead of being dropped at once.
  func stepsAside(_ id: ObjectID) -> Bool { fates[id] == .retire || makingWay.contains(id) }

  var steppingAside: [ObjectID] { fates.keys.filter(stepsAside) }

  /// Says again what a change further up would take from an object that keeps it.
  private mutating func keep(_ id: ObjectID, with statements: [Statement]) {
    if diff.change(id) == nil {
      fates[id] = .alter
      changes[id] = Change(
        sort: .alter, old: diff.old[id], new: diff.new[id], remedies: [.alterLate(statements)])
    } else {
      lateReattachments[id] = merged(lateReattachments[id], statements)
    }
  }

  private mutating func sayAgain(whatNeeds id: ObjectID) {
    for other in dependants[id] where fates[other] == nil && diff.change(other) == nil {
      if let statements = diff.new[other]?.saidAgain, !statements.isEmpty {
        keep(other, with: statements)
      }
    }
  }

  private mutating func replaceParent(
    of object: any SchemaObject, _ queue: inout [ObjectID]
  ) {
    guard let parent = object.parent, diff.old[parent] != nil, diff.new[parent] != nil,
      fates[parent] == nil || fates[parent] == .alter
    else { return }
    fates[parent] = replacement(of: parent)
    queue.append(parent)
  }

  /// Rows that go from one part of a whole to another pass through it: what refers to them is out of
  /// the way, and the part for the rest lets go of those that have a place of their own now.
  private mutating func moveRows(of id: ObjectID, _ queue: inout [ObjectID]) {
    guard fates[id] == .retire, let place = diff.old[id], place.takesOverSiblings,
      let part = place.parent, referring[id] == nil
    else { return }
    for other in place.needs.flatMap({ dependants[$0] }) where fates[other] == nil {
      guard let old = diff.old[other], old.takesOverSiblings, let new = diff.new[other],
        retirement(of: old, to: new) != nil
      else { continue }
      remake(other, &queue)
    }
    letGo(ofRowsIn: [part], for: id, &queue)
  }

  private mutating func undoBond(of id: ObjectID, _ queue: inout [ObjectID]) {
    guard let bond = diff.old[id]?.bond, fates[id] != .alter, fates[bond.through] == nil,
      fates[bond.object] == nil || fates[bond.object] == .alter
    else { return }
    fates[bond.object] = replacement(of: bond.object)
    queue.append(bond.object)
  }

  private mutating func disturb(_ id: ObjectID, _ queue: inout [ObjectID]) {
    guard let object = diff.old[id] else { return }
    let cause: Disturbance.Cause = fates[id] == .alter ? .altered : .replaced
    if cause == .replaced {
      for other in following.leftBehind[id] ?? [] where fates[other] == nil {
        fates[other] = .replace
        queue.append(other)
      }
      for other in following.unevenFamilies[id] ?? []
      where diff.old[other]?.isLocal == false && stays(other) {
        fates[other] = .replace
        queue.append(other)
      }
    }
    for other in dependants[id] { ask(other, about: object, cause, &queue) }
    if cause == .replaced, let new = diff.new[id], fillsRows(new), let whole = new.parent {
      reshaping.append(whole)
    }
    if cause == .altered, isAlone(id), let whole = object.parent { reshaping.append(whole) }
  }

  /// Asks a dependant what it does about what happens to `object`.
  private mutating func ask(
    _ other: ObjectID, about object: any SchemaObject, _ cause: Disturbance.Cause,
    _ queue: inout [ObjectID]
  ) {
    guard let dependant = diff.old[other] else { return }
    switch fates[other] {
    case .drop, .replace, .retire, .create: return
    // What goes away is let go of in time; what is in the way of a change may have to wait itself.
    case .alter
    where cause == .replaced && !needs(other, whatTakesTheNameOf: object)
      && !usesRows(other, thatHave: object) && !loose.contains(other):
      return
    case .alter, nil: break
    }
    if dependant.parent == object.id, cause == .replaced {
      fates[other] = replacement(of: other)
      queue.append(other)
      return
    }
    let disturbance = Disturbance(
      object: object, cause: cause, replacement: diff.new[object.id], successor: diff.new[other])
    switch dependant.response(to: disturbance) {
    // What is made again by itself is made again for all that follow it, and alike.
    case .stay where cause == .altered && following.unevenFamilies[other] != nil:
      remake(other, &queue)
    case .stay:
      if cause == .altered { sayAgain(whatNeeds: other) }
    case .rebuild:
      fates[other] = replacement(of: other)
      queue.append(other)
    case .rebuildParent: replaceParent(of: dependant, &queue)
    case .letGo(let before, let after, let late):
      if fates[other] == nil { fates[other] = .alter }
      lateReattachments[other] = merged(lateReattachments[other], late)
      lettingGo[other] = merged(lettingGo[other], before)
      reattachments[other] = merged(reattachments[other], after)
    case .stepOut(let before, let after):
      if fates[other] == nil { fates[other] = .alter }
      movesAlone.insert(other)
      lettingGo[other] = merged(lettingGo[other], before)
      reattachments[other] = merged(reattachments[other], after)
      queue.append(other)
    case .reattach(let statements, let late):
      lateReattachments[other] = merged(lateReattachments[other], late)
      fates[other] = .alter
      if !movesAlone.insert(other).inserted { break }
      reattachments[other] = merged(reattachments[other], statements)
      queue.append(other)
    }
  }

  /// True for what takes or gives the rows that have this for a part: it cannot speak of their new
  /// shape while the part is there, nor of the old one when it is not.
  private func usesRows(_ other: ObjectID, thatHave part: any SchemaObject) -> Bool {
    guard let whole = part.parent else { return false }
    return diff.old.rowUsers[whole]?.contains(other) ?? false
  }

  /// True when what the object needs in the end goes by the name of this one, or is it: then nothing
  /// of its own definition tells the two apart.
  private func needs(
    _ other: ObjectID, whatTakesTheNameOf object: any SchemaObject
  ) -> Bool {
    let claims = object.claims
    return diff.new.needs(of: other).contains { needed in
      needed == object.id
        || !claims.isEmpty && diff.new[needed]?.claims.contains(where: claims.contains) == true
    }
  }

  /// No part of a row changes its type while something computes with such rows, at any depth.
  private mutating func reshapeRows(_ queue: inout [ObjectID]) {
    while let whole = reshaping.popLast() {
      guard let object = diff.old[whole], let users = diff.old.rowUsers[whole],
        fates[whole] == nil || fates[whole] == .alter
      else { continue }
      let waiting = users.contains { user in
        diff.old[user]?.parent.map { fates[$0] == .retire } ?? false
      }
      if waiting {
        // What waits there keeps the old shape.
        remake(whole, &queue)
        continue
      }
      guard reshaped.insert(whole).inserted else { continue }
      for other in users {
        let outer = diff.old[other]?.parent
        ask(other, about: object, .reshaped, &queue)
        if let outer { reshaping.append(outer) }
      }
    }
  }

  /// True for a new part that rows get a value of, with its children: PostgreSQL writes them anew.
  private func fillsRows(_ object: any SchemaObject) -> Bool {
    guard let whole = object.parent, diff.old.rowUsers[whole] != nil else { return false }
    return object.fillsRows || !diff.new.children(of: object.id).isEmpty
  }

  private func merged(_ known: [Statement]?, _ more: [Statement]) -> [Statement] {
    (known ?? []) + more.filter { known?.contains($0) != true }
  }

  /// True when what depends on the object must be out of the way of its change.
  func isAlone(_ id: ObjectID) -> Bool {
    changes[id]?.isAlone == true || movesAlone.contains(id)
  }
}

extension Change {
  var isReplacing: Bool {
    remedies.contains { if case .replace = $0 { true } else { false } }
  }

  var isRedefined: Bool {
    remedies.contains { if case .redefine = $0 { true } else { false } }
  }

  /// True when what depends on the object must be out of the way of its change.
  var isAlone: Bool {
    remedies.contains { if case .alterAlone = $0 { true } else { false } }
  }
}
