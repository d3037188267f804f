import Postgres

/// What of a column not every server has.
extension Column {
  package var novelties: [Novelty] {
    var news: [Novelty] = []
    if isVirtual { news.append(Novelty("virtual generated columns", since: 18)) }
    if compression != nil { news.append(Novelty("compression of columns", since: 14)) }
    if notNullName.isUnchecked {
      news.append(Novelty("not-null constraints that are not valid", since: 18))
    }
    if notNullName.staysHere {
      news.append(Novelty("not-null constraints that are not inherited", since: 18))
    }
    if notNullName.isChosen {
      news.append(Novelty("names of not-null constraints", since: 18, isNeeded: false))
    }
    return news
  }
  package func known(to version: ServerVersion) -> Column {
    guard version.major < 18 else { return self }
    var copy = self
    copy.notNullName = .unknown
    return copy
  }
}
