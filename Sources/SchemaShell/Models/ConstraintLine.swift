import Engine
import Postgres

/// A constraint as a model says it: behind its column where it concerns one, and without its name
/// where PostgreSQL would give the same.
struct ConstraintLine {
  let id: ObjectID
  /// The column behind whose definition it stands; nil when it has a line of its own.
  private(set) var column: String?
  private(set) var line: String
  /// A primary key's columns are not null without a word.
  private(set) var impliesNotNull: Bool
  private let whole: String
  /// Keys first, what points elsewhere last.
  let rank: Int
  /// p, u, c, f or x.
  let sort: String
  let columns: [String]

  /// `hidesName` is false when the name must be said.
  init(_ constraint: Constraint, in model: ModelWriter, hidesName: Bool) {
    id = constraint.id
    rank = ["p", "u", "c", "x", "f"].firstIndex(of: constraint.sort) ?? 0
    let tokens = model.tokens(constraint.saying.text)
    let columns = Self.columns(of: constraint, tokens, model.snapshot)
    sort = constraint.sort
    self.columns = columns ?? []
    let text = tokens.text(0..<tokens.count, onOneLine: true)
    guard let columns, constraint.isValid, hidesName,
      model.names.isGenerated(constraint, columns: columns)
    else {
      (column, impliesNotNull) = (nil, false)
      whole =
        "constraint \(quoteIdentifier(constraint.id.name)) \(text)"
        + (constraint.isValid ? "" : " not valid")
      line = whole
      return
    }
    let inline = columns.count == 1 ? Self.inline(constraint, tokens, model) : nil
    column = inline == nil ? nil : columns[0]
    line = inline ?? text
    impliesNotNull = inline != nil && constraint.sort == "p"
    whole = text
  }

  /// The same on a line of its own.
  var apart: ConstraintLine {
    var copy = self
    (copy.column, copy.line, copy.impliesNotNull) = (nil, whole, false)
    return copy
  }

  /// The columns that give it its name; nil when that cannot be told.
  private static func columns(
    of constraint: Constraint, _ tokens: SQLTokens, _ snapshot: Snapshot
  ) -> [String]? {
    if constraint.sort == "c" {
      return snapshot.needs(of: constraint.id)
        .filter { $0.kind == Column.kind && Array($0.names.dropLast()) == constraint.table.names }
        .map(\.name)
    }
    guard let open = (0..<tokens.count).first(where: { tokens.isPunctuation($0, "(") }) else {
      return nil
    }
    let close = tokens.behindBrackets(at: open) - 1
    if tokens.word(close + 1) == "include" { return nil }
    return stride(from: open + 1, to: close, by: 2).compactMap(tokens.name)
  }

  /// How it stands behind its only column.
  private static func inline(
    _ constraint: Constraint, _ tokens: SQLTokens, _ model: ModelWriter
  ) -> String? {
    switch constraint.sort {
    case "c": return tokens.text(0..<tokens.count, onOneLine: true)
    case "p", "u", "f":
      guard let open = (0..<tokens.count).first(where: { tokens.isPunctuation($0, "(") }) else {
        return nil
      }
      let behind = tokens.behindBrackets(at: open)
      if constraint.sort == "f" { return reference(tokens, from: behind, model) }
      return tokens.text(0..<tokens.count, without: Set(open..<behind), onOneLine: true)
    default: return nil
    }
  }

  /// `references author on delete cascade`: the primary key goes without saying.
  private static func reference(
    _ tokens: SQLTokens, from start: Int, _ model: ModelWriter
  ) -> String? {
    guard tokens.word(start) == "references", let target = tokens.qualifiedName(at: start + 1)
    else {
      return nil
    }
    let open = start + 1 + target.length
    let names = target.names.withSchema
    let named = (open + 1..<tokens.behindBrackets(at: open) - 1).map(tokens.text).joined()
    let isKey = model.children(of: ObjectID(Table.kind, names)).contains {
      guard let other = $0 as? Constraint else { return false }
      return other.sort == "p" && SQLTokens(other.definition).isPrimaryKey(on: named)
    }
    let dropped = isKey ? Set(open..<tokens.behindBrackets(at: open)) : []
    return tokens.text(start..<tokens.count, without: dropped, onOneLine: true)
  }
}

extension SQLTokens {
  fileprivate func isPrimaryKey(on column: String) -> Bool {
    hasPhrase("primary key", at: 0) && count == 5 && text(3) == column
  }
}
