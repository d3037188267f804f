import Postgres

/// Counts what exists in a database and no kind reads, so that silence is never mistaken for
/// equality.
enum Unmodelled {
  static let query: SQL = """
    select 'large object', count(*) from pg_largeobject_metadata
    union all select case when setrole = 0 then 'database setting' else 'role setting' end,
      sum(cardinality(setconfig))
    from pg_db_role_setting
    where setdatabase = (select oid from pg_database where datname = current_database())
    group by 1
    union all select 'database privilege', count(*)
    from (select datacl as now, acldefault('d', datdba) as usual from pg_database
      where datname = current_database()) d, lateral (
      (select aclexplode(now) except select aclexplode(usual))
      union all (select aclexplode(usual) except select aclexplode(now))) changed
    where now is not null
    union all select 'database description', count(*) from pg_shdescription
    where classoid = 1262 and objoid >= 16384
      and objoid = (select oid from pg_database where datname = current_database())
    """

  static func read(_ result: borrowing Result) throws(DatabaseError) -> [String: Int] {
    var counts: [String: Int] = [:]
    try result.forEachRow { row in
      let kind = row.text()
      let count = row.int()
      if count > 0 { counts[kind] = count }
    }
    return counts
  }
}
