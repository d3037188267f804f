import Postgres

/// A sequence is described by its numbers, and by the column it belongs to.
enum SequenceDescription {
  static func describe(_ relation: Relation, on connection: Connection) throws -> TableModel {
    let names = ["Type", "Start", "Minimum", "Maximum", "Increment", "Cycles?", "Cache"]
    let numbers: Set = ["Start", "Minimum", "Maximum", "Increment", "Cache"]
    var model = TableModel(
      title: relation.title,
      columns: names.map { .init($0, numbers.contains($0) ? .number : .text) }, rows: [],
      footers: [])
    try connection.pipeline([numbersQuery(relation), ownerQuery(relation)]) { index, result in
      if index == 0 {
        model.rows = try result.rows { row in
          (0..<7).map { _ in row.text() }
        }
      } else {
        model.footers = try result.rows { row in
          let column = row.text()
          return row.bool() ? "Sequence for identity column: \(column)" : "Owned by: \(column)"
        }
      }
    }
    return model
  }

  private static func numbersQuery(_ relation: Relation) -> SQL {
    """
    select pg_catalog.format_type(seqtypid, null), seqstart, seqmin, seqmax, seqincrement,
      case when seqcycle then 'yes' else 'no' end, seqcache
    from pg_catalog.pg_sequence where seqrelid = \(literal: Int(relation.oid))
    """
  }

  private static func ownerQuery(_ relation: Relation) -> SQL {
    """
    select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || '.'
      || pg_catalog.quote_ident(a.attname), d.deptype = 'i'
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.refobjid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = \(literal: Int(relation.oid)) and d.deptype in ('a', 'i')
    """
  }
}
