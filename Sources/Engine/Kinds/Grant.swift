package import Postgres

/// What one role may do with one object, where that is not what the object's sort grants anyway.
///
/// One object for each target and grantee, whatever the target's kind. What everybody and the
/// owner have by default is no grant; its absence is one.
package struct Grant: SchemaObject {
  package static let kind: KindName = "grant"

  package let id: ObjectID
  package let target: ObjectID
  package let grantee: Grantee
  /// The role that handed its privilege on; nil when the owner granted it.
  package let grantor: String?
  /// The grants that let the grantor hand it on.
  package let sources: [ObjectID]
  package let privileges: Privileges
  /// What the grantee has without anyone granting it.
  package let standard: Privileges
  /// `table public.author`, and the column when the target is one.
  package let place: SQL
  package let column: String?
  /// The object that has the owner: the target, or a column's table.
  package let holder: ObjectID
  /// The target's owner, where that is not the role that reads and writes here.
  package private(set) var owner: String?

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with held as (
      select 1259 as class, oid, 0 as part, case when relkind = 'S' then 's' else 'r' end as sort,
        relowner as owner, relacl as acl, null::aclitem[] as extra
      from pg_class where relacl is not null and relpersistence <> 't' and oid >= 16384
      union all
      select 1259, a.attrelid, a.attnum, 'c', c.relowner, a.attacl, null
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attacl is not null and a.attrelid >= 16384 and not a.attisdropped
      union all
      select 1255, oid, 0, 'f', proowner, proacl, null
      from pg_proc where proacl is not null and oid >= 16384
      union all
      select 1247, oid, 0, 'T', typowner, typacl, null
      from pg_type where typacl is not null and oid >= 16384
      union all
      select 2615, oid, 0, 'n', nspowner, nspacl, null
      from pg_namespace where nspacl is not null and oid >= 16384 and nspname <> 'public'
      union all
      select 2615, oid, 0, 'n', nspowner, coalesce(nspacl, acldefault('n', nspowner)),
        array[makeaclitem(0, nspowner, 'USAGE', false)]
      from pg_namespace where nspname = 'public'
      union all
      select 2612, oid, 0, 'l', lanowner, lanacl, null
      from pg_language where lanacl is not null and oid >= 16384
      union all
      select 2328, oid, 0, 'F', fdwowner, fdwacl, null
      from pg_foreign_data_wrapper where fdwacl is not null and oid >= 16384
      union all
      select 1417, oid, 0, 'S', srvowner, srvacl, null
      from pg_foreign_server where srvacl is not null and oid >= 16384
    ), entries as (
      select h.class, h.oid, h.part, e.grantee, nullif(e.grantor, h.owner) as grantor,
        e.privilege_type as privilege, e.is_grantable, false as is_standard
      from held h, aclexplode(h.acl) e
      union all
      select h.class, h.oid, h.part, e.grantee, null, e.privilege_type, false, true
      from held h, aclexplode(acldefault(h.sort::"char", h.owner) || h.extra) e
    ), sums as (
      select class, oid, part, grantee, grantor,
        array_agg(lower(privilege) order by privilege) filter (where not is_standard) as held,
        array_agg(lower(privilege) order by privilege) filter (where is_grantable) as grantable,
        array_agg(lower(privilege) order by privilege) filter (where is_standard) as standard
      from entries group by class, oid, part, grantee, grantor
    )
    select 0, s.oid, s.part, s.class, s.oid, s.part, h.sort,
      case when h.owner <> (select oid from pg_roles where rolname = current_user)
        then pg_get_userbyid(h.owner) end,
      s.grantee = 0, s.grantee = h.owner, r.rolname, g.rolname,
      case when g.oid is not null then (select array_agg(coalesce(b.rolname, ''))
        from sums o left join pg_roles b on b.oid = o.grantor
        where (o.class, o.oid, o.part, o.grantee) = (s.class, s.oid, s.part, s.grantor)
          and o.grantable is not null) end,
      s.held, s.grantable, s.standard,
      (select array_agg(lower(e.privilege_type)) from aclexplode(acldefault(
        (case when h.sort = 'c' then 'r' else h.sort end)::"char", h.owner)) e
        where e.grantee = h.owner
          and (h.sort <> 'c' or e.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')))
    from sums s
      join held h using (class, oid, part)
      left join pg_roles r on r.oid = s.grantee
      left join pg_roles g on g.oid = s.grantor
    where s.held is distinct from s.standard or s.grantable is not null
    order by s.class, s.oid, s.part, s.grantor is not null, s.grantee
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), row.oid(), Int32(row.int()))
    guard let target = catalog.object(address) else { return nil }
    self.target = target.id
    let sort = row.character()
    owner = row.optionalText()
    let isEverybody = row.bool()
    let isOwner = row.bool()
    let role = row.optionalText()
    grantor = row.optionalText()
    // Who gave the grantor what it hands on; an empty name is the owner's.
    let givers = row.optionalTextArray() ?? []
    let held = row.optionalTextArray() ?? []
    let grantable = row.optionalTextArray() ?? []
    let standard = row.optionalTextArray() ?? []
    let every = row.optionalTextArray() ?? []
    // A role that is gone without its privileges can no longer be spoken of.
    guard let grantee = Grantee(isEverybody: isEverybody, isOwner: isOwner, role: role) else {
      return nil
    }
    self.grantee = grantee
    privileges = Privileges(held: held, grantable: grantable, every: every)
    self.standard = Privileges(held: standard, grantable: [], every: every)
    holder = sort == "c" ? target.parent ?? target.id : target.id
    column = sort == "c" ? target.id.name : nil
    place = Self.place(sort == "c" ? holder.names : target.id.names, sort, target.reference)
    id = Self.id(of: target.id, grantee, grantor: grantor)
    sources = givers.map { giver in
      Self.id(
        of: target.id, .role(grantor ?? ""), grantor: giver.isEmpty ? nil : giver)
    }
  }

  private init(
    on target: any SchemaObject, _ sort: Character, to grantee: Grantee, _ privileges: Privileges,
    standard: Privileges
  ) {
    id = Self.id(of: target.id, grantee, grantor: nil)
    self.target = target.id
    holder = target.id
    self.grantee = grantee
    self.privileges = privileges
    self.standard = standard
    place = Self.place(target.id.names, sort == "S" ? "s" : sort, target.reference)
    grantor = nil
    sources = []
    column = nil
    owner = nil
  }

  private static func id(of target: ObjectID, _ grantee: Grantee, grantor: String?) -> ObjectID {
    let names = [grantee.name] + (grantor.map { [$0] } ?? [])
    return ObjectID(kind, target.remark(kind).names + names)
  }

  /// As `on` names it: a view is a table here, and a procedure a routine.
  private static func place(_ names: [String], _ sort: Character, _ reference: SQL) -> SQL {
    switch sort {
    case "r", "c": "table \(name: names)"
    case "s": "sequence \(name: names)"
    case "f": "routine \(SQL(trusted: String(reference.text.drop { $0 != " " }.dropFirst())))"
    case "T": "type \(name: names)"
    case "n": "schema \(name: names)"
    case "l": "language \(name: names)"
    case "F": "foreign data wrapper \(name: names)"
    case "S": "foreign server \(name: names)"
    default: reference
    }
  }

  package static var rules: [Rule<Grant>] {
    [
      Rule("privileges", \.privileges) { old, new in
        let statements = new.statements(from: old.privileges, to: new.privileges)
        // What is taken from a table is taken from its columns as well.
        return new.privileges.takesAway(from: old.privileges)
          ? .alterAlone(statements) : .alter(statements)
      },
      .derived("target", \.target),
      .derived("holder", \.holder),
      .derived("grantee", \.grantee),
      .derived("grantor", \.grantor),
      .derived("sources", \.sources),
      .derived("standard", \.standard),
      .derived("place", \.place),
      .derived("column", \.column),
      .derived("owner", \.owner),
    ]
  }

  package static func == (a: Grant, b: Grant) -> Bool {
    a.id == b.id && a.privileges == b.privileges
  }

  package var parent: ObjectID? { target }
  package var reference: SQL { place }
  package var clusterNeeds: [ObjectID] { [grantee.role, grantor].compactMap { $0 }.map(ObjectID.role) }

  package var needs: [ObjectID] {
    var needs = [Owner.id(of: holder)]
    if column != nil { needs.append(Self.id(of: holder, grantee, grantor: grantor)) }
    return needs + sources
  }

  // What is taken from a table is taken from its columns as well, so it goes before any of them
  // is told anew.
  package var claims: [ObjectID] { [Self.id(of: holder, grantee, grantor: grantor)] }

  package func restated(in snapshot: Snapshot) -> Grant {
    var copy = self
    copy.owner = (snapshot[Owner.id(of: holder)] as? Owner)?.role
    return copy
  }

  package func create(_ parts: [Part]) -> [Statement] {
    statements(from: standard, to: privileges)
  }

  package func drop() -> [Statement] { statements(from: privileges, to: standard) }

  private func statements(from old: Privileges, to new: Privileges) -> [Statement] {
    let who = grantee.reference(owner: owner.map { "\(name: $0)" } ?? "current_user")
    let statements = new.steps(from: old, column: column).map { step in
      Statement(
        "\(step.verb) on \(place) \(step.isGrant ? "to" : "from") \(who)\(step.tail)", lock: .none)
    }
    // Who grants is who runs the statement, and nothing else can say it.
    guard let grantor, !statements.isEmpty else { return statements }
    return [Statement("set role \(name: grantor)", lock: .none)] + statements
      + [Statement("reset role", lock: .none)]
  }

  /// What default privileges grant on an object as soon as it is there; and a schema called public
  /// lacks what the one that comes with a database has.
  package static func births(
    in old: Snapshot
  ) -> (@Sendable (any SchemaObject) -> [any SchemaObject])? {
    let inForce = old.all(DefaultPrivileges.self).filter { $0.role == .owner }
    return { object in
      guard let sort = sorts[object.id.kind] else { return [] }
      if object.id == ObjectID("schema", ["public"]) {
        let usage = Privileges(held: ["usage"], grantable: [], every: ["create", "usage"])
        return [Grant(on: object, sort, to: .everybody, .none(of: usage), standard: usage)]
      }
      let schema = object.id.names.first
      let matching = inForce.filter {
        $0.sort == sort && ($0.schema == nil || sort != "n" && $0.schema == schema)
      }
      return Dictionary(grouping: matching, by: \.grantee).compactMap { grantee, entries in
        guard let standard = entries.first?.standard else { return nil }
        let base = entries.first { $0.schema == nil }?.privileges ?? standard
        let granted = entries.filter { $0.schema != nil }.reduce(base) { $0.union($1.privileges) }
        return granted == standard
          ? nil : Grant(on: object, sort, to: grantee, granted, standard: standard)
      }
    }
  }

  /// What `pg_default_acl` calls the kinds that it speaks of.
  private static let sorts: [KindName: Character] = [
    "table": "r", "view": "r", "materialized view": "r", "foreign table": "r", "sequence": "S",
    "function": "f", "procedure": "f", "aggregate": "f", "enum": "T", "domain": "T",
    "composite": "T", "range": "T", "type": "T", "schema": "n",
  ]
}
