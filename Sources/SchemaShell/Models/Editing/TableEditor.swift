import Engine
import Lang
import Postgres

/// Brings a table's block from what it says to what it shall say, line by line.
///
/// Where a line stands that says a thing is found by names, or because nothing else could be meant.
/// Where several could be, the likeliest is taken; whoever edits may try again with the next. Where
/// nothing is found, `Unclear` is thrown, and the block is written anew. Whether the result says the
/// right thing is not decided here: it is loaded and compared.
struct TableEditor {
  /// It cannot be told which words say what has changed.
  struct Unclear: Error {}

  private let syntax: DeclarationSyntax
  private let header: TableHeader
  let old: TableShape
  let new: TableShape
  var edits: TextEdits
  var items: [Item]
  let apart: [Apart]
  /// Of those the ones that go.
  private(set) var goneApart: Set<Int> = []
  /// And those that say something else then.
  var changedApart: [Int: String] = [:]
  private var guesses: Guesses
  let named: Set<ObjectID>
  /// In how many ways the lines could be meant.
  var guessCount: Int { guesses.count }
  /// Lines to come, behind the line that they follow.
  private var insertions: [(after: Int, lines: [String])] = []

  struct Item {
    let syntax: DeclarationItem
    let tokens: DeclaredTokens
    let sort: Sort
    /// Its words are used up: they are taken out, or say something else now.
    var isGone = false
    var isRemoved = false
  }

  enum Sort: Equatable {
    case column(String)
    case constraint(name: String?)
    case line(lead: String, name: String?)
    case action
  }

  /// A plain statement about the table that stands outside of its block.
  struct Apart {
    let piece: Int
    let tokens: SQLTokens
  }

  init(
    _ syntax: DeclarationSyntax, from old: TableShape, to new: TableShape, in edits: TextEdits,
    beside apart: [Apart], guess: Guess
  ) throws {
    guard let header = TableHeader(syntax) else { throw Unclear() }
    self.syntax = syntax
    self.header = header
    self.old = old
    self.new = new
    self.edits = edits
    self.apart = apart
    guesses = Guesses(guess.number)
    named = guess.named
    items = syntax.items.map { Item($0, syntax.source) }
  }

  mutating func run() throws {
    if old.head != new.head { try editHead() }
    // What is not said in the block has to be found elsewhere.
    if old.statements != new.statements { throw Unclear() }
    try editColumns()
    try editConstraints()
    try editLines()
    try sayNames()
    try editComments()
    insert()
  }

  private mutating func editHead() throws {
    guard let body = syntax.body, header.old == nil else { throw Unclear() }
    edits.replace(Span(syntax.span.start, body.start), with: new.head + " ")
  }

  // MARK: - Columns

  private mutating func editColumns() throws {
    let before = Dictionary(uniqueKeysWithValues: old.columns.map { ($0.id, $0) })
    let after = Set(new.columns.map(\.id))
    for column in old.columns where !after.contains(column.id) {
      remove(try item(ofColumn: column.id.name))
    }
    var previous: Int?
    for column in new.columns {
      guard let known = before[column.id] else {
        // Behind the column that it follows in the database.
        let place = previous ?? items.lastIndex { $0.isColumn }
        insertions.append((place ?? -1, documented(column.whole, new.comments[column.id], true)))
        continue
      }
      let index = try item(ofColumn: column.id.name)
      previous = index
      if known.plain != column.plain { try edit(index, from: known.plain, to: column.plain) }
    }
  }

  private func item(ofColumn name: String) throws -> Int {
    let found = items.indices.filter { items[$0].sort == .column(name) }
    guard found.count == 1 else { throw Unclear() }
    return found[0]
  }

  /// Changes only the clauses that differ.
  private mutating func edit(_ index: Int, from old: String, to new: String) throws {
    let tokens = items[index].tokens
    let own = ColumnClauses(tokens)
    let (oldTokens, newTokens) = (SQLTokens(old), SQLTokens(new))
    let (before, after) = (ColumnClauses(oldTokens), ColumnClauses(newTokens))
    let leads = Set((before.clauses + after.clauses).map(\.lead))
    for lead in leads.sorted() {
      let was = before[lead].map { oldTokens.text($0.range) }
      let shall = after[lead].map { newTokens.text($0.range) }
      if was == shall { continue }
      switch (own[lead], shall) {
      case (let clause?, let text?): edits.replace(tokens.span(clause.range), with: text)
      case (let clause?, nil): edits.removeInline(tokens.span(clause.range))
      case (nil, let text?) where !lead.isEmpty:
        let place = lead == "not null" ? own.type?.range : own.lastOfColumn?.range
        edits.insert(" " + text, at: tokens.span(place ?? 0..<1).end)
      case (nil, nil) where lead == "not null": break  // A primary key said it.
      case (nil, _): throw Unclear()
      }
    }
  }

