package import Postgres

/// The table-level lock that a statement holds until its transaction ends, weakest first.
package enum LockMode: Int, Sendable, Comparable, CaseIterable {
  case none
  case accessShare
  case rowShare
  case rowExclusive
  case shareUpdateExclusive
  case share
  case shareRowExclusive
  case exclusive
  case accessExclusive

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// As PostgreSQL's manual and `pg_locks` spell it; empty where nothing is locked.
  package var title: String {
    switch self {
    case .none: ""
    case .accessShare: "ACCESS SHARE"
    case .rowShare: "ROW SHARE"
    case .rowExclusive: "ROW EXCLUSIVE"
    case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
    case .share: "SHARE"
    case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
    case .exclusive: "EXCLUSIVE"
    case .accessExclusive: "ACCESS EXCLUSIVE"
    }
  }
}

/// What a statement may cost, said before it runs.
package enum Hazard: Hashable, Sendable {
  /// Rows or values are gone afterwards; the text names what.
  case destroysData(String)
  /// It fails when rows stand in its way; the text says which.
  case mayFail(String)
  /// Every row is written anew while the lock is held.
  case rewrites
  /// The same, but only where something is not so that a plan cannot know; the text says what.
  case rewritesUnless(String)
  /// Every row is read while the lock is held.
  case scans
  /// The same, but only where something is not so that a plan cannot know; the text says what.
  case scansUnless(String)
  /// What has no rows of its own, but grows with them, is copied while the lock is held.
  case copiesIndex
  /// A right, a check or a policy is missing for a moment or for good.
  case opens(String)

  package var destroysData: Bool {
    if case .destroysData = self { return true }
    return false
  }

  /// Rows may be written anew.
  package var writesRows: Bool {
    switch self {
    case .rewrites, .rewritesUnless: true
    case .destroysData, .mayFail, .scans, .scansUnless, .copiesIndex, .opens: false
    }
  }

  /// It takes the longer, the more rows there are.
  var worksOnRows: Bool { readsRows || self == .copiesIndex || writesRows }

  private var readsRows: Bool {
    if case .scansUnless = self { return true }
    return self == .scans
  }

  /// It hangs on something that a plan cannot know.
  var isUncertain: Bool {
    switch self {
    case .rewritesUnless, .scansUnless: true
    case .destroysData, .mayFail, .rewrites, .scans, .copiesIndex, .opens: false
    }
  }

  var mayFail: Bool {
    if case .mayFail = self { return true }
    return false
  }

  /// For a person, beside the step.
  package var title: String {
    switch self {
    case .destroysData(let what): "destroys \(what)"
    case .mayFail(let why): "may fail: \(why)"
    case .rewrites: "rewrites every row"
    case .rewritesUnless(let condition): "rewrites every row unless \(condition)"
    case .scans: "reads every row"
    case .scansUnless(let condition): "reads every row unless \(condition)"
    case .copiesIndex: "is copied as a whole"
    case .opens(let what): what
    }
  }
}

/// One SQL statement of a plan with what it locks and risks. Data first; text comes last.
package struct Statement: Sendable, Hashable {
  package var sql: SQL
  package var lock: LockMode
  package var hazards: [Hazard]
  /// False for the few that PostgreSQL refuses inside a transaction block.
  package var isTransactional: Bool
  /// True for what later statements of the same transaction may not use: a new label of an enum.
  /// It is committed by itself where that is needed.
  package var commitsFirst: Bool
  /// The relation that it locks, where that is not the one which its object belongs to.
  package var subject: ObjectID?
  /// What it does to other relations.
  package var reach: Reach?
  /// What depends on the object has to see its values again.
  package var recheck = Recheck.nothing
  /// Nulls may come where a key has to be out of the way first.
  package var opensNulls = false
  /// A condition: where a check holds it already, no row has to be read.
  package var unlessChecked: String?
  /// What does the same without keeping others out for long; nil where nothing does.
  package var online: [Statement]?
  /// The server's version that does so first.
  package var onlineSince = 0
  /// It is committed by itself, so that nothing else is locked while it works.
  package var isAlone = false
  /// What of it can be done together with others of its sort.
  package var pass: Pass?
  /// How it is done in portions; nil where it is done at once.
  package var batch: Batch?

  /// No transaction goes on across it.
  package var runsApart: Bool { isAlone || !isTransactional }

  package init(
    _ sql: SQL, lock: LockMode = .accessExclusive, hazards: [Hazard] = [],
    isTransactional: Bool = true, commitsFirst: Bool = false, subject: ObjectID? = nil,
    reach: Reach? = nil, online: [Statement]? = nil
  ) {
    self.sql = sql
    self.lock = lock
    self.hazards = hazards
    self.isTransactional = isTransactional
    self.commitsFirst = commitsFirst
    self.subject = subject
    self.reach = reach
    self.online = online
  }
}
