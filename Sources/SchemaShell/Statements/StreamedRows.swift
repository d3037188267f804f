import Lang
import Postgres

/// The rows of `for row in (select …)`, fetched as the loop asks for them: a million rows take no
/// more memory than a few hundred.
///
/// They come through a cursor, not through libpq's own way of handing out single rows, because the
/// loop's body may use the same connection. Outside a transaction the server keeps the result
/// (`with hold`), so the body's statements are committed one by one as ever.
final class StreamedRows: HostObject {
  private static let portion = 500

  private let session: Session
  private let connection: Connection
  private let name: String
  private var isOpen = true

  /// Opens the cursor. A failure of class 42 or `0A000` says that this statement can have none:
  /// nothing of it has run, and it can be run as any other.
  init(
    _ text: StatementText, on connection: Connection, _ session: Session
  ) throws(DatabaseError) {
    self.session = session
    self.connection = connection
    name = session.cursors.nextName()
    let isAlone = connection.transactionStatus == .idle
    let head: SQL = isAlone ? "cursor with hold for" : "no scroll cursor for"
    let open: SQL = "declare \(name: name) \(head) \(text.sql)"
    if isAlone {
      try declare(open, text)
      return
    }
    // What fails in a transaction would take the transaction with it.
    let mark: SQL = "savepoint \(name: name)"
    try connection.run(mark)
    do throws(DatabaseError) {
      try declare(open, text)
    } catch {
      try connection.run("rollback to savepoint \(name: name)")
      try connection.run("release savepoint \(name: name)")
      throw error
    }
    try connection.run("release savepoint \(name: name)")
  }

  private func declare(_ sql: SQL, _ text: StatementText) throws(DatabaseError) {
    do throws(DatabaseError) {
      try connection.run(sql)
    } catch {
      isOpen = false
      var error = error
      let shift = sql.text.unicodeScalars.count - text.sql.text.unicodeScalars.count
      error.position = error.position.map { $0 - shift }
      throw error
    }
  }

  deinit {
    // Nothing can be run here: the connection may be at work.
    if isOpen { session.cursors.abandon(name, on: connection) }
  }

  var typeName: String { "rows" }

  func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? {
    StreamIterator(self)
  }

  fileprivate func fetch() throws -> Rows? {
    guard isOpen else { return nil }
    do {
      let rows = Rows(
        try session.running.track(connection) {
          try connection.run("fetch \(literal: StreamedRows.portion) from \(name: name)")
        })
      if rows.cells.count < StreamedRows.portion {
        isOpen = false
        if connection.transactionStatus != .inFailedTransaction {
          try connection.run("close \(name: name)")
        }
      }
      return rows.cells.isEmpty ? nil : rows
    } catch let error as DatabaseError {
      isOpen = false
      throw ScriptFailure(error)
    }
  }
}

private final class StreamIterator: HostIterator {
  private let rows: StreamedRows
  private var portion: Rows?
  private var index = 0

  init(_ rows: StreamedRows) { self.rows = rows }

  func next(_ interpreter: Interpreter) throws -> Value? {
    if let portion, index < portion.cells.count {
      defer { index += 1 }
      return portion.row(index)
    }
    portion = try rows.fetch()
    guard let portion else { return nil }
    try interpreter.charge(work: portion.cells.count)
    index = 1
    return portion.row(0)
  }
}

/// Cursors that a loop left before its end, closed at the next opportunity.
package struct Cursors {
  private var count = 0
  private var abandoned: [(name: String, connection: Connection)] = []

  mutating func nextName() -> String {
    count += 1
    return "schemashell_rows_\(count)"
  }

  mutating func abandon(_ name: String, on connection: Connection) {
    abandoned.append((name, connection))
  }

  /// Closes those of a connection that is about to be used.
  mutating func closeAbandoned(on connection: Connection) throws(DatabaseError) {
    guard !abandoned.isEmpty, connection.transactionStatus != .inFailedTransaction else { return }
    let names = abandoned.filter { $0.connection === connection }.map(\.name)
    abandoned.removeAll { $0.connection === connection }
    for name in names {
      // It may have gone with its transaction; closing it then would be an error.
      let found = try connection.run(
        "select from pg_catalog.pg_cursors where name = \(binding: name)")
      if found.rowCount > 0 { try connection.run("close \(name: name)") }
    }
  }
}
