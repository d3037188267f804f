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

  package static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let clock = ContinuousClock()
    let start = clock.now
    let rows = try perform(call, interpreter)
    if call.isStatement { show(rows, session) }
    if session.showsTiming { session.console.say("Time: \((clock.now - start).milliseconds) ms") }
    return .host(rows)
  }

  /// Runs a statement and shows nothing of it.
  static func perform(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Rows {
    let session = interpreter.session
    let text = try StatementText(call)
    let connection = try session.connection()
    session.willWait?()
    let rows: Rows
    do {
      rows = try session.running.track(connection) {
        try run(call, text, on: connection, session)
      }
    } catch let error as DatabaseError {
      throw failure(error, in: text, connection, interpreter)
    }
    if !queries.contains(call.verb) { session.definitionCount += 1 }
    return rows
  }

  package static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    try Backslash.run(call, interpreter)
  }

  private static func run(
    _ call: ForeignCall, _ text: StatementText, on connection: Connection, _ session: Session
  ) throws -> Rows {
    if let data = call.data {
      let count = try CopyData.send(data, text.sql, to: connection)
      return Rows(columns: [], cells: [], tag: "COPY \(count ?? 0)")
    }
    if call.verb == "copy", CopyData.goesToClient(call) {
      let count = try CopyData.receive(text.sql, from: connection, session.console)
      return Rows(columns: [], cells: [], tag: "COPY \(count ?? 0)")
    }
    if let steps = session.steps, steps.walk.isOpen, steps.walk.connection === connection {
      // What fails between two steps must not undo the steps.
      steps.forgetState()
      return try steps.walk.between(handlesSavepoints: transactional.contains(call.verb)) {
        Rows(try connection.run(text.sql))
      }
    }
    return Rows(try connection.run(text.sql))
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
    if connection.isLost {
      failure.details["sqlstate"] =
        failure.details["sqlstate"].flatMap { $0.isEmpty ? nil : $0 } ?? "08006"
      failure.diagnostics[0].notes.append(
        .init("the connection is lost; `connect` opens it again"))
    }
    return failure
  }
}

/// The data of `COPY … FROM STDIN` and `TO STDOUT`.
enum CopyData {
  private static let chunkSize = 1 << 16

  static func send(
    _ data: ArraySlice<UInt8>, _ sql: SQL, to connection: Connection
  ) throws -> Int? {
    var rest = data
    return try connection.copyIn(sql) {
      guard !rest.isEmpty else { return nil }
      let chunk = Array(rest.prefix(chunkSize))
      rest = rest.dropFirst(chunk.count)
      return chunk
    }
  }

  static func receive(
    _ sql: SQL, from connection: Connection, _ console: Console
  ) throws -> Int? {
    try connection.copyOut(sql) { bytes in
      let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
      console.output(String(decoding: line, as: UTF8.self))
    }
  }

  /// Whether `to stdout` stands in it, outside quotes and parentheses.
  static func goesToClient(_ call: ForeignCall) -> Bool {
    var previous = ""
    for case .raw(let text, _) in call.parts {
      for word in SQLWords(text) {
        if word == "stdout", previous == "to" { return true }
        previous = word
      }
    }
    return false
  }
}

/// The unquoted words of a piece of SQL, lower case, at no depth of parentheses.
struct SQLWords: Sequence, IteratorProtocol {
  private var rest: Substring
  private var depth = 0

  init(_ text: String) { rest = text[...] }

  mutating func next() -> String? {
    while let first = rest.first {
      switch first {
      case "(": depth += 1
      case ")": depth -= 1
      case "'", "\"":
        rest = rest.dropFirst().drop { $0 != first }
      case let character where character.isLetter || character == "_":
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest[word.endIndex...]
        guard depth == 0 else { continue }
        return word.lowercased()
      default: break
      }
      rest = rest.dropFirst()
    }
    return nil
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
