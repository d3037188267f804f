import Engine
import Lang

/// What a person wrote between and behind the lines of a block, on its way into a block that is
/// written anew: each comment stands by the line it stood by, found by its column or its words.
struct KeptComments {
  private struct Place {
    /// The words of the line that it stands by.
    let words: [String]
    /// The column that the line is about.
    let column: String?
    let above: [String]
    let behind: [String]
  }

  private var places: [Place] = []
  /// Above the closing bracket.
  private var last: [String] = []

  init(of syntax: DeclarationSyntax) {
    func texts(_ comments: [DeclarationComment]) -> [String] {
      comments.filter { !$0.isDocumentation && (syntax.body?.contains($0.span.start) ?? false) }
        .map { syntax.source[$0.span] }
    }
    places = syntax.items.map { item in
      let tokens = DeclaredTokens(syntax.source, item.tokens)
      let isColumn =
        !tokens.startsConstraint && BlockForm.matching(tokens, in: BlockForm.all) == nil
        && !TableAction.matches(tokens)
      return Place(
        words: tokens.normalized, column: isColumn ? tokens.name(0) : nil,
        above: texts(item.leading), behind: texts(item.trailing))
    }
    last = texts(syntax.trailing)
  }

  /// What finds its line no more stands above the next that does.
  func put(into text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard places.contains(where: { !$0.above.isEmpty || !$0.behind.isEmpty }) || !last.isEmpty
    else { return text }
    guard lines.count > 2, lines[0].hasSuffix("{") else { return withAllOnTop(text) }
    var waiting: [String] = []
    for place in places {
      let own = line(of: place, in: lines)
      guard let own else {
        waiting += place.above + place.behind
        continue
      }
      let isFree = place.behind.count == 1 && !lines[own].contains("///")
      if isFree { lines[own] += "  " + place.behind[0] }
      let above = waiting + place.above + (isFree ? [] : place.behind)
      lines.insert(contentsOf: above.map { "  " + $0 }, at: own)
      waiting = []
    }
    let end = lines.lastIndex(of: "}") ?? lines.count
    lines.insert(contentsOf: (waiting + last).map { "  " + $0 }, at: end)
    return lines.joined(separator: "\n")
  }

  private func line(of place: Place, in lines: [String]) -> Int? {
    let tokens = lines.map { SQLTokens($0) }
    if let same = tokens.firstIndex(where: { $0.normalized == place.words }) { return same }
    guard let column = place.column else { return nil }
    return tokens.indices.dropFirst().first { tokens[$0].name(0) == column }
  }

  private func withAllOnTop(_ text: String) -> String {
    guard let brace = text.firstIndex(of: "{") else { return text }
    let notes = places.flatMap { $0.above + $0.behind } + last
    return text[...brace] + "\n" + notes.map { "  \($0)" }.joined(separator: "\n")
      + text[text.index(after: brace)...]
  }
}
