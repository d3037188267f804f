package import Lang
import Postgres

/// What a script has changed so far, so that a failure can say what was applied and what was not.
///
/// It counts statements that ran, by what the server said of them; what is inside a transaction
/// waits until its end. Statements that only look are not counted.
package struct Ledger {
  /// Changes that will stay, whatever comes.
  private(set) var applied = 0
  private(set) var lastApplied: Location?
  /// Changes within the open transaction.
  private var pending: [Location] = []
  private var marks: [(name: String, count: Int)] = []
  private(set) var openedAt: Location?
  private weak var openOn: Connection?
  private var savepoints = 0

  /// What the server calls statements that change nothing.
  private static let looks: Set<String> = [
    "SELECT", "SHOW", "EXPLAIN", "FETCH", "DECLARE", "CLOSE", "SET", "RESET", "LISTEN", "UNLISTEN",
    "PREPARE", "DEALLOCATE", "LOCK", "MOVE", "DISCARD", "CHECKPOINT", "",
  ]

  mutating func nextSavepoint() -> String {
    savepoints += 1
    return "schemashell_\(savepoints)"
  }

  mutating func begin(on connection: Connection, at location: Location) {
    openedAt = location
    openOn = connection
    pending = []
    marks = []
  }

  mutating func mark(_ name: String) { marks.append((name, pending.count)) }

  mutating func commit() {
    applied += pending.count
    lastApplied = pending.last ?? lastApplied
    close()
  }

  /// To a savepoint, or all of it.
  mutating func rollBack(to name: String?) {
    guard let name else { return close() }
    guard let mark = marks.lastIndex(where: { $0.name == name }) else { return }
    pending.removeSubrange(min(marks[mark].count, pending.count)...)
    marks.removeSubrange((mark + 1)...)
  }

  private mutating func close() {
    openedAt = nil
    pending = []
    marks = []
  }

  /// A statement ran. `tag` is the server's word for it: `INSERT 0 3`.
  mutating func note(
    _ tag: String, _ words: some Sequence<String>, before: Connection.TransactionStatus,
    on connection: Connection, at location: Location
  ) {
    let after = connection.transactionStatus
    let word = tag.prefix { $0 != " " }
    switch (before, after) {
    case (.idle, .inTransaction): begin(on: connection, at: location)
    case (.idle, _):
      guard !Ledger.looks.contains(String(word)) else { return }
      applied += 1
      lastApplied = location
    case (_, .idle):
      if word == "COMMIT" { commit() } else { rollBack(to: nil) }
    default:
      guard connection === openOn else { return }
      control(String(word), Array(words.prefix(5)), location)
    }
  }

  private mutating func control(_ tag: String, _ words: [String], _ location: Location) {
    switch tag {
    case "SAVEPOINT": mark(words.last ?? "")
    case "ROLLBACK": rollBack(to: words.last ?? "")
    case "RELEASE", "COMMIT", "BEGIN": break
    default:
      if !Ledger.looks.contains(tag) { pending.append(location) }
    }
  }

  // MARK: - In words

  /// What stays and what does not, for the end of a script that failed; empty when nothing that
  /// ran would have changed anything.
  package func summary(of program: Program, failedAt location: Location?) -> [Diagnostic] {
    var lines: [String] = []
    let rest = behind(location, in: program)
    guard applied > 0 || openedAt != nil || rest.count > 0 else { return [] }
    if applied > 0 {
      let place = lastApplied.map { ", the last at \($0.description)" } ?? ""
      lines.append("applied before: \(counted(applied))\(place)")
    } else {
      lines.append("nothing was applied")
    }
    if let openedAt {
      let what =
        pending.isEmpty ? "nothing had been changed in it" : "\(counted(pending.count)) undone"
      lines.append(
        "the transaction begun at \(openedAt.description) was rolled back: \(what)")
    }
    if let first = rest.first {
      lines.append("not run: \(counted(rest.count)), from \(first.description) on")
    }
    return lines.map { Diagnostic(.note, $0) }
  }

  private func counted(_ count: Int) -> String {
    count == 1 ? "1 statement" : "\(count) statements"
  }

  /// The top level's statements behind the one that failed.
  private func behind(_ location: Location?, in program: Program) -> [Location] {
    guard let location, location.source === program.source else { return [] }
    return program.outline.filter { $0.span.start > location.span.start }
      .map { Location(program.source, $0.span) }
  }
}
