import Engine
import Lang

/// What is wrong with declarations by their text alone, without a database.
///
/// Only what no database could make right is an error: a column that stands there twice, or that a
/// key names and the table does not have. Types and the names in expressions are PostgreSQL's to
/// know, when a model is loaded.
struct ModelCheck {
  private var tables: [[String]: DeclaredTable] = [:]
  private var diagnostics: [Diagnostic] = []

  /// The mistakes in all declarations of some files, which may name each other's tables.
  static func diagnostics(_ declarations: [DeclarationSyntax]) -> [Diagnostic] {
    var check = ModelCheck()
    for syntax in declarations { check.read(syntax) }
    for table in check.tables.values.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      check.checkUses(table)
    }
    return check.diagnostics
  }

  private mutating func read(_ syntax: DeclarationSyntax) {
    diagnostics += ModelParts.of(syntax).diagnostics
    switch syntax.form.body {
    case .lines:
      guard let table = DeclaredTable(syntax) else { return }
      declare(table)
      checkColumns(table)
    case .list: checkLabels(syntax)
    case .foreign: break
    }
  }

  private mutating func report(
    _ message: String, _ source: Source, _ span: Span, hint: String? = nil, first: Span? = nil,
    in other: Source? = nil
  ) {
    let notes = first.map {
      [Diagnostic.Note("the first one is here", at: Location(other ?? source, $0))]
    }
    diagnostics.append(
      Diagnostic(
        .error, message, at: Location(source, span), hint: hint, notes: notes ?? []))
  }

  private mutating func declare(_ table: DeclaredTable) {
    if let first = tables[table.name] {
      report(
        "table `\(table.header.names.joined(separator: "."))` is declared twice",
        table.syntax.source, table.nameSpan, first: first.nameSpan, in: first.syntax.source)
    } else {
      tables[table.name] = table
    }
  }

  private mutating func checkLabels(_ syntax: DeclarationSyntax) {
    var seen: [String: Span] = [:]
    for item in syntax.items {
      guard let token = item.tokens.first else { continue }
      var label = syntax.text(token)
      switch token.kind {
      case .text: label = SQLTokens(label).lastLiteral ?? label
      case .quotedName: label = unquotedName(label) ?? label
      case .word, .number, .symbol, .punctuation: break
      }
      if let first = seen[label] {
        report("`\(label)` stands here twice", syntax.source, token.span, first: first)
      } else {
        seen[label] = token.span
      }
    }
  }

  private mutating func checkColumns(_ table: DeclaredTable) {
    let source = table.syntax.source
    var seen: [String: Span] = [:]
    for column in table.columns {
      if let first = seen[column.name] {
        report("column `\(column.name)` stands here twice", source, column.span, first: first)
      } else {
        seen[column.name] = column.span
      }
      if column.tokens.count == 1, table.header.type == nil, table.header.partition == nil {
        report("column `\(column.name)` has no type", source, column.span)
      }
      checkWords(column, source)
    }
    if table.primaryKeys.count > 1 {
      report(
        "a table has one primary key", source, table.primaryKeys[1],
        hint: "a key of several columns stands on a line of its own: primary key (a, b)",
        first: table.primaryKeys[0])
    }
  }

  // MARK: - The words of a column

  /// What may begin what follows a column's type.
  private static let starters = [
    "collate", "constraint", "not", "null", "default", "check", "unique", "primary", "generated",
    "references", "compression", "storage", "deferrable", "initially", "with", "options", "no",
    "enforced", "exclude", "using",
  ]

  private mutating func checkWords(_ column: DeclaredTable.Column, _ source: Source) {
    let tokens = column.tokens
    guard tokens.phrase(of: TableForm.typelessColumn, at: 1) == nil,
      let end = ModelCheck.endOfType(in: tokens), end < tokens.count, let word = tokens.word(end),
      !ModelCheck.starters.contains(word)
    else { return }
    report(
      "expected a constraint of column `\(column.name)`, not `\(tokens.text(end))`", source,
      tokens.span(end), hint: Suggestion.hint(for: word, in: ModelCheck.starters))
  }

  /// Behind the type that starts at the second token; nil where it is not understood.
  private static func endOfType(in tokens: DeclaredTokens) -> Int? {
    guard let name = tokens.qualifiedName(at: 1) else { return nil }
    var index = 1 + name.length
    switch name.names.count == 1 ? tokens.word(1) : nil {
    case "double": if tokens.word(index) == "precision" { index += 1 }
    case "character", "char", "bit", "nchar":
      if tokens.word(index) == "varying" { index += 1 }
    case "national":
      if ["character", "char"].contains(tokens.word(index)) { index += 1 }
      if tokens.word(index) == "varying" { index += 1 }
    case "interval":
      let units = ["year", "month", "day", "hour", "minute", "second", "to"]
      while let word = tokens.word(index), units.contains(word) { index += 1 }
    default: break
    }
    index = tokens.behindBrackets(at: index)
    if ["with", "without"].contains(tokens.word(index)), tokens.word(index + 1) == "time" {
      guard tokens.word(index + 2) == "zone" else { return nil }
      index += 3
    }
    if tokens.word(index) == "array" { index += 1 }
    while tokens.isPunctuation(index, "[") {
      guard let close = (index..<tokens.count).first(where: { tokens.isPunctuation($0, "]") })
      else { return nil }
      index = close + 1
    }
    return index
  }

  // MARK: - Columns that others name

  private mutating func checkUses(_ table: DeclaredTable) {
    for use in table.uses {
      guard let target = tables[use.table], !target.isOpen else { continue }
      for (name, span) in use.columns where target.column(name) == nil {
        let shown = target.header.names.joined(separator: ".")
        report(
          "table `\(shown)` has no column `\(name)`", use.source, span,
          hint: Suggestion.hint(for: name, in: target.columns.map(\.name)))
      }
    }
  }
}
