import Engine

/// A line of SQL as tokens, wherever it came from: a model's text or PostgreSQL's own.
protocol Lexed {
  var count: Int { get }
  /// What sort of token stands there; nil outside.
  func sort(_ index: Int) -> LexedSort?
  /// The token as it stands there.
  func text(_ index: Int) -> String
  /// How many brackets are open around a token; a bracket counts as outside itself.
  func depth(_ index: Int) -> Int
}

/// The sorts of token that a reader of SQL asks for.
enum LexedSort {
  case word
  case quotedName
  /// One of `( ) [ ] , . ;`.
  case punctuation
  case other
}

extension Lexed {
  /// A word in lower case; nil for all else and outside.
  func word(_ index: Int) -> String? { sort(index) == .word ? text(index).lowercased() : nil }

  /// The name that a word or a quoted name stands for.
  func name(_ index: Int) -> String? {
    switch sort(index) {
    case .word: text(index).lowercased()
    case .quotedName: unquotedName(text(index))
    case .punctuation, .other, nil: nil
    }
  }

  func isPunctuation(_ index: Int, _ character: Unicode.Scalar) -> Bool {
    sort(index) == .punctuation && text(index).unicodeScalars.first == character
  }

  func hasPhrase(_ phrase: String, at index: Int) -> Bool {
    var place = index
    for expected in phrase.split(separator: " ") {
      guard word(place) == String(expected) else { return false }
      place += 1
    }
    return true
  }

  /// The first of the phrases that stands at `index`.
  func phrase(of phrases: [String], at index: Int) -> String? {
    guard let first = word(index) else { return nil }
    return phrases.first { $0.hasPrefix(first) && hasPhrase($0, at: index) }
  }

  /// Where one of the phrases first stands outside of all brackets.
  func first(of phrases: [String], from start: Int) -> Int? {
    (start..<max(start, count)).first { depth($0) == 0 && phrase(of: phrases, at: $0) != nil }
  }

  /// `a.b.c` from `index` on: its names, and how many tokens they are.
  func qualifiedName(at index: Int) -> (names: [String], length: Int)? {
    guard let first = name(index) else { return nil }
    var names = [first]
    while isPunctuation(index + 2 * names.count - 1, "."),
      let next = name(index + 2 * names.count)
    {
      names.append(next)
    }
    return (names, 2 * names.count - 1)
  }

  /// The index behind the bracket that closes the one at `index`; `index` itself when there is none.
  func behindBrackets(at index: Int) -> Int {
    guard isPunctuation(index, "(") else { return index }
    let close = (index + 1..<max(index + 1, count)).first {
      depth($0) == depth(index) && isPunctuation($0, ")")
    }
    return close.map { $0 + 1 } ?? count
  }
}

extension BlockForm {
  /// The form that a line of a table's block has; nil for a column, a constraint and all else.
  static func matching(
    _ line: some Lexed, in forms: [BlockForm]
  ) -> (form: BlockForm, lead: String)? {
    // Most lines are columns, whose first word begins no form.
    guard let first = line.word(0) else { return nil }
    for form in forms where form.leads.contains(where: { $0.hasPrefix(first) }) {
      if let lead = form.lead(of: line, at: 0) { return (form, lead) }
    }
    return nil
  }

  /// Every kind's, in the order of the kinds.
  static let all: [BlockForm] = ObjectKinds.all.compactMap { $0.blockForm }

  /// The words that a line of this form starts with.
  func lead(of line: some Lexed, at start: Int) -> String? {
    leads.sorted { $0.utf8.count > $1.utf8.count }.first { lead in
      guard line.hasPhrase(lead, at: start) else { return false }
      let behind = start + lead.split(separator: " ").count
      switch place {
      case .behind(let word):
        return line.word(behind) == word
          || line.name(behind) != nil && line.word(behind + 1) == word
      case .before(let phrases, _):
        guard !openings.isEmpty else { return line.first(of: phrases, from: behind) != nil }
        guard let name = line.qualifiedName(at: behind) else { return false }
        let opening = line.behindBrackets(at: behind + name.length)
        return line.phrase(of: openings, at: opening) != nil
      }
    }
  }

  /// Before which token the table's name belongs, and the words in front of it.
  func placeOfTable(in line: some Lexed, from start: Int) -> (index: Int, link: String?) {
    switch place {
    case .behind(let word):
      let index = (line.first(of: [word], from: start) ?? line.count - 1) + 1
      return (line.word(index) == "only" ? index + 1 : index, nil)
    case .before(let phrases, let link):
      return (line.first(of: phrases, from: start + 1) ?? line.count, link)
    }
  }
}