  // MARK: - Constraints

  private mutating func editConstraints() throws {
    func key(_ line: ConstraintLine) -> String { line.apart.line }
    let gone = old.constraints.filter { line in
      !new.constraints.contains { $0.id == line.id && key($0) == key(line) }
    }
    let come = new.constraints.filter { line in
      !old.constraints.contains { $0.id == line.id && key($0) == key(line) }
    }
    var settled: Set<ObjectID> = []
    let oldColumns = Set(old.columns.map(\.id.name))
    let newColumns = Set(new.columns.map(\.id.name))
    for line in gone {
      // It went with its column's line.
      if let column = line.column, !newColumns.contains(column) { continue }
      let place = try find(line)
      guard let next = come.first(where: { $0.id == line.id }), next.column == nil else {
        take(place)
        continue
      }
      switch place {
      case .item(let index):
        edits.replace(items[index].syntax.span, with: next.line)
        items[index].isGone = true
        settled.insert(next.id)
      case .apart(let piece):
        guard let statement = apart.first(where: { $0.piece == piece }),
          let add = statement.tokens.first(of: ["add"], from: 0)
        else { throw Unclear() }
        changedApart[piece] = statement.tokens.text(0..<add + 1) + " " + next.line + ";"
        settled.insert(next.id)
      case .clause: take(place)
      }
    }
    for line in come {
      if settled.contains(line.id) { continue }
      guard let column = line.column else {
        let last = items.lastIndex { item in
          switch item.sort {
          case .column, .constraint: true
          case .line, .action: false
          }
        }
        insertions.append((last ?? -1, documented(line.line, new.comments[line.id], false)))
        continue
      }
      if !oldColumns.contains(column) { continue }  // Its column's new line says it.
      let index = try item(ofColumn: column)
      let tokens = items[index].tokens
      let end = ColumnClauses(tokens).clauses.last { $0.lead != "was" }?.range ?? 0..<1
      edits.insert(" " + line.line, at: tokens.span(end).end)
    }
  }

  enum Place {
    case item(Int)
    case clause(Span)
    case apart(Int)
  }

  private mutating func take(_ place: Place) {
    switch place {
    case .item(let index): remove(index)
    case .clause(let span): edits.removeInline(span)
    case .apart(let piece): goneApart.insert(piece)
    }
  }

  /// The words that say a constraint.
  mutating func find(_ line: ConstraintLine) throws -> Place {
    if let known = guesses.known[line.id] { return known }
    var named: [Place] = []
    var likely: [(Place, [String])] = []
    let leads = [
      "p": "primary key", "u": "unique", "c": "check", "f": "foreign key", "x": "exclude",
    ]
    guard let lead = leads[line.sort] else { throw Unclear() }
    let clauseLead = line.sort == "f" ? "references" : lead
    for (index, item) in items.enumerated() where !item.isGone {
      switch item.sort {
      case .column(let name):
        for clause in ColumnClauses(item.tokens).clauses where clause.lead == clauseLead {
          let place = Place.clause(item.tokens.span(clause.range))
          if clause.name == line.id.name { named.append(place) }
          if clause.name == nil, line.columns == [name] {
            likely.append((place, clause.range.map { item.tokens.normalized($0) }))
          }
        }
      case .constraint(let name):
        if name == line.id.name { named.append(.item(index)) }
        if name == nil, item.tokens.hasPhrase(lead, at: 0), fits(item.tokens, line) {
          likely.append((.item(index), item.tokens.normalized))
        }
      case .line, .action: break
      }
    }
    if named.count == 1 { return named[0] }
    likely += statements(lead.split(separator: " ").first.map(String.init) ?? "", of: line.id.name)
    return try guesses.choose(
      named.isEmpty ? likely : [], like: SQLTokens(line.apart.line).normalized, for: line.id)
  }

  /// Statements outside of the block in which a word stands; those with the name, if there are any.
  private func statements(_ word: String, of name: String) -> [(Place, [String])] {
    let found = apart.filter { statement in
      !goneApart.contains(statement.piece) && changedApart[statement.piece] == nil
        && (0..<statement.tokens.count).contains { statement.tokens.word($0) == word }
    }
    let exact = found.filter { statement in
      (0..<statement.tokens.count).contains { statement.tokens.name($0) == name }
    }
    return (exact.isEmpty ? found : exact).map { (.apart($0.piece), $0.tokens.normalized) }
  }

