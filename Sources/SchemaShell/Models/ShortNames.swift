import Engine
import Postgres

extension PublicNames {
  /// SQL that PostgreSQL or the engine wrote, without `public` where that goes without saying.
  func shortened(_ text: String) -> String {
    guard text.contains("public.") else { return text }
    let tokens = SQLTokens(text)
    let hidden = tokens.queryNames
    var result: [UInt8] = []
    var end = 0
    for index in 0..<tokens.count {
      let token = tokens.tokens[index]
      if token.kind == .text, let rest = sequence(tokens, index) {
        result += tokens.bytes[end..<token.start]
        result += rest.utf8
        end = token.end
      }
      guard tokens.word(index) == "public", tokens.isPunctuation(index + 1, "."),
        !tokens.isPunctuation(index - 1, "."), let name = tokens.name(index + 2),
        contains(name), !hidden.contains(name)
      else { continue }
      result += tokens.bytes[end..<token.start]
      end = tokens.tokens[index + 2].start
    }
    result += tokens.bytes[end...]
    return String(decoding: result, as: UTF8.self)
  }

  /// `nextval('public.author_id_seq'::regclass)`: a name within a string.
  private func sequence(_ tokens: SQLTokens, _ index: Int) -> String? {
    let text = tokens.text(index)
    guard text.hasPrefix("'public."), tokens.text(index + 1) == "::",
      tokens.word(index + 2) == "regclass"
    else { return nil }
    let name = SQLTokens(String(text.dropFirst(8).dropLast()))
    guard name.count == 1, let bare = name.name(0), contains(bare) else { return nil }
    return "'" + text.dropFirst(8)
  }
}

extension SQLTokens {
  /// Without brackets that only repeat those around them: `check ((a > 0))`.
  var withoutDoubleBrackets: SQLTokens {
    var dropped: Set<Int> = []
    for index in 0..<count {
      guard let word = word(index), ["check", "using", "when"].contains(word),
        isPunctuation(index + 1, "("), isPunctuation(index + 2, "("),
        // A query has brackets of its own.
        !["select", "with", "values"].contains(self.word(index + 3) ?? "")
      else { continue }
      let close = behindBrackets(at: index + 2)
      if close == behindBrackets(at: index + 1) - 1 { dropped.formUnion([index + 2, close - 1]) }
    }
    return dropped.isEmpty ? self : SQLTokens(text(0..<count, without: dropped))
  }

  /// The names that `with NAME as (…)` gives: within the statement they hide what is called so.
  fileprivate var queryNames: Set<String> {
    var names: Set<String> = []
    for index in 0..<count where word(index) == "as" {
      let next = word(index + 1) == "not" ? index + 2 : index + 1
      guard isPunctuation(next, "(") || word(next) == "materialized" else { continue }
      if let name = name(index - 1) { names.insert(name) }
      if isPunctuation(index - 1, ")"), let open = opening(of: index - 1), let name = name(open - 1)
      {
        names.insert(name)
      }
    }
    return names
  }

  private func opening(of close: Int) -> Int? {
    (0..<close).last { isPunctuation($0, "(") && depth($0) == depth(close) }
  }
}
