import Engine
import Lang
import Postgres

/// Turns `view NAME as …;` and its kin into their `create` statement.
enum ForeignReader {
  static func read(_ syntax: DeclarationSyntax) -> ModelParts {
    var parts = ModelParts()
    guard let foreign = syntax.foreign else { return parts }
    let header = DeclaredTokens(syntax.source, syntax.header)
    guard let name = header.qualifiedName(at: 0) else {
      parts.refuse("`\(syntax.form.title)` needs a name", at: syntax.keyword, in: syntax.source)
      return parts
    }
    let fullNames = name.names.withSchema
    var sql = MappedSQL(syntax.source, syntax.span, "create ")
    sql.append(syntax.keyword)
    sql.append(" ")
    var rest = foreign.span
    if let (old, _) = header.oldName(at: name.length) {
      sql.append(header.span(0..<name.length))
      sql.append(" ")
      rest = Span(old.span.end, foreign.span.end)
      let isTop = syntax.form.title == "schema" || syntax.form.title == "extension"
      let id = ObjectID(KindName(syntax.form.title), isTop ? name.names : fullNames)
      parts.rename(id, was: old, in: syntax.source)
    }
    sql.append(rest)
    parts.add(sql)
    let remark = ForeignForms.all.first { $0.title == syntax.form.title }?.remark
    parts.document(
      syntax, syntax.leading,
      reference: ("\(SQL(trusted: remark ?? syntax.form.title)) \(name: name.names)" as SQL).text)
    return parts
  }
}
