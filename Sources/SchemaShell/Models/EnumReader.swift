import Engine
import Lang
import Postgres

/// Turns `enum NAME { a, b }` into `create type NAME as enum ('a', 'b')`.
enum EnumReader {
  static func read(_ syntax: DeclarationSyntax) -> ModelParts {
    var parts = ModelParts()
    let header = DeclaredTokens(syntax.source, syntax.header)
    guard let name = header.qualifiedName(at: 0) else {
      parts.refuse("an enum needs a name", at: syntax.keyword, in: syntax.source)
      return parts
    }
    var sql = MappedSQL(syntax.source, syntax.span, "create type ")
    sql.append(header.span(0..<name.length))
    sql.append(" as enum (")
    let full = name.names.withSchema
    for (index, item) in syntax.items.enumerated() {
      var tokens = DeclaredTokens(syntax.source, item.tokens)
      let old = takeOldLabel(&tokens)
      guard tokens.count == 1, let label = label(tokens, item) else {
        parts.refuse(
          "expected one label", at: item.span, in: syntax.source,
          hint: "labels of several words stand in quotes: 'in print'")
        continue
      }
      if index > 0 { sql.append(", ") }
      switch item.tokens[0].kind {
      case .text: sql.append(item.tokens[0].span)
      case .word, .quotedName, .number, .symbol, .punctuation:
        sql.append(("\(literal: label)" as SQL).text)
      }
      if let old { parts.rename(ObjectID("label", full + [label]), was: old, in: syntax.source) }
    }
    sql.append(")")
    parts.statements.insert(sql, at: 0)
    parts.document(
      syntax, syntax.leading, reference: ("type \(name: name.names)" as SQL).text)
    var end = name.length
    if let (old, length) = header.oldName(at: end) {
      parts.rename(ObjectID(EnumType.kind, full), was: old, in: syntax.source)
      end += length
    }
    if end < header.count {
      parts.refuse("expected `{`", at: header.span(end..<header.count), in: syntax.source)
    }
    return parts
  }

  private static func takeOldLabel(_ tokens: inout DeclaredTokens) -> OldName? {
    guard tokens.count == 3, tokens.word(1) == "was" else { return nil }
    let span = tokens.span(1..<3)
    guard let old = text(of: 2, in: tokens) else { return nil }
    tokens = tokens.without(1..<3)
    return OldName(names: [old], span: span)
  }

  private static func label(_ tokens: DeclaredTokens, _ item: DeclarationItem) -> String? {
    switch item.tokens[0].kind {
    case .word, .number: tokens.text(0)
    case .quotedName: unquotedName(tokens.text(0))
    case .text: text(of: 0, in: tokens) ?? ""
    case .symbol, .punctuation: nil
    }
  }

  /// What a label says: `a`, `"a"` and `'a'` are the same.
  private static func text(of index: Int, in tokens: DeclaredTokens) -> String? {
    let text = tokens.text(index)
    if text.hasPrefix("'") || text.hasPrefix("E'") { return SQLTokens(text).lastLiteral }
    return text.hasPrefix("\"") ? unquotedName(text) : text
  }
}
