import Lang

/// `history`, `history 20`
enum HistoryCommand: Command {
  static let signature = Signature(
    "history", group: CommandGroup.shell, summary: "List what was entered, the latest last.",
    .argument("count", .integer, .optional, help: "how many; 50 unless it is said"),
    discussion: """
      Entries are kept in a file that only you can read, $SCHEMASHELL_HISTORY or
      ~/.local/state/schemashell/history. What holds a password is never written to it.
      """,
    examples: ["history", "history 5"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let all = session.entries?() ?? []
    let shown = all.suffix(max(0, try call.integer("count") ?? 50))
    return session.answer(call, .list(shown.map { Value($0) })) {
      let first = all.count - shown.count + 1
      let width = String(all.count).count
      session.console.show(
        shown.enumerated().flatMap { index, entry -> [String] in
          let number = String(first + index)
          let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
          return lines.enumerated().map { line, text in
            let margin = line == 0 ? spaces(width - number.count) + number : spaces(width)
            return "\(margin)  \(text)"
          }
        })
    }
  }
}
