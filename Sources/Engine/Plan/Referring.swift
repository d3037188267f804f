/// Changes that those whose rows refer to another's must not make before it, or not after it.
extension Planner {
  mutating func orderReferrers(to id: ObjectID) {
    guard let old = diff.old[id], let new = diff.new[id],
      let isFirst = new.precedesReferrers(changedFrom: old)
    else { return }
    for tie in diff.families.new.referrers(to: id) {
      guard let referrer = tie.parent else { continue }
      let (first, second) = isFirst ? (id, referrer) : (referrer, id)
      graph.order((.alter, first), before: (.alter, second))
    }
  }
}
