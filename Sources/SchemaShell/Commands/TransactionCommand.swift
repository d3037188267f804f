import Lang
import Postgres

/// `transaction { … }`: all of it, or nothing.
enum TransactionCommand: EnclosingCommand {
  static let signature = Signature(
    "transaction", group: CommandGroup.shell,
    summary: "Run a block in one transaction: all of it happens, or nothing.", .block(),
    discussion: """
      The end of the block commits; so do `return` and `break` out of it. A failure or `exit` rolls
      back. A transaction within another is a savepoint: when it fails and the failure is caught, what
      ran before it stays.
      """,
    examples: ["transaction { print \"both or none\" }"])

  static func enter(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    switch connection.transactionStatus {
    case .idle:
      try run("begin", on: connection, session)
      session.ledger.begin(on: connection, at: call.location)
      return .host(OpenBlock(connection, savepoint: nil, at: call.location))
    case .inTransaction:
      let name = session.ledger.nextSavepoint()
      try run("savepoint \(name: name)", on: connection, session)
      session.ledger.mark(name)
      return .host(OpenBlock(connection, savepoint: name, at: call.location))
    case .inFailedTransaction, .active, .unknown:
      throw call.failure(
        "the transaction that is open has failed", hint: "`rollback;` ends it")
    }
  }

  static func leave(_ token: Value, failure: ScriptFailure?, _ interpreter: Interpreter) throws {
    guard let block = token.hostObject as? OpenBlock else { return }
    let session = interpreter.session
    let connection = block.connection
    guard !connection.isLost else { return session.ledger.rollBack(to: nil) }
    guard connection.transactionStatus != .idle else {
      session.ledger.rollBack(to: nil)
      guard failure == nil else { return }
      throw ScriptFailure(
        "the transaction was ended inside its block", at: block.location,
        hint: "leave `commit` and `rollback` to the block's end")
    }
    if failure != nil { return try rollBack(block, session) }
    do {
      if let name = block.savepoint {
        try run("release savepoint \(name: name)", on: connection, session)
      } else {
        try run("commit", on: connection, session)
        session.ledger.commit()
      }
    } catch {
      try? rollBack(block, session)
      throw error
    }
  }

  private static func rollBack(_ block: OpenBlock, _ session: Session) throws {
    let connection = block.connection
    guard connection.transactionStatus != .idle else { return session.ledger.rollBack(to: nil) }
    if let name = block.savepoint {
      try run("rollback to savepoint \(name: name)", on: connection, session)
      try run("release savepoint \(name: name)", on: connection, session)
      session.ledger.rollBack(to: name)
    } else {
      try run("rollback", on: connection, session)
      session.ledger.rollBack(to: nil)
    }
  }

  private static func run(_ sql: SQL, on connection: Connection, _ session: Session) throws {
    do throws(DatabaseError) {
      try session.running.track(connection) { () throws(DatabaseError) in
        _ = try connection.run(sql)
      }
    } catch {
      throw ScriptFailure(error)
    }
  }
}

/// The block that is open: which connection, and how it was entered.
private final class OpenBlock: HostObject {
  let connection: Connection
  let savepoint: String?
  let location: Location

  init(_ connection: Connection, savepoint: String?, at location: Location) {
    self.connection = connection
    self.savepoint = savepoint
    self.location = location
  }

  var typeName: String { "transaction" }
}
