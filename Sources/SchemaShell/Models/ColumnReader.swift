/// A column's line, with its foreign keys taken out: they become statements of their own.
struct ColumnReader {
  struct ForeignKey {
    /// `constraint name`.
    let name: Range<Int>?
    /// `references author on delete cascade`.
    let reference: Range<Int>
  }

  private(set) var kept: [Range<Int>] = []
  private(set) var foreignKeys: [ForeignKey] = []

  init(_ tokens: DeclaredTokens) {
    var index = 1
    var start = 0
    while index < tokens.count {
      guard tokens.depth(index) == 0, tokens.word(index) == "references" else {
        index += 1
        continue
      }
      let isNamed = index >= 3 && tokens.word(index - 2) == "constraint"
      let end = Self.end(of: index, in: tokens)
      let before = isNamed ? index - 2 : index
      if before > start { kept.append(start..<before) }
      foreignKeys.append(
        ForeignKey(name: isNamed ? index - 2..<index : nil, reference: index..<end))
      (start, index) = (end, end)
    }
    if tokens.count > start { kept.append(start..<tokens.count) }
  }

  /// Where the next constraint of the column begins.
  private static func end(of start: Int, in tokens: DeclaredTokens) -> Int {
    var index = start + 1 + (tokens.qualifiedName(at: start + 1)?.length ?? 0)
    while index < tokens.count {
      let follows = tokens.word(index - 1) == "set"  // `on delete set null`
      if tokens.depth(index) == 0, !follows,
        tokens.phrase(of: TableForm.columnConstraints, at: index) != nil
      {
        return index
      }
      index += 1
    }
    return index
  }
}

extension DeclaredTokens {
  /// Takes `was NAME` out of a line and gives the name.
  ///
  /// It stands at the end of a column, and behind the name of all else: nowhere there does SQL have
  /// two names in a row.
  mutating func takeOldName() -> OldName? {
    for index in 2..<max(2, count) where depth(index) == 0 && word(index) == "was" {
      guard let name = name(index + 1), index + 2 == count || index <= 3 else { continue }
      let old = OldName(name: name, span: span(index..<index + 2))
      self = without(index..<index + 2)
      return old
    }
    return nil
  }

  /// A table constraint, not a column whose name is one of these words.
  var startsConstraint: Bool {
    if word(0) == "exclude", isPunctuation(1, "(") { return true }
    return phrase(of: TableForm.constraints, at: 0) != nil
  }
}
