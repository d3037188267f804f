import Postgres

/// How values that are rows become rows of another shape: by the names of their columns, at any
/// depth. As text they would go by their order, and one column's value end up in another.
enum RowConversion {
  /// One row; nothing stays nothing.
  static func value(of value: SQL, as type: SQL) -> SQL {
    "pg_catalog.jsonb_populate_record(null::\(type), pg_catalog.to_jsonb(\(value)))"
  }

  /// A list of rows, in a query.
  static func values(of value: SQL, as type: SQL) -> SQL {
    "(case when \(value) is not null then (\(query("pg_catalog.to_jsonb(\(value))", type))) end)"
  }

  /// The same where no query may stand: `change` is given the function's call.
  static func values(
    of value: SQL, as type: SQL, _ change: (SQL) -> [Statement]
  ) -> [Statement] {
    let function = "pg_temp.schemashell_values" as SQL
    let body = query("$1", type)
    let making: SQL = """
      create function \(function)(jsonb) returns \(type)[] language sql strict \
      as \(literal: body.text)
      """
    return [Statement(making, lock: .none)]
      + change("\(function)(pg_catalog.to_jsonb(\(value)))")
      + [Statement("drop function \(function)(jsonb)", lock: .none)]
  }

  private static func query(_ list: SQL, _ type: SQL) -> SQL {
    """
    select coalesce(pg_catalog.array_agg(pg_catalog.jsonb_populate_record(null::\(type), nullif(e, 'null')) \
    order by n), '{}') from pg_catalog.jsonb_array_elements(\(list)) with ordinality l (e, n)
    """
  }
}
