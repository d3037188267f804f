import Engine
import Postgres

/// A statement of a plan, turned into what stands in a model: a declaration, a line of a table's
/// block, or plain SQL.
///
/// What is left out is only what the reader of models puts back, which is checked token by token:
/// where the way back would lead elsewhere, the statement stays as it is.
struct ModelSQL {
  let tokens: SQLTokens

  init(_ tokens: SQLTokens) { self.tokens = tokens }

  /// As a statement of its own, ended by a semicolon; as it is where its object was made before.
  func statement(isAgain: Bool = false) -> String {
    guard tokens.word(0) == "create", !isAgain else { return tokens.text(0..<tokens.count) + ";" }
    var dropped: Set<Int> = []
    if tokens.hasPhrase("or replace", at: 1) { dropped.formUnion([1, 2]) }
    let start = dropped.contains(1) ? 3 : 1
    if ForeignForms.all.contains(where: { tokens.hasPhrase($0.title, at: start) }) {
      dropped.insert(0)
    }
    return tokens.text(0..<tokens.count, without: dropped) + ";"
  }

  /// As a line of the block of a table; nil when it cannot be one.
  func line(in table: [String]) -> String? {
    if let rest = alteration(of: table) {
      return TableAction.matches(rest) ? rest.text(0..<rest.count, onOneLine: true) : nil
    }
    for form in BlockForm.all {
      if let line = line(form, table), way(back: line, form, table) { return line }
    }
    return nil
  }

  /// What `alter table TABLE` does to it, without these words.
  private func alteration(of table: [String]) -> SQLTokens? {
    guard tokens.hasPhrase("alter table", at: 0) else { return nil }
    let name = tokens.word(2) == "only" ? 3 : 2
    guard let length = length(of: table, at: name) else { return nil }
    let rest = SQLTokens(tokens.text(name + length..<tokens.count))
    // In the block it would be said of the partitions as well.
    let isOnly = name == 3 && ["enable", "disable"].contains(rest.word(0))
    return isOnly ? nil : rest
  }

  private func line(_ form: BlockForm, _ table: [String]) -> String? {
    guard form.verb == nil || tokens.word(0) == form.verb else { return nil }
    let start = form.verb == nil ? 0 : 1
    guard form.leads.contains(where: { tokens.hasPhrase($0, at: start) }),
      let found = reference(form, table, from: start)
    else { return nil }
    var dropped = Set(found)
    if let usual = form.usual, tokens.hasPhrase(usual, at: found.upperBound) {
      dropped.formUnion(found.upperBound..<found.upperBound + usual.split(separator: " ").count)
    }
    let name = start + (form.lead(length: tokens, at: start) ?? 0)
    if let qualified = tokens.qualifiedName(at: name), qualified.names.count == 2,
      qualified.names[0] == "public"
    {
      dropped.formUnion([name, name + 1])
    }
    return tokens.text(start..<tokens.count, without: dropped, onOneLine: true)
  }

  /// The tokens that name the table, with the words that lead to them.
  private func reference(_ form: BlockForm, _ table: [String], from start: Int) -> Range<Int>? {
    for index in start..<tokens.count where tokens.depth(index) == 0 {
      switch form.place {
      case .behind(let word):
        guard tokens.word(index) == word else { continue }
        let name = tokens.word(index + 1) == "only" ? index + 2 : index + 1
        return length(of: table, at: name).map { name..<name + $0 }
      case .before(_, let link):
        guard tokens.hasPhrase(link, at: index) else { continue }
        let name = index + link.split(separator: " ").count
        if let length = length(of: table, at: name) { return index..<name + length }
      }
    }
    return nil
  }

  private func length(of table: [String], at index: Int) -> Int? {
    if let length = tokens.length(of: table, at: index) { return length }
    return table.first == "public" ? tokens.length(of: Array(table.dropFirst()), at: index) : nil
  }

  /// True when reading the line gives the statement that it was made from.
  private func way(back line: String, _ form: BlockForm, _ table: [String]) -> Bool {
    let read = SQLTokens(line)
    guard !read.continuesInBlock, let found = BlockForm.matching(read, in: BlockForm.all),
      found.form.leads == form.leads
    else { return false }
    let lead = found.lead.split(separator: " ").count
    let place = form.placeOfTable(in: read, from: lead)
    let words = (form.verb.map { [$0] } ?? []) + (0..<place.index).map(read.normalized)
    let reference = (place.link.map { $0.split(separator: " ").map(String.init) } ?? []) + ["T"]
    let rest = (place.index..<read.count).map(read.normalized)
    var expected = (0..<tokens.count).map(tokens.normalized)
    guard let original = self.reference(form, table, from: form.verb == nil ? 0 : 1) else {
      return false
    }
    if let usual = form.usual, tokens.hasPhrase(usual, at: original.upperBound) {
      let count = usual.split(separator: " ").count
      expected.removeSubrange(original.upperBound..<original.upperBound + count)
    }
    expected.replaceSubrange(original, with: reference)
    let name = (form.verb == nil ? 0 : 1) + lead
    if expected.count == words.count + reference.count + rest.count + 2 {
      expected.removeSubrange(name..<name + 2)
    }
    return words + reference + rest == expected
  }
}

extension BlockForm {
  /// How many words of a lead stand at `start`.
  func lead(length tokens: SQLTokens, at start: Int) -> Int? {
    leads.filter { tokens.hasPhrase($0, at: start) }
      .map { $0.split(separator: " ").count }.max()
  }
}

extension SQLTokens {
  /// True when a line of a block that starts so would be read as a part of the line before.
  var continuesInBlock: Bool { word(0).map(TableForm.continuations.contains) ?? false }

  /// The tokens that spell the qualified name at `index`; nil when they spell another.
  func length(of names: [String], at index: Int) -> Int? {
    guard let found = qualifiedName(at: index), found.names == names else { return nil }
    return found.length
  }
}
