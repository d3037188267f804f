import Engine
import Lang

/// A `table … { … }` as far as its text alone tells: its columns, and where columns are named.
///
/// `check` and the editor's server need no more, and have no database to ask for the rest.
struct DeclaredTable {
  struct Column {
    let name: String
    let tokens: DeclaredTokens
    let item: DeclarationItem

    var span: Span { tokens.span(0) }
  }

  /// Names in parentheses, each with its place: `primary key (a, b)`.
  struct Names {
    let table: [String]
    let columns: [(name: String, span: Span)]
    let source: Source
  }

  let syntax: DeclarationSyntax
  let header: TableHeader
  private(set) var columns: [Column] = []
  /// Where columns are named: the table's own, or another's in `references`.
  private(set) var uses: [Names] = []
  /// The words `primary key`.
  private(set) var primaryKeys: [Span] = []
  /// It may have columns that do not stand in its block.
  private(set) var isOpen: Bool

  /// Nil for what is no table, or has no name.
  init?(_ syntax: DeclarationSyntax) {
    guard syntax.form.body == .lines, let header = TableHeader(syntax) else { return nil }
    self.syntax = syntax
    self.header = header
    isOpen =
      header.partition != nil || header.type != nil
      || header.tokens.first(of: ["inherits"], from: header.tail.lowerBound) != nil
    for item in syntax.items { read(item) }
  }

  var name: [String] { header.fullNames }
  var nameSpan: Span { header.tokens.span(header.nameRange) }

  func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  private mutating func read(_ item: DeclarationItem) {
    var tokens = DeclaredTokens(syntax.source, item.tokens)
    _ = tokens.takeOldName()
    guard BlockForm.matching(tokens, in: BlockForm.all) == nil, !TableAction.matches(tokens) else {
      return
    }
    if tokens.startsConstraint {
      constraint(tokens)
    } else if let name = tokens.name(0) {
      columns.append(Column(name: name, tokens: tokens, item: item))
      if let place = tokens.first(of: ["primary key"], from: 1) {
        primaryKeys.append(tokens.span(place..<place + 2))
      }
    }
    for place in 0..<tokens.count where tokens.depth(place) == 0 {
      guard tokens.word(place) == "references", let target = tokens.qualifiedName(at: place + 1)
      else { continue }
      add(tokens, at: place + 1 + target.length, of: target.names.withSchema)
    }
  }

  private mutating func constraint(_ tokens: DeclaredTokens) {
    let start = tokens.word(0) == "constraint" ? 2 : 0
    switch tokens.word(start) {
    case "like": isOpen = true
    case "primary":
      primaryKeys.append(tokens.span(start..<start + 2))
      add(tokens, at: start + 2, of: name)
    case "foreign": add(tokens, at: start + 2, of: name)
    case "unique":
      let isSpecial = tokens.word(start + 1) == "nulls"
      let place = (start..<tokens.count).first { tokens.isPunctuation($0, "(") }
      if isSpecial, let place { add(tokens, at: place, of: name) }
      if !isSpecial { add(tokens, at: start + 1, of: name) }
    default: break
    }
  }

  private mutating func add(_ tokens: DeclaredTokens, at open: Int, of table: [String]) {
    guard tokens.isPunctuation(open, "(") else { return }
    let behind = tokens.behindBrackets(at: open)
    let columns = (open + 1..<max(open + 1, behind - 1)).compactMap { index in
      // `period valid_at` and `valid_at without overlaps` have words that are no columns.
      let isWord = tokens.isPunctuation(index - 1, "(") || tokens.isPunctuation(index - 1, ",")
      return isWord && tokens.word(index) != "period"
        ? tokens.name(index).map { (name: $0, span: tokens.span(index)) } : nil
    }
    uses.append(Names(table: table, columns: columns, source: syntax.source))
  }
}
