package import Postgres

/// A column's default: an object of its own, since it may need a function or a sequence that the
/// column does not.
package struct ColumnDefault: SchemaObject {
  package static let kind: KindName = "default"

  package let id: ObjectID
  package let column: ObjectID
  package let expression: String
  /// It may be another value in every row.
  package let isVolatile: Bool

  package static var trace: SQL? { "pg_attrdef where oid >= 16384" }

  // What a generated column computes stands in the same catalog and is that column's.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select d.tableoid, d.oid, null, d.adrelid, d.adnum, pg_get_expr(d.adbin, 0),
      \(isVolatile)
    from pg_attrdef d where d.oid >= 16384 and not (\(namesColumns))
    """
  }

  /// Told of the expression `d.adbin`: a default never does, and what a generated column computes
  /// mostly.
  static let namesColumns: SQL = "strpos(d.adbin::text, '{VAR ') > 0"

  /// `d.adbin` where it names no column, so that PostgreSQL need not open the table to write it.
  static let plainExpression: SQL = """
    case when not (\(namesColumns)) then pg_get_expr(d.adbin, 0) end
    """

  /// Whether a function that it calls gives another value each time, which only the expression's tree
  /// tells. The usual ones, `nextval` and `now`, are told apart first: the rest costs time.
  private static let isVolatile: SQL = """
    case when d.adbin::text not like '%funcid%' then false
      when d.adbin::text like '%funcid 1574 %' then true
      when replace(d.adbin::text, 'funcid 1299 ', '') not like '%funcid%' then false
      else exists (
        select from unnest(string_to_array(d.adbin::text, 'funcid ')) with ordinality t(tree, place)
        join pg_proc p on t.place > 1 and p.provolatile = 'v'
          and p.oid = split_part(t.tree, ' ', 1)::oid) end
    """

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    // What a generated column computes is known as that column's.
    guard catalog.id(catalog.address) == nil, let column = catalog.column(row.oid(), row.int())
    else { return nil }
    self.column = column
    id = column.namesake(Self.kind)
    expression = row.text()
    isVolatile = row.bool()
  }

  package static var rules: [Rule<ColumnDefault>] {
    [
      .redefine("expression", \.expression).asRead(),
      .derived("isVolatile", \.isVolatile),
      .derived("column", \.column),
    ]
  }

  package var reach: Reach? { Reach(.accessShare) }
  package var parent: ObjectID? { column }
  package var reference: SQL { "column \(name: column.names)" }
  private var alter: SQL {
    "alter table only \(name: Array(column.names.dropLast())) alter column \(name: column.name)"
  }

  package func clause(_ parts: [Part]) -> SQL? { "default \(catalog: expression)" }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(alter) set default \(catalog: expression)")]
  }

  package func drop() -> [Statement] { [Statement("\(alter) drop default")] }
}
