package import Postgres

/// A text search dictionary: a template and what it is set to.
package struct TextSearchDictionary: SchemaObject {
  package static let kind: KindName = "text search dictionary"

  package let id: ObjectID
  package let template: String
  /// `language = 'english', stopwords = 'english'`, as the catalog writes it.
  package internal(set) var options: String?

  package static var trace: SQL? { "pg_ts_dict where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select d.tableoid, d.oid, 0, d.dictnamespace, d.dictname,
      quote_ident(n.nspname) || '.' || quote_ident(t.tmplname), d.dictinitoption
    from pg_ts_dict d
      join pg_ts_template t on t.oid = d.dicttemplate
      join pg_namespace n on n.oid = t.tmplnamespace
    where d.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    template = row.text()
    options = row.optionalText()
  }

  package static var rules: [Rule<TextSearchDictionary>] {
    [
      .replace("template", \.template),
      Rule("options", \.options) { old, new in new.optionChange(from: old) },
    ]
  }

  package var reference: SQL { "text search dictionary \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let rest: SQL = options.map { ", \(catalog: $0)" } ?? ""
    return [Statement("create \(reference) (template = \(catalog: template)\(rest))", lock: .none)]
  }

  // Named without a value, an option goes back to what the template makes of its absence.
  private func optionChange(from old: TextSearchDictionary) -> Remedy {
    let kept = Set(Self.names(options))
    let gone = Self.names(old.options).filter { !kept.contains($0) }.map { SQL("\(name: $0)") }
    let list = (options.map { [SQL("\(catalog: $0)")] } ?? []) + gone
    return .alter([Statement("alter \(reference) (\(list.joined()))", lock: .none)])
  }

  /// The names in `"Name" = 'value', other = E'it''s'`, without their quotes.
  private static func names(_ options: String?) -> [String] {
    var names: [String] = []
    var current = String.UnicodeScalarView()
    var isName = true
    var quote: Unicode.Scalar?
    for character in (options ?? "").unicodeScalars {
      if let open = quote {
        // A doubled quote closes and opens again; within a name it stands for one.
        if character == open { quote = nil } else if isName { current.append(character) }
        continue
      }
      switch character {
      case "'": quote = character
      case "\"":
        if isName, !current.isEmpty { current.append(character) }
        quote = character
      case "=":
        names.append(String(current))
        isName = false
      case ",":
        current = String.UnicodeScalarView()
        isName = true
      case " ": break
      default: if isName { current.append(character) }
      }
    }
    return names
  }
}
