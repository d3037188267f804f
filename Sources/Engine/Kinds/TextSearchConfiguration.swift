package import Postgres

/// A text search configuration: a parser, and for each sort of word the dictionaries to ask.
package struct TextSearchConfiguration: SchemaObject {
  package static let kind: KindName = "text search configuration"

  package let id: ObjectID
  package let parser: String
  /// `asciiword with public.names, simple`, in the order of the words' sorts.
  package let mappings: [String]

  package static var trace: SQL? { "pg_ts_config where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.cfgnamespace, c.cfgname,
      quote_ident(n.nspname) || '.' || quote_ident(p.prsname),
      array(select (select quote_ident(t.alias) from ts_token_type(c.cfgparser) t
          where t.tokid = m.maptokentype) || ' with '
          || string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno)
        from pg_ts_config_map m where m.mapcfg = c.oid
        group by m.maptokentype order by m.maptokentype)
    from pg_ts_config c
      join pg_ts_parser p on p.oid = c.cfgparser
      join pg_namespace n on n.oid = p.prsnamespace
    where c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    parser = row.text()
    mappings = row.textArray()
  }

  package static var rules: [Rule<TextSearchConfiguration>] {
    [
      .replace("parser", \.parser),
      Rule("mappings", \.mappings) { old, new in .alter(new.changes(from: old.mappings)) },
    ]
  }

  package var reference: SQL { "text search configuration \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("create \(reference) (parser = \(catalog: parser))", lock: .none)]
      + changes(from: [])
  }

  private func changes(from old: [String]) -> [Statement] {
    let before = Dictionary(old.map { ($0.mapped, $0) }) { first, _ in first }
    let kept = Set(mappings.map(\.mapped))
    let gone = old.map(\.mapped).filter { !kept.contains($0) }
    var statements: [Statement] = []
    if !gone.isEmpty {
      let list = gone.map { SQL("\(catalog: $0)") }.joined()
      statements.append(Statement("alter \(reference) drop mapping for \(list)", lock: .none))
    }
    for mapping in mappings where before[mapping.mapped] != mapping {
      let verb: SQL = before[mapping.mapped] == nil ? "add" : "alter"
      statements.append(
        Statement("alter \(reference) \(verb) mapping for \(catalog: mapping)", lock: .none))
    }
    return statements
  }
}

extension String {
  /// The sort of word that a mapping is for. Its name has no blanks.
  fileprivate var mapped: String { split(separator: " ").first.map(String.init) ?? self }
}
