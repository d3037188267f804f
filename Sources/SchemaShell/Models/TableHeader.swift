import Lang

/// What stands between `table` and `{`: the name, and what `create table` says outside of its
/// parentheses.
struct TableHeader {
  struct Partition {
    let parent: Range<Int>
    /// `for values …` or `default`.
    let bound: Range<Int>
  }

  let tokens: DeclaredTokens
  let nameRange: Range<Int>
  /// As it is written: one name or two.
  let names: [String]
  /// `was NAME`
  private(set) var old: OldName?
  private(set) var partition: Partition?
  /// `of TYPE`
  private(set) var type: Range<Int>?
  /// All else: `partition by …`, `inherits (…)`, `with (…)`.
  private(set) var tail: Range<Int>

  init?(_ syntax: DeclarationSyntax) {
    tokens = DeclaredTokens(syntax.source, syntax.header)
    guard let name = tokens.qualifiedName(at: 0) else { return nil }
    names = name.names
    nameRange = 0..<name.length
    var index = name.length
    if let (old, length) = tokens.oldName(at: index) {
      self.old = old
      index += length
    }
    if tokens.hasPhrase("partition of", at: index),
      let parent = tokens.qualifiedName(at: index + 2)
    {
      let start = index + 2 + parent.length
      let end = Self.endOfBound(from: start, in: tokens)
      partition = Partition(parent: index + 2..<start, bound: start..<end)
      index = end
    } else if tokens.word(index) == "of", let type = tokens.qualifiedName(at: index + 1) {
      self.type = index..<index + 1 + type.length
      index += 1 + type.length
    }
    tail = index..<tokens.count
  }

  var schema: String { names.count > 1 ? names[0] : "public" }
  /// With the schema.
  var fullNames: [String] { names.withSchema }

  /// Behind `default`, `for values in (…)`, `for values from (…) to (…)`, `for values with (…)`.
  private static func endOfBound(from start: Int, in tokens: DeclaredTokens) -> Int {
    if tokens.word(start) == "default" { return start + 1 }
    guard tokens.hasPhrase("for values", at: start) else { return start }
    var end = tokens.behindBrackets(at: start + 3)
    if tokens.word(end) == "to" { end = tokens.behindBrackets(at: end + 1) }
    return min(end, tokens.count)
  }
}
