import Lang

/// A place in a declaration or a statement of SQL, and what is known about the name there.
struct DeclaredPlace {
  private let offset: Int
  private let source: Source
  /// The declaration that it is in; nil in SQL.
  private let table: DeclaredTable?
  /// The tokens in front of it on its line or in its statement, and the one at it.
  private let before: DeclaredTokens
  private let word: Span

  /// Nil for a place in neither, or in a comment.
  init?(_ offset: Int, _ source: Source, _ analysis: Analysis) {
    let around = analysis.declarations.first { $0.span.contains(offset) }
    guard let span = around?.span ?? analysis.foreignSpans.first(where: { $0.contains(offset) })
    else { return nil }
    self.offset = offset
    self.source = source
    table = around.flatMap(DeclaredTable.init)
    let line = around.flatMap { Self.line(of: offset, in: $0) } ?? span
    guard let tokens = source.declarationTokens(line, around: offset) else { return nil }
    let behind = tokens.lastIndex { token in
      (token.kind == .word || token.kind == .quotedName)
        && token.span.start <= offset && offset <= token.span.end
    }
    let word = behind.map { tokens[$0].span } ?? Span(offset, offset)
    let end = tokens.firstIndex { $0.span.start >= word.start } ?? tokens.count
    self.word = word
    before = DeclaredTokens(source, Array(tokens[..<end]))
  }

  /// The line of a block that holds an offset: its item, and what stands on the same line.
  private static func line(of offset: Int, in syntax: DeclarationSyntax) -> Span? {
    guard let body = syntax.body, body.contains(offset), offset > body.start else { return nil }
    let number = syntax.source.position(at: offset).line
    let text = syntax.source.lineSpan(number)
    let item = syntax.items.last { $0.span.start <= offset && offset <= text.end }
    let start = item.map { min($0.span.start, offset) } ?? text.start
    let isSame = item.map { $0.span.end >= text.start } ?? false
    return Span(isSame ? start : max(text.start, body.start + 1), min(text.end, body.end - 1))
  }

  // MARK: Answers

  /// What could stand here; nil where the language itself knows.
  func completions(_ workspace: Workspace) -> [Completion]? {
    guard let table else { return nil }
    let typed = source[Span(word.start, offset)]
    let names: [(String, Completion.Kind)]
    if let target = referenced {
      names =
        target.isColumn
        ? (workspace.table(target.names) ?? table).columns.map { ($0.name, .name) }
        : workspace.names("table").map { ($0, .name) }
    } else if isInBrackets {
      names = table.columns.map { ($0.name, .name) }
    } else if before.count == 1 {
      names =
        workspace.types.map { ($0, .name) } + Self.types.map { ($0, Completion.Kind.keyword) }
    } else if before.count > 1 {
      names = Self.words.map { ($0, .keyword) }
    } else {
      names = Self.openings.map { ($0, .keyword) }
    }
    return names.filter { $0.0.hasPrefix(typed.lowercased()) && $0.0 != typed }
      .map { Completion($0.0, $0.1, replaces: Span(word.start, offset)) }
  }

  func definition(_ workspace: Workspace) -> Location? {
    if let column = column(workspace) { return Location(column.source, column.column.span) }
    guard let syntax = declaration(workspace) else { return nil }
    let tokens = DeclaredTokens(syntax.source, syntax.header)
    let length = tokens.qualifiedName(at: 0)?.length ?? 0
    return Location(syntax.source, tokens.span(0..<length))
  }

  func hover(_ workspace: Workspace) -> Analysis.Hover? {
    if let (column, source) = column(workspace) {
      let syntax = DeclarationText(source, column.item.leading + column.item.trailing)
      return Analysis.Hover(title: source[column.item.span], text: syntax.words, span: word)
    }
    guard let syntax = declaration(workspace) else { return nil }
    let text = syntax.source[syntax.span]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let title = lines.prefix(30).joined(separator: "\n") + (lines.count > 30 ? "\n…" : "")
    return Analysis.Hover(
      title: title, text: DeclarationText(syntax.source, syntax.leading).words, span: word)
  }

  // MARK: What stands here

  /// The name at the place, with what qualifies it.
  private var names: [String] {
    let start = before.count > 0 ? before.span(0).start : word.start
    guard let line = source.declarationTokens(Span(start, word.end), around: offset),
      let last = line.last, last.span == word
    else { return [] }
    let tokens = DeclaredTokens(source, line)
    guard let name = tokens.name(tokens.count - 1) else { return [] }
    if tokens.isPunctuation(tokens.count - 2, "."), let outer = tokens.name(tokens.count - 3) {
      return [outer, name]
    }
    return [name]
  }

  private func declaration(_ workspace: Workspace) -> DeclarationSyntax? {
    let names = names
    return names.isEmpty ? nil : workspace.declaration(names)
  }

  /// The column of the declaration around that is named here, or of the table in `references`.
  private func column(_ workspace: Workspace) -> (column: DeclaredTable.Column, source: Source)? {
    guard let table, let name = names.last, names.count == 1 else { return nil }
    if let target = referenced {
      guard target.isColumn, let other = workspace.table(target.names) else { return nil }
      return other.column(name).map { ($0, other.syntax.source) }
    }
    guard isInBrackets || before.count == 0 else { return nil }
    return table.column(name).map { ($0, table.syntax.source) }
  }

  private var isInBrackets: Bool { depth > 0 }

  private var depth: Int {
    var depth = 0
    for index in 0..<before.count {
      if before.isPunctuation(index, "(") { depth += 1 }
      if before.isPunctuation(index, ")") { depth -= 1 }
    }
    return depth
  }

  /// The table of the `references` that the place belongs to, or whose name it is.
  private var referenced: (names: [String], isColumn: Bool)? {
    guard let place = (0..<before.count).last(where: { before.word($0) == "references" }) else {
      return nil
    }
    guard let target = before.qualifiedName(at: place + 1) else { return ([], false) }
    let open = place + 1 + target.length
    if open == before.count, word.length > 0 { return (target.names, false) }
    guard before.isPunctuation(open, "("), before.behindBrackets(at: open) >= before.count,
      depth > 0
    else { return nil }
    return (target.names, true)
  }

  private static let types = [
    "bigint", "boolean", "bytea", "date", "double precision", "integer", "interval", "jsonb",
    "numeric", "real", "smallint", "text", "time", "timestamp", "timestamptz", "uuid", "varchar",
  ]
  private static let words = [
    "check", "collate", "default", "generated always as identity", "not null", "primary key",
    "references", "unique",
  ]
  private static let openings = [
    "check", "constraint", "exclude", "foreign key", "grant", "index on", "policy", "primary key",
    "trigger", "unique", "unique index",
  ]
}

/// The words of `///` comments.
private struct DeclarationText {
  let words: String

  init(_ source: Source, _ comments: [DeclarationComment]) {
    words = comments.filter(\.isDocumentation).map { comment in
      String(source[comment.span].dropFirst(3).drop { $0 == " " })
    }.joined(separator: "\n")
  }
}
