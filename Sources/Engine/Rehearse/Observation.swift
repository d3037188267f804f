/// What one statement was seen to do: the locks it held, the tables it wrote anew and those it read,
/// its rows and its time.
///
/// A plan says beforehand what its statements cost; this says afterwards what they did cost, so that
/// nobody has to believe the plan.
package struct Observation: Sendable {
  /// The strongest lock that the statement held on one relation.
  package struct Lock: Sendable {
    package let relation: [String]
    package let mode: LockMode
    /// Made by an earlier statement of the same plan: nobody else waits for it.
    package let isNew: Bool
  }

  /// A table that was read from end to end.
  package struct Scan: Sendable {
    package let relation: [String]
    package let rows: Int
    /// Made by an earlier statement of the same plan.
    package let isNew: Bool
  }

  /// On what was there before the statement, strongest first. What the server locks in its own
  /// catalogs is left out.
  package internal(set) var locks: [Lock] = []
  /// Tables of before the plan whose rows were all written anew: they lie in another file now.
  package internal(set) var rewritten: [[String]] = []
  /// Indexes that were there before and were made anew.
  package internal(set) var rebuilt: [[String]] = []
  package internal(set) var scans: [Scan] = []
  /// Rows of tables that were inserted, updated or deleted one by one.
  package internal(set) var changedRows = 0
  package internal(set) var duration: Duration = .zero

  /// On what was there before the plan: nobody else knows what it has made.
  package var strongestLock: LockMode {
    locks.lazy.filter { !$0.isNew }.map(\.mode).max() ?? .none
  }
}

extension Observation {
  /// Where the statement did something else than was said of it; empty when all was right.
  package func departures(from statement: Statement) -> [String] {
    var words: [String] = []
    let seen = strongestLock
    // What hangs on something that a plan cannot know may do with less.
    let isCertain = !statement.hazards.contains(where: \.isUncertain)
    // The weakest lock stands in nobody's way but of who drops what it is on; whether it is needed
    // may hang on what a function's body says, or on how deep partitions lie.
    let (most, least) = (max(statement.lock, .accessShare), max(seen, .accessShare))
    if isCertain ? least != most : least > most {
      words.append("lock \(Self.title(seen)), and not \(Self.title(statement.lock))")
    }
    // How many rows have no value yet nobody knows before.
    if statement.batch != nil { return words }
    let old = scans.filter { !$0.isNew }
    if statement.hazards.contains(.copiesIndex), rebuilt.isEmpty { words.append("copies no index") }
    if !isCertain { return words }
    let promisedRewrite = statement.hazards.contains(.rewrites)
    // Without rows there is nothing to see of what takes them one by one.
    let takesRows = statement.reach?.readsRows ?? false
    let isEmpty = (takesRows || !old.isEmpty) && old.allSatisfy { $0.rows == 0 }
    let rewrites = !rewritten.isEmpty || changedRows > 0
    if rewrites != promisedRewrite, !(promisedRewrite && isEmpty) {
      words.append(rewrites ? "writes rows" : "writes no row")
    }
    // Whoever writes every row reads it first.
    // What a query reads without being in anybody's way, nobody knows before.
    let isTold = statement.lock > .accessShare && !takesRows || !old.isEmpty
    if isTold, !rewrites, !promisedRewrite, old.isEmpty == statement.hazards.contains(.scans) {
      words.append(old.isEmpty ? "does not read every row" : "reads every row")
    }
    return words
  }

  private static func title(_ mode: LockMode) -> String {
    mode == .none ? "none" : mode.title.lowercased()
  }
}

extension LockMode {
  /// From the name in `pg_locks`: `AccessExclusiveLock`.
  init?(catalogName: String) {
    let known: [String: LockMode] = [
      "AccessShareLock": .accessShare, "RowShareLock": .rowShare,
      "RowExclusiveLock": .rowExclusive, "ShareUpdateExclusiveLock": .shareUpdateExclusive,
      "ShareLock": .share, "ShareRowExclusiveLock": .shareRowExclusive,
      "ExclusiveLock": .exclusive, "AccessExclusiveLock": .accessExclusive,
    ]
    guard let mode = known[catalogName] else { return nil }
    self = mode
  }
}
