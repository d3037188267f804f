import Crypto
package import Postgres

/// One migration, ready to run. The engine knows its statements as things that can be shown,
/// compared and run; what language they are written in is their maker's business.
package struct Migration: Sendable {
  package let file: MigrationFile
  package let blocks: [MigrationBlock]
  /// The file as it stands.
  package let source: String

  package init(file: MigrationFile, blocks: [MigrationBlock], source: String) {
    self.file = file
    self.blocks = blocks
    self.source = source
  }

  package var version: Int { file.version }

  package enum Direction: String, Sendable {
    case upgrade
    case downgrade
  }

  /// What one direction runs, in order: the blocks as they stand in the file, then the seeds.
  package func blocks(_ direction: Direction) -> [MigrationBlock] {
    switch direction {
    case .upgrade: blocks.filter { $0.sort == .upgrade } + blocks.filter { $0.sort == .seed }
    case .downgrade: blocks.filter { $0.sort == .downgrade }
    }
  }

  package func canRun(_ direction: Direction) -> Bool {
    direction == .upgrade || !blocks(direction).isEmpty
  }

  /// All of one direction fits in a transaction.
  package func isTransactional(_ direction: Direction) -> Bool {
    blocks(direction).allSatisfy(\.isTransactional)
  }

  /// The statements of one direction: what is counted when it stops halfway.
  package func statements(_ direction: Direction) -> [MigrationStatement] {
    blocks(direction).flatMap(\.statements)
  }

  /// What the upgrade says, layout and comments aside. A downgrade may be mended later: nothing of
  /// it is in the database.
  package var checksum: String {
    Self.digest(statements(.upgrade).map(\.digest))
  }

  /// What the first `count` statements say.
  package func checksum(ofFirst count: Int, _ direction: Direction) -> String {
    Self.digest(statements(direction).prefix(count).map(\.digest))
  }

  /// A digest of a list of texts; no two lists give the same text to digest.
  package static func digest(_ texts: [String]) -> String {
    var hash = SHA256()
    for text in texts {
      hash.update(data: Array("\(text.utf8.count):".utf8))
      hash.update(data: Array(text.utf8))
    }
    let digits = Array("0123456789abcdef".utf8)
    let hex = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hex, as: UTF8.self)
  }
}

/// `upgrade { … }` and its like.
package struct MigrationBlock: Sendable {
  package enum Sort: String, Sendable {
    case upgrade
    case downgrade
    case seed
  }
  package let sort: Sort
  /// It runs in one transaction, whole or not at all.
  package let isTransactional: Bool
  package let statements: [MigrationStatement]

  /// - Parameter isTransactional: what its author says. A block that commits in its middle has
  ///   transactions of its own all the same: settings may hold for one of them, and labels of an
  ///   enum be used behind it.
  package init(sort: Sort, isTransactional: Bool = true, statements: [MigrationStatement]) {
    self.sort = sort
    self.isTransactional = isTransactional && !Self.haveOwnTransactions(statements)
    self.statements = statements
  }

  /// `begin` at the head and `commit` at the end say what is so already.
  private static func haveOwnTransactions(_ statements: [MigrationStatement]) -> Bool {
    var rest = statements[...]
    while let first = rest.first, first.isRepeated { rest.removeFirst() }
    while let last = rest.last, last.isRepeated { rest.removeLast() }
    if rest.first?.opensTransaction == true { rest.removeFirst() }
    if rest.last?.control == .bracket, rest.last?.opensTransaction == false { rest.removeLast() }
    return rest.contains { $0.control == .bracket }
  }
}

/// One statement at the top level of a block: what is shown, counted, and run as a whole.
package struct MigrationStatement: Sendable {
  package enum Sort: Sendable {
    /// One statement of SQL's.
    case sql
    /// It leaves nothing in the database, only a name for the statements behind it.
    case definition
    /// Any other: a loop, a condition.
    case script
  }
  package let sort: Sort
  /// As its author wrote it.
  package let text: String
  /// "migrations/00000002_add_posts.migration.schema:12:3"
  package let place: String
  /// Its meaning apart from layout and comments.
  package let digest: String
  /// By which whoever made the migration finds what to run.
  package let number: Int

  package init(
    _ sort: Sort = .sql, text: String, place: String, digest: String? = nil, number: Int
  ) {
    self.sort = sort
    self.text = text
    self.place = place
    self.digest = digest ?? Migration.digest([text])
    self.number = number
  }

  private var words: LeadingWords { LeadingWords(text) }

  /// It must run again when its migration is resumed behind it: what it does ends with the session.
  var isRepeated: Bool {
    switch sort {
    case .definition: true
    case .script: false
    case .sql: ["set", "reset", "prepare", "deallocate"].contains(words.first)
    }
  }

  /// What it does to the transaction that it stands in.
  enum Control {
    case none
    /// `begin`, `commit`: it opens or closes what is open and closed for it.
    case bracket
    /// `rollback`
    case undo
  }

  var control: Control {
    guard sort == .sql else { return .none }
    let words = words
    switch words.first {
    case "begin", "start": return .bracket
    case "commit", "end": return words.starts(with: "commit prepared") ? .none : .bracket
    case "prepare": return words.starts(with: "prepare transaction") ? .undo : .none
    case "rollback", "abort":
      let isPart = ["rollback to", "rollback work to", "rollback transaction to"].contains {
        words.starts(with: $0)
      }
      return isPart || words.starts(with: "rollback prepared") ? .none : .undo
    default: return .none
    }
  }

  var opensTransaction: Bool {
    control == .bracket && ["begin", "start"].contains(words.first)
  }

  /// A guess by its first words, so that it can be said before anything runs. PostgreSQL has the
  /// last word when it does.
  package var looksTransactional: Bool {
    guard sort == .sql else { return true }
    let words = words
    if Self.neverInTransaction.contains(where: { words.starts(with: $0) }) { return false }
    guard words.words.contains("concurrently") else { return true }
    return
      !(words.words.prefix(3).contains("index") || words.first == "reindex"
      || words.words.contains("detach"))
  }

  private static let neverInTransaction = [
    "alter system", "create database", "create subscription", "create tablespace",
    "drop database", "drop subscription", "drop tablespace", "reindex database", "reindex schema",
    "reindex system", "vacuum",
  ]
}

/// Runs one statement of a migration: the engine knows no language, so whoever made the migration
/// does. It throws a `StatementFailure`, or anything else for what is no statement's fault.
package typealias PerformStatement = (Migration, MigrationStatement, Connection) throws -> Void

/// A statement of a migration that failed, as far as the engine must know; the rest is for whoever
/// made the statement and shows its error.
package struct StatementFailure: Error {
  package let sqlstate: String?
  package let message: String?
  package let isConnectionLost: Bool
  package let underlying: any Error

  package init(
    _ underlying: any Error, sqlstate: String? = nil, message: String? = nil,
    isConnectionLost: Bool = false
  ) {
    self.underlying = underlying
    self.sqlstate = sqlstate
    self.message = message
    self.isConnectionLost = isConnectionLost
  }

  package init(_ error: DatabaseError) {
    self.init(
      error, sqlstate: error.sqlstate, message: error.message,
      isConnectionLost: error.isConnectionLost)
  }

  /// Whatever was thrown, as a statement's failure.
  package init(any error: any Error) {
    if let failure = error as? StatementFailure {
      self = failure
    } else if let error = error as? DatabaseError {
      self.init(error)
    } else {
      self.init(error, sqlstate: nil)
    }
  }
}
