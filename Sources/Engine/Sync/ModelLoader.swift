package import Postgres

/// Applies a model's statements to an empty database, whatever order they stand in.
///
/// SQL is never read for its meaning: every statement is tried, and those that PostgreSQL refuses
/// are tried again after the others, round by round, until a round makes no progress. What then
/// remains is wrong, and PostgreSQL has said why.
package struct ModelLoader {
  private let connection: Connection
  /// Whether the server is ours alone, so that a role may be made that a grant speaks of.
  private let makesRoles: Bool
  /// Those that hold now; nil where one of them could not be had.
  private var settings: [String]? = []
  private var made: [ModelStatement] = []

  package init(_ connection: Connection, makesRoles: Bool) {
    self.connection = connection
    self.makesRoles = makesRoles
  }

  /// Runs them all and gives those that failed, in the order of their origins. Only a lost or
  /// cancelled connection is thrown. Explained failures leave out those that follow from others.
  package mutating func load(
    _ statements: [ModelStatement], explains: Bool = true
  ) throws(DatabaseError) -> [ModelFailure] {
    // Bodies of functions may speak of what comes later.
    try connection.run("set check_function_bodies = off")
    let sorted = Self.sorted(statements)
    let early = sorted.prefix { $0.rank < Self.tableRank }.map(\.statement)
    let tables = sorted.dropFirst(early.count).prefix { $0.rank < Self.checkRank }.map(\.statement)
    let late = sorted.dropFirst(early.count + tables.count).map(\.statement)
    // Types and functions need each other at every depth, and some of what is said about them
    // cannot be said any more once a table uses them; a check that is not valid comes to the heirs
    // that are there.
    var left = try settle(early).map(\.statement)
    left = try settle(left + tables).map(\.statement)
    var failures = try settle(left + late)
    if failures.contains(where: { !$0.statement.apart.isEmpty }) {
      failures = try settle(
        failures.map(\.statement).flatMap { $0.apart.isEmpty ? [$0] : $0.apart })
    }
    guard explains else {
      return failures.filter { !isKnownRole($0) }
        .map { ModelFailure(statement: $0.statement, error: $0.error, earlier: nil) }
    }
    return explained(failures)
  }

  /// Tries statements until all went well or none of them does any more.
  private mutating func settle(_ statements: [ModelStatement]) throws(DatabaseError) -> [Failure] {
    var waiting = statements
    while !waiting.isEmpty {
      let failures = try round(waiting)
      let isAnyMade = try makeStandIns(for: failures)
      if failures.count == waiting.count, !isAnyMade { return failures }
      waiting = failures.map(\.statement)
    }
    return []
  }

  private static let tableRank = LeadingWords("create table").rank
  private static let checkRank = LeadingWords("alter table add check").rank

  /// What is best run first comes first; a script's statements keep their order, in the place of
  /// tables.
  private static func sorted(
    _ statements: [ModelStatement]
  ) -> [(rank: Int, statement: ModelStatement)] {
    let ranks = statements.map { $0.isOrdered ? tableRank : LeadingWords($0.sql).rank }
    return statements.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
      .map { (ranks[$0], statements[$0]) }
  }

  private struct Failure {
    let statement: ModelStatement
    let error: DatabaseError
  }

  /// Tries each statement once.
  private mutating func round(
    _ statements: [ModelStatement]
  ) throws(DatabaseError) -> [Failure] {
    var failures: [Failure] = []
    var rest = statements[...]
    while let first = rest.first {
      let speaker = try use(first.settings)
      // Answers wait in memory until they are read, so a batch has an end.
      let batch = rest.prefix { $0.settings == first.settings }.prefix(1000)
      rest = rest.dropFirst(batch.count)
      if let speaker {
        failures += batch.map { Failure(statement: $0, error: speaker) }
        continue
      }
      var cancelled: DatabaseError?
      var done: [ModelStatement] = []
      try connection.runEach(batch.map { SQL(trusted: $0.sql) }) { index, error in
        let statement = batch[batch.startIndex + index]
        if let error {
          if error.isCancelled { cancelled = error }
          failures.append(Failure(statement: statement, error: error))
        } else {
          done.append(statement)
        }
      }
      made += done
      if let cancelled { throw cancelled }
    }
    return failures
  }

  /// Gives the error of a role that shall speak and is not there.
  private mutating func use(_ wanted: [String]) throws(DatabaseError) -> DatabaseError? {
    guard wanted != settings else { return nil }
    settings = wanted
    var missing: DatabaseError?
    let defaults: [SQL] = [
      "reset session authorization", "reset role", "reset all", "set check_function_bodies = off",
    ]
    // A setting that this server's version does not know changes nothing about the objects.
    try connection.runEach(defaults + wanted.map { SQL(trusted: $0) }) { _, error in
      if let error, Self.missing(error) != nil { missing = error }
    }
    if missing != nil { settings = nil }
    if makesRoles, !wanted.isEmpty { try connection.confineCurrentRole() }
    return missing
  }

  /// Makes the roles and tablespaces that failures say do not exist. True when there were any.
  private mutating func makeStandIns(for failures: [Failure]) throws(DatabaseError) -> Bool {
    let missing = Set(failures.compactMap { Self.missing($0.error) })
    guard makesRoles, !missing.isEmpty else { return false }
    // A role that speaks may not be allowed to.
    _ = try use([])
    return try connection.makeStandIns(missing)
  }

  /// The role or tablespace that an error says is not there. Our own server speaks English, and no
  /// field of the report but the message has the name.
  package static func missing(_ error: DatabaseError) -> ObjectID? {
    guard error.sqlstate == "42704" || error.sqlstate == "22023" else { return nil }
    let tail = "\" does not exist"
    guard error.message.hasSuffix(tail) else { return nil }
    for (head, id) in [("role \"", ObjectID.role), ("tablespace \"", ObjectID.tablespace)]
    where error.message.hasPrefix(head) {
      return id(String(error.message.dropFirst(head.count).dropLast(tail.count)))
    }
    return nil
  }

  private func explained(_ failures: [Failure]) -> [ModelFailure] {
    let missing = Set(failures.compactMap { LeadingWords.createdName($0.statement.sql) })
    let real = failures.filter { !isKnownRole($0) }
    let causes = real.filter { !isConsequence($0, of: missing) }
    // In a circle each is another's consequence: then all are told.
    return (causes.isEmpty ? real : causes)
      .map { failure in
        let other = twin(of: failure)
        // What stands further down is the one too many.
        if let other, other.origin > failure.statement.origin {
          return ModelFailure(statement: other, error: failure.error, earlier: failure.statement)
        }
        return ModelFailure(
          statement: failure.statement, error: failure.error, earlier: other)
      }
      .sorted { $0.statement.origin < $1.statement.origin }
  }

  /// What does not exist is what another statement failed to make: saying it once is enough.
  private func isConsequence(_ failure: Failure, of missing: Set<String>) -> Bool {
    guard ["42P01", "42704", "3F000"].contains(failure.error.sqlstate),
      let name = Self.quotedName(in: failure.error.message)
    else { return false }
    let last = name.split(separator: ".").last.map(String.init) ?? name
    return missing.contains(last) && LeadingWords.createdName(failure.statement.sql) != last
  }

  /// A role that the model makes itself and that is there already: roles belong to the server, and
  /// ours has seen other models.
  private func isKnownRole(_ failure: Failure) -> Bool {
    makesRoles && failure.error.sqlstate == "42710"
      && ["create role", "create user", "create group"].contains {
        LeadingWords(failure.statement.sql).starts(with: $0)
      }
  }

  /// For "already exists": the statement that made it, as far as names can tell.
  private func twin(of failure: Failure) -> ModelStatement? {
    let isDuplicate = ["42P07", "42710", "42723", "42P06", "42701", "42P16"].contains(
      failure.error.sqlstate)
    guard isDuplicate, let name = Self.quotedName(in: failure.error.message) else { return nil }
    return made.first {
      $0.origin != failure.statement.origin && LeadingWords.createdName($0.sql) == name
    }
  }

  private static func quotedName(in message: String) -> String? {
    guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""),
      first < last
    else { return nil }
    return String(message[message.index(after: first)..<last])
  }
}
