package import Postgres

/// A view. It is replaced in place as long as its columns stay and new ones come last.
package struct View: SchemaObject {
  package static let kind: KindName = "view"

  package let id: ObjectID
  package let definition: String
  package let options: [String]
  /// `name type` of each column, in order.
  package let columns: [String]

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.relnamespace, c.relname, pg_get_viewdef(c.oid), c.reloptions,
      (select array_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || coalesce((select ' ' || l.collname from pg_collation l
            where l.oid = a.attcollation and l.oid <> t.typcollation), '')
          order by a.attnum)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0)
    from pg_class c
    where c.relkind = 'v' and c.oid >= 16384 and c.relpersistence <> 't'
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    definition = row.text()
    options = row.optionalTextArray() ?? []
    columns = row.optionalTextArray() ?? []
  }

  package static var rules: [Rule<View>] {
    [
      Rule("columns", \.columns) { old, new in
        new.columns.starts(with: old.columns) ? .redefine : .replace
      },
      .redefine("definition", \.definition),
      Rule("options", \.options) { old, new in
        .alter(
          Options.change("alter \(new.reference)", from: old.options, to: new.options))
      },
    ]
  }

  package var claims: [ObjectID] {
    [ObjectID(Table.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package var reference: SQL { "view \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] { make("create") }

  package func redefine(from old: View) -> [Statement] { make("create or replace") }

  private func make(_ verb: SQL) -> [Statement] {
    [
      Statement(
        "\(verb) \(reference)\(Options.with(options)) as\n\(catalog: definition.withoutSemicolon)",
        lock: .none)
    ]
  }
}

extension String {
  /// `pg_get_viewdef` ends its text with a semicolon.
  var withoutSemicolon: String { hasSuffix(";") ? String(dropLast()) : self }
}
