package import Lang
import Postgres

/// SQL as the language's statements: which words start it, and what running it means here.
package enum PostgreSQL: ForeignLanguage {
  package static let verbs: [ForeignVerb] =
    definitions.map { ForeignVerb($0, isDefinition: true) }
    + others.map { ForeignVerb($0) }

  private static let definitions = [
    "alter", "comment", "create", "drop", "grant", "reset", "revoke", "security", "set",
  ]
  private static let others = [
    "abort", "analyze", "begin", "call", "checkpoint", "close", "cluster", "commit", "copy",
    "deallocate", "declare", "delete", "discard", "do", "end", "execute", "explain",
    "fetch", "import", "insert", "listen", "load", "lock", "merge", "move", "notify", "prepare",
    "reassign", "refresh", "reindex", "release", "rollback", "savepoint", "select",
    "show", "start", "table", "truncate", "unlisten", "update", "vacuum", "values", "with",
  ]

  /// Statements that define nothing, so that what is known of the database's names stays true.
  private static let queries: Set<String> = [
    "select", "insert", "update", "delete", "merge", "with", "values", "table", "show", "explain",
    "fetch", "copy", "listen", "notify", "analyze", "vacuum", "begin", "savepoint", "release",
  ]

  /// Statements about the transaction itself: one cannot be undone by a savepoint around it.
  static let transactional: Set<String> = [
    "abort", "begin", "commit", "end", "prepare", "release", "rollback", "savepoint", "start",
  ]

  /// What completion offers within a statement besides names.
  static let keywords: [String] = [
    "and", "any", "as", "between", "by", "case", "cascade", "check", "column", "constraint",
    "cross", "default", "desc", "distinct", "else", "end", "except", "exists", "foreign", "from",
    "full", "group", "having", "ilike", "in", "index", "inner", "intersect", "into", "is", "join",
    "key", "lateral", "left", "like", "limit", "materialized", "not", "null", "offset", "on", "or",
    "order", "outer", "partition", "primary", "references", "returning", "right", "schema",
    "select", "sequence", "set", "table", "then", "trigger", "type", "union", "unique", "using",
    "values", "view", "when", "where", "with",
  ]

  /// What psql has at the end of a statement; `Backslash` runs the same behind one.
  package static let endings: Set<String> = ["g", "gx", "watch"]

  package static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    if call.isStatement { interpreter.session.lastStatement = call }
    guard let ending = call.statement.ending else { return try runOnce(call, interpreter) }
    return try StatementEnding(ending.name, ending.rest, Location(call.source, ending.span))
      .run(call, interpreter)
  }

  static func runOnce(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let clock = ContinuousClock()
    let start = clock.now
    if call.isIterated, let rows = try stream(call, interpreter) { return .host(rows) }
    let results = try performAll(call, interpreter)
    if call.isStatement { for rows in results { show(rows, session) } }
    if session.showsTiming { session.console.say("Time: \((clock.now - start).milliseconds) ms") }
    return results.count == 1 ? .host(results[0]) : .list(results.map { .host($0) })
  }

  /// Runs a statement and shows nothing of it.
  static func perform(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Rows {
    try performAll(call, interpreter).last ?? Rows(columns: [], cells: [])
  }

  /// The results of what is written as one statement; a text that a script made up may be many.
  private static func performAll(
    _ call: ForeignCall, _ interpreter: Interpreter
  ) throws -> [Rows] {
    let session = interpreter.session
    let copy = try CopyFile(call, interpreter)
    let text = try StatementText(call, copy?.parts)
    let connection = try session.connection()
    session.willWait?()
    let before = connection.transactionStatus
    let results: [Rows]
    do {
      results = try session.running.track(connection) {
        try session.cursors.closeAbandoned(on: connection)
        return try run(call, text, copy, on: connection, session)
      }
    } catch let error as DatabaseError {
      throw failure(error, in: text, connection, interpreter)
    }
    let onlyLooks = call.verb == "copy" && (copy?.isInput == false || CopyData.goesToClient(call))
    for rows in results where !onlyLooks {
      session.ledger.note(
        rows.tag, SQLWords(text.sql.text), before: before, on: connection, at: text.location)
    }
    if !queries.contains(call.verb) { session.definitionCount += 1 }
    return results
  }

  /// Rows for a loop to fetch one by one; nil when this statement cannot give them so.
  private static func stream(
    _ call: ForeignCall, _ interpreter: Interpreter
  ) throws -> StreamedRows? {
    let session = interpreter.session
    guard ["select", "with", "values", "table"].contains(call.verb), !call.isMadeUp else {
      return nil
    }
    let text = try StatementText(call)
    let connection = try session.connection()
    if let steps = session.steps, steps.walk.isOpen, steps.walk.connection === connection {
      return nil
    }
    session.willWait?()
    do {
      return try session.running.track(connection) {
        try session.cursors.closeAbandoned(on: connection)
        return try StreamedRows(text, on: connection, session)
      }
    } catch let error as DatabaseError {
      if error.sqlstate == "0A000" || error.sqlstate.hasPrefix("42") { return nil }
      throw failure(error, in: text, connection, interpreter)
    }
  }

  package static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    try Backslash.run(call, interpreter)
  }

  private static func run(
    _ call: ForeignCall, _ text: StatementText, _ copy: CopyFile?, on connection: Connection,
    _ session: Session
  ) throws -> [Rows] {
    if let copy { return [.copied(try copy.run(text.sql, on: connection))] }
    if let data = call.data {
      return [.copied(try CopyData.send(data, text.sql, to: connection))]
    }
    if call.verb == "copy", CopyData.goesToClient(call) {
      return [.copied(try CopyData.receive(text.sql, from: connection, session.console))]
    }
    if let steps = session.steps, steps.walk.isOpen, steps.walk.connection === connection {
      // What fails between two steps must not undo the steps.
      steps.forgetState()
      return [
        try steps.walk.between(handlesSavepoints: transactional.contains(call.verb)) {
          Rows(try connection.run(text.sql))
        }
      ]
    }
    guard call.isMadeUp else { return [Rows(try connection.run(text.sql))] }
    var results: [Rows] = []
    try connection.script(text.sql.text) { result in results.append(Rows(result)) }
    return results
  }

  /// Rows are always results; that something was created is news only to a person who watches.
  private static func show(_ rows: Rows, _ session: Session) {
    if rows.hasColumns {
      session.show(rows.table)
    } else if session.isInteractive, !rows.tag.isEmpty {
      session.console.say(rows.tag)
    }
  }

  private static func failure(
    _ error: DatabaseError, in text: StatementText, _ connection: Connection,
    _ interpreter: Interpreter
  ) -> ScriptFailure {
    // Cancelled by the server's own choice (a timeout) is a failure like any other.
    if error.isCancelled, interpreter.cancellation.isCancelled {
      return ScriptFailure(.cancelled, [Diagnostic(.error, "cancelled", at: text.location)])
    }
    var failure = ScriptFailure(error, in: text)
    if error.position == nil, let place = text.place(of: error.context ?? "") {
      failure.diagnostics[0].location = place
    }
    if connection.isLost {
      failure.details["sqlstate"] =
        failure.details["sqlstate"].flatMap { $0.isEmpty ? nil : $0 } ?? "08006"
      failure.diagnostics[0].notes.append(
        .init("the connection is lost; `connect` opens it again"))
    }
    return failure
  }
}

extension Duration {
  /// `12.345`
  var milliseconds: String {
    let parts = components
    let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    let fraction = String(microseconds % 1000)
    return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
