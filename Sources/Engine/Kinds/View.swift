package import Postgres

/// A view. It is replaced in place as long as its columns stay and new ones come last.
package struct View: SchemaObject {
  package static let kind: KindName = "view"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package internal(set) var definition: String
  package internal(set) var options: [String]
  /// The columns' names and types, in order.
  package internal(set) var names: [String]
  package internal(set) var types: [String]

  package static var trace: SQL? { "pg_class where relkind = 'v' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.relnamespace, c.relname, pg_get_viewdef(c.oid), c.reloptions,
      array(select attname from pg_attribute where attrelid = c.oid and attnum > 0
        order by attnum),
      array(select format_type(a.atttypid, a.atttypmod) || case
            when a.attcollation <> t.typcollation then ' collate ' || (select
              quote_ident(n.nspname) || '.' || quote_ident(l.collname) from pg_collation l
              join pg_namespace n on n.oid = l.collnamespace where l.oid = a.attcollation)
            else '' end
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 order by a.attnum)
    from pg_class c
    where c.relkind = 'v' and c.oid >= 16384 and c.relpersistence <> 't'
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    definition = row.text().withoutSemicolon
    options = row.optionalTextArray() ?? []
    names = row.textArray()
    types = row.textArray()
  }

  package static var rules: [Rule<View>] {
    [
      Rule("names", \.names) { old, new in
        new.names.starts(with: old.names) ? .redefine : .replace
      },
      Rule("types", \.types) { old, new in
        new.types.starts(with: old.types) ? .redefine : .replace
      },
      .redefine("definition", \.definition).asRead(),
      Rule("options", \.options) { old, new in
        .alter(
          Options.change(
            "alter \(new.reference)", from: old.options, to: new.options, lock: .accessExclusive))
      },
    ]
  }

  package static var transparency: Transparency { .rows }
  package var claims: [ObjectID] {
    [ObjectID(Table.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package var reference: SQL { "view \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] { make("create") }

  package func redefine(from old: View) -> [Statement] { make("create or replace") }

  private func make(_ verb: SQL) -> [Statement] {
    [
      Statement(
        "\(verb) \(reference)\(Options.with(options)) as\n\(catalog: definition)",
        reach: Reach(.accessShare))
    ]
  }

  // A function that takes the view's rows needs no more than its columns.
  package var standIn: StandIn? {
    let columns = zip(names, types).map { SQL("null::\(catalog: $1) as \(name: $0)") }.joined()
    func name(_ verb: SQL) -> Statement {
      Statement("\(verb) \(reference) as select \(columns)")
    }
    return StandIn(
      announcement: [name("create")], completion: make("create or replace"),
      dropping: .afterRetraction([name("create or replace")]))
  }
}

extension String {
  /// `pg_get_viewdef` ends its text with a semicolon.
  var withoutSemicolon: String { hasSuffix(";") ? String(dropLast()) : self }
}
