import Engine

/// A column's line cut into its clauses: the type, `not null`, `default 0`, `check (…)`.
struct ColumnClauses {
  struct Clause {
    /// The words that it starts with; empty for the type.
    let lead: String
    /// `constraint NAME` in front.
    let name: String?
    let range: Range<Int>
  }

  private(set) var clauses: [Clause] = []

  init(_ tokens: some Lexed) {
    var start = 1
    var lead = ""
    var name: String?
    var index = 1
    func close(at end: Int) {
      if end > start { clauses.append(Clause(lead: lead, name: name, range: start..<end)) }
    }
    while index < tokens.count {
      // `on delete set null`, `default null`
      let isWithin = tokens.word(index - 1) == "set" || index == start + 1 && lead == "default"
      guard tokens.depth(index) == 0, !isWithin,
        let phrase = tokens.phrase(of: TableForm.columnConstraints, at: index)
      else {
        index += 1
        continue
      }
      close(at: index)
      (start, lead, name) = (index, phrase, nil)
      index += phrase.split(separator: " ").count
      if phrase == "constraint" {
        name = tokens.name(index)
        index += 1
        lead = tokens.phrase(of: TableForm.columnConstraints, at: index) ?? ""
        index += max(1, lead.split(separator: " ").count)
      }
    }
    close(at: tokens.count)
  }

  /// The clause that says `lead` of the column itself.
  subscript(lead: String) -> Clause? { clauses.first { $0.lead == lead && $0.name == nil } }

  var type: Clause? { clauses.first.flatMap { $0.lead.isEmpty ? $0 : nil } }
}