  /// A key's columns are the ones between its first brackets.
  private func fits(_ tokens: DeclaredTokens, _ line: ConstraintLine) -> Bool {
    guard line.sort != "c", line.sort != "x" else { return true }
    guard let open = (0..<tokens.count).first(where: { tokens.isPunctuation($0, "(") }) else {
      return false
    }
    let close = tokens.behindBrackets(at: open) - 1
    return (open + 1..<max(open + 1, close)).compactMap(tokens.name) == line.columns
  }

  // MARK: - Indexes, policies and the like

  private mutating func editLines() throws {
    let gone = old.lines.filter { !new.lines.contains($0) }
    var come = new.lines.filter { !old.lines.contains($0) }
    for line in gone {
      let place = try find(line)
      let next = come.firstIndex { $0.id == line.id && self.lead($0.text) == self.lead(line.text) }
      if let next, case .item(let index) = place {
        edits.replace(items[index].syntax.span, with: come.remove(at: next).text)
        items[index].isGone = true
      } else {
        take(place)
      }
    }
    for line in come {
      let lead = lead(line.text)
      let last = items.lastIndex { item in
        if case .line(lead, _) = item.sort { true } else { false }
      }
      insertions.append(
        (last ?? items.count - 1, documented(line.text, new.comments[line.id], false)))
    }
  }

  private func lead(_ text: String) -> String {
    BlockForm.matching(SQLTokens(text), in: BlockForm.all)?.lead ?? ""
  }

  mutating func find(_ line: TableShape.Line) throws -> Place {
    if let known = guesses.known[line.id] { return known }
    let tokens = SQLTokens(line.text)
    let words = tokens.normalized
    let left = items.indices.filter { !items[$0].isGone }
    if let same = left.first(where: { items[$0].tokens.normalized == words }) {
      return .item(same)
    }
    guard let (_, lead) = BlockForm.matching(tokens, in: BlockForm.all) else { throw Unclear() }
    let named = left.filter { items[$0].sort == .line(lead: lead, name: line.id.name) }
    if named.count == 1 { return .item(named[0]) }
    let nameless = left.filter { items[$0].sort == .line(lead: lead, name: nil) }
    let known = old.lines.filter { self.lead($0.text) == lead }
    let kin = left.filter { items[$0].lead == lead }
    guard named.isEmpty else { throw Unclear() }
    if nameless.count == 1, known.count == kin.count { return .item(nameless[0]) }
    // One more than stands in the block is said outside of it.
    let beside = statements(
      lead.split(separator: " ").last.map(String.init) ?? "", of: line.id.name)
    let within = nameless.map { (Place.item($0), items[$0].tokens.normalized) }
    return try guesses.choose(
      known.count > kin.count ? beside + within : within + beside, like: words, for: line.id)
  }

  // MARK: - Comments

  private mutating func editComments() throws {
    if old.documentation != new.documentation {
      try replaceDocumentation(
        syntax.leading, with: new.documentation, above: syntax.span.start)
    }
    let before = Set(old.columns.map(\.id) + old.constraints.map(\.id) + old.lines.map(\.id))
    for id in Set(old.comments.keys).union(new.comments.keys).sorted() {
      let (was, shall) = (old.comments[id], new.comments[id])
      guard was != shall, before.contains(id), let item = try item(of: id) else { continue }
      if item.isGone { continue }
      let comments = item.syntax.leading + item.syntax.trailing
      if !comments.contains(where: \.isDocumentation), was == nil, shall?.count == 1,
        case .column = item.sort, item.syntax.trailing.isEmpty
      {
        edits.insert("  " + (shall?[0] ?? ""), at: item.syntax.span.end)
      } else {
        try replaceDocumentation(comments, with: shall ?? [], above: item.syntax.span.start)
      }
    }
  }

  private mutating func item(of id: ObjectID) throws -> Item? {
    if old.columns.contains(where: { $0.id == id }) {
      guard new.columns.contains(where: { $0.id == id }) else { return nil }
      return items[try item(ofColumn: id.name)]
    }
    if let line = old.constraints.first(where: { $0.id == id }) {
      guard new.constraints.contains(where: { $0.id == id }) else { return nil }
      guard case .item(let index) = try find(line) else { throw Unclear() }
      return items[index]
    }
    guard new.lines.contains(where: { $0.id == id }),
      let line = old.lines.first(where: { $0.id == id })
    else { return nil }
    guard case .item(let index) = try find(line) else { throw Unclear() }
    return items[index]
  }

