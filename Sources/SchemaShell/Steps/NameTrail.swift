import Engine
import Postgres

/// What every object is called at a moment, found again under whatever name it has later: a
/// database knows its objects by numbers that a rename does not change.
///
/// A step may be any SQL, so nobody says beforehand what it renames; two such moments do.
struct NameTrail {
  private let names: [String: ObjectID]

  init(_ connection: Connection) throws(DatabaseError) {
    let found = try connection.run(NameTrail.query).rows { row in
      (row.text(), KindName(row.text()), row.textArray())
    }
    names = Dictionary(
      found.map { ($0.0, ObjectID($0.1, $0.2)) }, uniquingKeysWith: { first, _ in first })
  }

  /// What has another name than it had then. What only belongs to a renamed object has kept its own.
  func renames(since before: NameTrail) -> [Rename] {
    names.compactMap { number, id in
      guard let old = before.names[number], old.kind == id.kind, old.name != id.name else {
        return nil
      }
      return Rename(id, was: old.name)
    }
  }

  private static let query: SQL =
    """
    with own as (
      select oid, nspname from pg_catalog.pg_namespace
      where nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_(toast|temp)'
    ), relation as (
      select c.oid, c.relkind, n.nspname, c.relname
      from pg_catalog.pg_class c join own n on n.oid = c.relnamespace
    )
    select 'n' || oid, 'schema', array[nspname]::text[] from own
    union all
    select 'r' || oid, case relkind when 'v' then 'view' when 'm' then 'materialized view'
        when 'i' then 'index' when 'I' then 'index' when 'S' then 'sequence'
        when 'f' then 'foreign table' when 'c' then 'type' else 'table' end,
      array[nspname, relname]::text[]
    from relation
    union all
    select 'a' || r.oid || '.' || a.attnum, case relkind when 'c' then 'attribute' else 'column' end,
      array[r.nspname, r.relname, a.attname]::text[]
    from pg_catalog.pg_attribute a join relation r on r.oid = a.attrelid
    where a.attnum > 0 and not a.attisdropped and r.relkind in ('r', 'p', 'f', 'c')
    union all
    select 't' || t.oid, case t.typtype when 'd' then 'domain' else 'type' end,
      array[n.nspname, t.typname]::text[]
    from pg_catalog.pg_type t join own n on n.oid = t.typnamespace
    where t.typtype in ('e', 'd', 'r')
    union all
    select 'e' || e.oid, 'label', array[n.nspname, t.typname, e.enumlabel]::text[]
    from pg_catalog.pg_enum e join pg_catalog.pg_type t on t.oid = e.enumtypid
    join own n on n.oid = t.typnamespace
    union all
    select 'p' || p.oid, case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate'
      else 'function' end, array[n.nspname, p.proname]::text[]
    from pg_catalog.pg_proc p join own n on n.oid = p.pronamespace
    union all
    select 'c' || c.oid, 'constraint', array[r.nspname, r.relname, c.conname]::text[]
    from pg_catalog.pg_constraint c join relation r on r.oid = c.conrelid
    union all
    select 'g' || g.oid, 'trigger', array[r.nspname, r.relname, g.tgname]::text[]
    from pg_catalog.pg_trigger g join relation r on r.oid = g.tgrelid where not g.tgisinternal
    union all
    select 'l' || l.oid, 'policy', array[r.nspname, r.relname, l.polname]::text[]
    from pg_catalog.pg_policy l join relation r on r.oid = l.polrelid
    """
}

/// What some steps made of a database.
struct StateChange {
  let before: Snapshot
  let after: Snapshot
  let renames: [Rename]
}

extension Session {
  /// The change for a person: what is only called otherwise is not said to go and to come.
  func comparison(of change: StateChange) throws -> Comparison {
    let (old, new) = (change.before, change.after)
    let pending = try? Renaming.pending(change.renames, from: old, to: new, isLenient: true)
    // It takes a scratch database. Where none is to be had, the two names are told apart by hand.
    let renaming = try? renaming(pending ?? [], from: old, to: new) { Renames().failure($0) }
    return try Comparison(from: old, to: new, renaming: renaming ?? nil)
  }
}
