/// A key that gives way to another one while other tables refer to it.
///
/// There is no time at which both could be there, nor may those who refer to it be without it for
/// longer than a moment. So the index of the new one is built first; then all of them go and come
/// back within one transaction that reads no rows, and what is promised there is looked at later.
struct Exchange {
  /// Who refers to the key.
  struct Referring {
    /// Its end.
    let removal: Step
    /// Its new beginning.
    let step: Step
    /// In whose place this is done: what promises it, then what looks at the rows.
    let creation: [Statement]

    var id: ObjectID { step.id }
  }

  /// What the old one is called until then.
  let name: String
  /// What builds the new one, and then exchanges it for the old one.
  let replacement: [Statement]
  let referring: [Referring]
  /// Before which step all that is needed is there: the new beginning of the key itself, or of the
  /// first that refers to it.
  let place: Int

  /// What builds it, reading rows.
  var work: [Statement] { Array(replacement.prefix(while: \.worksOnRows)) }
}

extension OnlineMaking {
  /// Those of the plan, by what is exchanged.
  func findExchanges() -> [ObjectID: Exchange] {
    let search = ExchangeSearch(steps, diff)
    var found: [ObjectID: Exchange] = [:]
    for (index, step) in steps.enumerated() where step.phase == .remove {
      guard let goers = search.goers[step.id], let old = diff.old[step.id],
        let new = diff.new[step.id], let beginning = search.beginnings[step.id], index < beginning,
        !isBound(index), !isBound(beginning), steps[beginning].statement.canGiveWay(.create),
        let name = freeName(for: old),
        let replacement = replacement(of: old, called: name, by: new),
        let (referring, backs) = referring(goers, search), let first = backs.min(),
        let place = search.place(of: step.id, from: beginning, referring, first)
      else { continue }
      let leaving = Set(goers.map { steps[$0].id } + [old.id])
      let all = referring.map(\.id) + [old.id]
      guard all.allSatisfy({ id in diff.old[id].map { canStay($0, leaving: leaving) } ?? false })
      else { continue }
      found[old.id] = Exchange(
        name: name, replacement: replacement, referring: referring, place: place)
    }
    return found
  }

  /// Those that refer to the key and come back, and where; nil where one of them cannot come back
  /// at once.
  private func referring(
    _ goers: [Int], _ search: ExchangeSearch
  ) -> ([Exchange.Referring], [Int])? {
    var found: [Exchange.Referring] = []
    var places: [Int] = []
    for index in goers where diff.new[steps[index].id] != nil {
      let removal = steps[index]
      guard let back = search.beginnings[removal.id], !isBound(index), !isBound(back) else {
        return nil
      }
      let statement = steps[back].statement
      guard let creation = statement.online, statement.canGiveWay(.create),
        let promise = creation.first, !promise.worksOnRows,
        !creation.contains(where: \.isInTheWay)
      else { return nil }
      found.append(.init(removal: removal, step: steps[back], creation: creation))
      places.append(back)
    }
    return (found, places)
  }
}

/// Where a plan makes and removes what.
private struct ExchangeSearch {
  let steps: [Step]
  let diff: Diff
  /// Where each object comes (back).
  private(set) var beginnings: [ObjectID: Int] = [:]
  /// The steps that remove, by what the removed objects need.
  private(set) var goers: [ObjectID: [Int]] = [:]

  init(_ steps: [Step], _ diff: Diff) {
    (self.steps, self.diff) = (steps, diff)
    let coming = Set(steps.filter { $0.phase == .create }.map(\.id))
    for (index, step) in steps.enumerated() {
      if step.phase == .create, beginnings[step.id] == nil { beginnings[step.id] = index }
      guard step.phase == .remove else { continue }
      for needed in diff.old.needs(of: step.id) where needed != step.id && coming.contains(needed) {
        goers[needed, default: []].append(index)
      }
    }
  }

  /// Where the key can be exchanged: with its own new beginning, if all that those who refer to it
  /// need is there by then, or else with the first of theirs, if nothing misses it until then.
  func place(
    of key: ObjectID, from beginning: Int, _ referring: [Exchange.Referring], _ first: Int
  ) -> Int? {
    let late = referring.flatMap { diff.new.needs(of: $0.id) }.compactMap { beginnings[$0] }.max()
    guard first > beginning, let late, late > beginning else { return beginning }
    let misses = steps[(beginning + 1)..<first].contains {
      $0.id == key || diff.new.needs(of: $0.id).contains(key)
    }
    return late < first && !misses ? first : nil
  }
}
