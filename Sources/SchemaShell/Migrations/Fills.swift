import Engine
import Lang
import Postgres

/// What rows that are there already get for a column that becomes not null: `filling post.slug with
/// (lower(title))`.
struct Fills {
  private var values: [(column: ObjectID, value: SQL)] = []

  static let parts: (column: Lang.Part, value: Lang.Part) = (
    .clause("filling", .name("column"), .many, help: "a column that rows need a value for"),
    .clause(
      "with", .foreign, key: "expression", .many,
      help: "the value: an SQL expression, in parentheses or quotes")
  )

  /// Whose rows a plan has to do with.
  enum Rows {
    /// Those of the database that it is for.
    case database(Connection)
    /// A migration's: there are databases that nobody knows.
    case anyDatabase
    /// Those of a schema that is no database.
    case unknown
  }

  /// A plan of the comparison's, with the values that the command names, or that a person is asked
  /// for.
  static func plan(
    _ plan: Plan, of comparison: Comparison, _ call: CommandCall, _ session: Session,
    rowsOf rows: Rows
  ) throws -> Plan {
    var fills = Fills()
    let gaps = plan.gaps(in: comparison.diff)
    try fills.take(call, gaps)
    for gap in gaps where !fills.values.contains(where: { $0.column == gap.column }) {
      switch rows {
      case .database(let connection):
        guard connection.hasRows(gap, comparison.moves) else { continue }
      case .anyDatabase: break
      case .unknown: continue
      }
      guard let value = try fills.ask(gap, comparison.moves, rows, call, session) else { continue }
      fills.values.append((gap.column, value))
    }
    guard !fills.values.isEmpty else { return plan }
    return plan.filling(fills.values, in: comparison.diff)
  }

  private mutating func take(_ call: CommandCall, _ gaps: [Plan.Gap]) throws {
    let columns = call.all("filling")
    let given = call.all("expression")
    guard columns.count == given.count else {
      throw call.failure(
        "each `filling` needs a `with`", at: columns.isEmpty ? "expression" : "filling",
        hint: "filling post.slug with (lower(title))")
    }
    for (column, value) in zip(columns, given) {
      let name = try column.text()
      let tokens = SQLTokens(name)
      let names = tokens.tokens.indices.compactMap { tokens.name($0) }
      let fitting = gaps.map(\.column).filter { $0.names.suffix(names.count).elementsEqual(names) }
      guard fitting.count == 1, let id = fitting.first else {
        let known = gaps.map { Fills.title($0.column) }
        throw ScriptFailure(
          fitting.isEmpty
            ? "\(name) is no column that rows need a value for"
            : "\(name) may mean several columns",
          at: column.location,
          hint: known.isEmpty ? nil : "these are: " + known.joined(separator: ", "))
      }
      values.append((id, try Fills.expression(value)))
    }
  }

  /// A text is SQL; any other value is itself.
  private static func expression(_ argument: CommandArgument) throws -> SQL {
    let written: String
    if let foreign = argument.foreign {
      written = try StatementText.literal(foreign).text
    } else if case .text(let text) = argument.value {
      written = text.string
    } else {
      return try SQLValue.sql(argument.value, isBound: false, at: argument.location)
    }
    guard let sql = expression(written) else {
      throw ScriptFailure(
        "this must be one SQL expression", at: argument.location,
        hint: "an empty text is \"''\"")
    }
    return sql
  }

  private static func expression(_ text: String) -> SQL? {
    let tokens = SQLTokens(text)
    guard tokens.count > 0,
      !tokens.tokens.indices.contains(where: { tokens.isPunctuation($0, ";") })
    else { return nil }
    // A comment at its end would swallow what comes behind it.
    return SQL(trusted: tokens.text(0..<tokens.count, onOneLine: true))
  }

  /// In a terminal a person is asked. A script is refused where rows are known to be there.
  private func ask(
    _ gap: Plan.Gap, _ moves: [Renaming.Move], _ rows: Rows, _ call: CommandCall,
    _ session: Session
  ) throws -> SQL? {
    let name = Fills.title(gap.column)
    if session.isInteractive, let ask = session.console.ask {
      while let answer = ask("SQL for the value of \(name) in rows that exist (empty: none): ") {
        if answer.allSatisfy(\.isWhitespace) { return nil }
        if let sql = Fills.expression(answer) { return sql }
        session.console.say("this must be one SQL expression")
      }
      return nil
    }
    if case .anyDatabase = rows {
      let known = session.connections.current?.connection
      guard known?.hasRows(gap, moves) ?? false else { return nil }
    }
    throw call.failure(
      gap.isNew
        ? "\(name) is not null, and rows of \(Fills.title(gap.table)) would have no value for it"
        : "\(name) is not null, and there are rows of \(Fills.title(gap.table)) in which it is",
      hint: "`filling \(name) with (…)` says which")
  }

  private static func title(_ id: ObjectID) -> String {
    (id.names.first == "public" ? Array(id.names.dropFirst()) : id.names)
      .map { quoteIdentifier($0) }.joined(separator: ".")
  }
}

extension Connection {
  /// Whether rows are known to be in the way: false where nothing is connected.
  fileprivate func hasRows(_ gap: Plan.Gap, _ moves: [Renaming.Move]) -> Bool {
    // A look that fails would end a transaction of the user's.
    guard !isLost, transactionStatus == .idle else { return false }
    // Both are there under their old names still.
    func old(_ id: ObjectID) -> ObjectID { moves.first { $0.new == id }?.old ?? id }
    let name: SQL = "\(name: old(gap.table).names)"
    let condition: SQL = gap.isNew ? "" : " where \(name: old(gap.column).name) is null"
    // What is no table there, or may not be read, has no rows that are known.
    guard let found = try? run("select to_regclass(\(literal: name.text))").isNull(0, 0), !found,
      let answer = try? run("select exists (select from \(name)\(condition))").string(0, 0)
    else { return false }
    return answer == "t"
  }
}