  private mutating func replaceDocumentation(
    _ comments: [DeclarationComment], with lines: [String], above offset: Int
  ) throws {
    let documentation = comments.filter(\.isDocumentation)
    for comment in documentation.dropFirst() { edits.removeLines(comment.span) }
    let margin = edits.indentation(at: offset)
    guard let first = documentation.first else {
      // A comment that somebody said in SQL stands elsewhere.
      if lines.isEmpty { throw Unclear() }
      edits.insert(
        lines.map { margin + $0 + "\n" }.joined(), at: edits.startOfLine(offset))
      return
    }
    if lines.isEmpty { return edits.removeLines(first.span) }
    edits.replace(first.span, with: lines.joined(separator: "\n" + margin))
  }

  // MARK: - Lines that come and go

  private mutating func remove(_ index: Int) {
    let item = items[index].syntax
    items[index].isGone = true
    items[index].isRemoved = true
    let own = item.leading.filter(\.isDocumentation) + item.trailing
    for comment in own { edits.removeLines(comment.span) }
    // On one line with its own comment, all of it goes.
    let onLine = item.trailing.last.map { item.span.joined($0.span) } ?? item.span
    edits.removeLines(onLine)
  }

  private mutating func insert() {
    guard let body = syntax.body, !insertions.isEmpty else { return }
    let isOneLine = edits.endOfLine(body.start) >= body.end
    // A block on one line is opened where something comes into it.
    if isOneLine {
      if let first = items.first {
        edits.replace(Span(body.start + 1, first.syntax.span.start), with: "\n  ")
      }
      let last = items.last.map { edits.end(of: $0.syntax) } ?? body.start + 1
      edits.replace(Span(last, body.end - 1), with: "\n")
    }
    for (wanted, lines) in insertions {
      let place = items.indices.last { $0 <= wanted && !items[$0].isRemoved } ?? -1
      guard items.indices.contains(place) else {
        edits.insert(lines.map { "\n  \($0)" }.joined(), at: body.start + 1)
        continue
      }
      let item = items[place].syntax
      let margin = isOneLine ? "  " : edits.indentation(at: item.span.start)
      let end = isOneLine ? edits.end(of: item) : edits.endOfLine(edits.end(of: item))
      edits.insert(lines.map { "\n" + margin + $0 }.joined(), at: min(end, body.end - 1))
    }
  }

  private func documented(_ line: String, _ lines: [String]?, _ mayTrail: Bool) -> [String] {
    guard let lines else { return [line] }
    return mayTrail && lines.count == 1 ? [line + "  " + lines[0]] : lines + [line]
  }
}

extension TableEditor.Item {
  fileprivate init(_ syntax: DeclarationItem, _ source: Source) {
    self.syntax = syntax
    tokens = DeclaredTokens(source, syntax.tokens)
    var tokens = tokens
    _ = tokens.takeOldName()
    if let (form, lead) = BlockForm.matching(tokens, in: BlockForm.all) {
      let name = tokens.qualifiedName(at: lead.split(separator: " ").count)?.names.last
      if case .nameless = form.naming {
        sort = .line(lead: lead, name: nil)
      } else {
        sort = .line(lead: lead, name: name == "on" ? nil : name)
      }
    } else if TableAction.matches(tokens) {
      sort = .action
    } else if tokens.startsConstraint {
      sort = .constraint(name: tokens.word(0) == "constraint" ? tokens.name(1) : nil)
    } else {
      sort = .column(tokens.name(0) ?? "")
    }
  }

  fileprivate var isColumn: Bool {
    if case .column = sort { true } else { false }
  }

  var lead: String? {
    if case .line(let lead, _) = sort { lead } else { nil }
  }
}

extension TextEdits {
  /// Behind an item and the comment on its line.
  fileprivate func end(of item: DeclarationItem) -> Int {
    max(item.span.end, item.trailing.last?.span.end ?? 0)
  }
}

extension ColumnClauses {
  /// The last clause that is about the column itself, before constraints and `was`.
  fileprivate var lastOfColumn: Clause? {
    clauses.last {
      ["", "not null", "null", "default", "generated", "collate", "compression", "storage"]
        .contains($0.lead) && $0.name == nil
    }
  }
}
