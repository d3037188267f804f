package import Postgres

/// What one role may do with one object, where that is not what the object's sort grants anyway.
///
/// One object for each target and grantee, whatever the target's kind. What an extension's members
/// grant beyond the extension's own script is told of the extension, and what is no longer as it came
/// with the database of `pg_catalog`. What everybody and the owner have by default is no grant; its
/// absence is one. Columns' privileges stand with their table's: what is taken from a table is taken
/// from its columns as well, so one plan is made of both.
package struct Grant: SchemaObject {
  package static let kind: KindName = "grant"

  package internal(set) var id: ObjectID
  package let target: ObjectID
  package let grantee: Grantee
  /// The role that handed its privilege on; nil when the owner granted it.
  package internal(set) var grantor: String?
  /// The grants that let the grantor hand it on.
  package internal(set) var sources: Set<ObjectID>
  /// True where the grantor may not enter the target's schema, and so not speak of it.
  package let isShutOut: Bool
  package internal(set) var privileges: Privileges
  /// In the order of their names.
  package internal(set) var columns: [ColumnPrivileges]
  /// What the grantee has without anyone granting it.
  package private(set) var standard: Privileges
  /// `table public.author`: what follows `on`.
  package let place: SQL
  /// The target's owner, where that is not the role that reads and writes here.
  package internal(set) var owner: String?

  package static var trace: SQL? {
    """
    \(told)
    union all select from pg_namespace where nspname = 'public' and nspacl is distinct from
      acldefault('n', nspowner) || makeaclitem(0, nspowner, 'USAGE', false)
    """
  }

  package static var traceIsScanned: Bool { true }

  /// True for what comes with every database and stays: the schema called public may go.
  private static func comes(_ object: SQL) -> SQL {
    "\(object).oid < 16384 and \(object).oid <> 2200"
  }

  /// The lists of privileges that say anything. The system's own objects have some from the start,
  /// which are nobody's business until someone changes them; of the information schema's nothing
  /// tells what they were.
  private static let told: SQL = """
    (
      select 1259 as class, oid, 0 as part, case when relkind = 'S' then 's' else 'r' end as sort,
        relowner as owner, relacl as acl
      from pg_class where relacl is not null and (oid >= 16384 or relnamespace = 11)
        and relpersistence <> 't'
      union all
      select 1255, oid, 0, 'f', proowner, proacl from pg_proc where proacl is not null
      union all
      select 1247, oid, 0, 'T', typowner, typacl from pg_type where typacl is not null
      union all
      select 2615, oid, 0, 'n', nspowner, nspacl from pg_namespace
      where nspacl is not null and nspname not in ('public', 'information_schema')
      union all
      select 2612, oid, 0, 'l', lanowner, lanacl from pg_language where lanacl is not null
      union all
      select 2328, oid, 0, 'F', fdwowner, fdwacl from pg_foreign_data_wrapper
      where fdwacl is not null
      union all
      select 1417, oid, 0, 'S', srvowner, srvacl from pg_foreign_server where srvacl is not null
      union all
      select 1259, attrelid, attnum, null, null, attacl from pg_attribute
      where attacl is not null and not attisdropped
    ) o left join pg_init_privs i on (i.classoid, i.objoid, i.objsubid) = (o.class, o.oid, o.part)
      and i.privtype = 'i'
    where not (\(comes("o"))) or o.acl is distinct from i.initprivs
    """

  // Most objects of a database share one of a few lists of privileges, so each list is taken apart
  // once.
  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with told as materialized (
      select o.* from \(told)
    ), columns as materialized (
      select a.attrelid as oid, a.attnum as number, a.attname as name, t.acl
      from told t join pg_attribute a on a.attrelid = t.oid and a.attnum = t.part
      where t.part <> 0
    ), held as (
      select class, oid, sort, owner, acl, null::aclitem[] as extra from told where part = 0
      union all
      select 1259, oid, case when relkind = 'S' then 's' else 'r' end, relowner, relacl, null
      from pg_class where oid in (select oid from columns)
        and oid not in (select oid from told where class = 1259 and part = 0)
      union all
      select 2615, oid, 'n', nspowner, nspacl, array[makeaclitem(0, nspowner, 'USAGE', false)]
      from pg_namespace where nspname = 'public'
    ), objects as materialized (
      select h.class, h.oid, h.sort, h.owner,
        coalesce(h.acl, acldefault(h.sort::"char", h.owner)) as acl,
        coalesce(i.initprivs, acldefault(h.sort::"char", h.owner) || h.extra) as base
      from held h left join pg_init_privs i on (i.classoid, i.objoid) = (h.class, h.oid)
        and i.objsubid = 0
        and (i.privtype = 'e' or \(comes("h")))
    ), lists as materialized (
      select row_number() over () as list, l.* from (
        select distinct sort, owner, acl, base from objects) l
    ), entries as (
      select l.list, e.grantee, case when e.grantor <> l.owner then e.grantor else 0 end as grantor,
        lower(e.privilege_type) as privilege, e.is_grantable, false as is_standard
      from lists l, aclexplode(l.acl) e
      union all
      select l.list, e.grantee, 0, lower(e.privilege_type), false, true
      from lists l, aclexplode(l.base) e
    ), sums as materialized (
      select list, grantee, grantor,
        array_agg(privilege order by privilege) filter (where not is_standard) as held,
        array_agg(privilege order by privilege) filter (where is_grantable) as grantable,
        array_agg(privilege order by privilege) filter (where is_standard) as standard
      from entries group by list, grantee, grantor
    ), column_sums as (
      select c.oid, e.grantee, case when e.grantor <> o.owner then e.grantor else 0 end as grantor,
        c.number || ':' || string_agg(lower(e.privilege_type), ',') || ':' || coalesce(
          string_agg(lower(e.privilege_type), ',') filter (where e.is_grantable), '') || ':'
          || c.name as text
      from columns c join objects o on o.class = 1259 and o.oid = c.oid, aclexplode(c.acl) e
      group by 1, 2, 3, c.number, c.name
    ), wholes as materialized (
      select class, oid, grantee, grantor, held, grantable, standard, columns
      from (
        select o.class, o.oid, s.grantee, s.grantor, s.held, s.grantable, s.standard
        from objects o
          join lists l on (l.sort, l.owner, l.acl, l.base) = (o.sort, o.owner, o.acl, o.base)
          join sums s on s.list = l.list
      ) w full join (
        select 1259 as class, oid, grantee, grantor, array_agg(text) as columns
        from column_sums group by oid, grantee, grantor
      ) c using (class, oid, grantee, grantor)
      where held is distinct from standard or grantable is not null or columns is not null
    ), every as materialized (
      select l.sort, l.owner, array(
        select lower(e.privilege_type) from aclexplode(acldefault(l.sort::"char", l.owner)) e
        where e.grantee = l.owner) as privileges
      from (select distinct sort, owner from lists) l
    )
    select 0, w.oid, 0, w.class, w.oid, \(memberName), o.sort,
      case when o.owner <> (select oid from pg_roles where rolname = current_user)
        then pg_get_userbyid(o.owner) end,
      w.grantee = 0, w.grantee = o.owner, r.rolname, g.rolname,
      case when w.grantor <> 0 then (select array_agg(coalesce(b.rolname, ''))
        from wholes f left join pg_roles b on b.oid = f.grantor
        where (f.class, f.oid, f.grantee) = (w.class, w.oid, w.grantor)
          and (f.grantable is not null or f.columns is not null)) end,
      w.held, w.grantable, w.standard, w.columns, p.privileges, \(isShutOut)
    from wholes w
      join objects o on o.class = w.class and o.oid = w.oid
      join every p on p.sort = o.sort and p.owner = o.owner
      left join pg_roles r on r.oid = w.grantee
      left join pg_roles g on g.oid = w.grantor
    order by w.class, w.oid, w.grantor, w.grantee
    """
  }

  private static let isShutOut: SQL = """
    g.oid is not null and coalesce(not has_schema_privilege(g.oid, case w.class
      when 1259 then (select relnamespace from pg_class where oid = w.oid)
      when 1255 then (select pronamespace from pg_proc where oid = w.oid)
      when 1247 then (select typnamespace from pg_type where oid = w.oid) end, 'usage'), false)
    """

  /// As `on` names it, for what belongs to an extension or to the system: nothing else is read of
  /// that.
  private static let memberName: SQL = """
    case when \(comes("w")) or exists (select from pg_depend d
      where d.classid = w.class and d.objid = w.oid and d.deptype = 'e') then case w.class
      when 1259 then case o.sort when 's' then 'sequence ' else 'table ' end || w.oid::regclass
      when 1255 then 'routine ' || w.oid::regprocedure
      when 1247 then (select format('type %I.%I', n.nspname, t.typname) from pg_type t
        join pg_namespace n on n.oid = t.typnamespace where t.oid = w.oid)
      when 2615 then 'schema ' || w.oid::regnamespace
      when 2612 then 'language ' || quote_ident((select lanname from pg_language where oid = w.oid))
      when 2328 then 'foreign data wrapper ' || quote_ident((
        select fdwname from pg_foreign_data_wrapper where oid = w.oid))
      else 'foreign server ' || quote_ident((
        select srvname from pg_foreign_server where oid = w.oid)) end end
    """

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), row.oid())
    let member = row.optionalText().map { text in
      Subject(
        object: catalog.provider(of: address) ?? Self.system, part: text,
        reference: "\(catalog: text)")
    }
    guard let subject = member ?? catalog.subject(address) else { return nil }
    target = subject.object
    let sort = row.character()
    owner = row.optionalText()
    let isEverybody = row.bool()
    let isOwner = row.bool()
    let role = row.optionalText()
    let grantor = row.optionalText()
    // Who gave the grantor what it hands on; an empty name is the owner's.
    let givers = row.optionalTextArray() ?? []
    let held = row.optionalTextArray() ?? []
    let grantable = row.optionalTextArray() ?? []
    let standard = row.optionalTextArray() ?? []
    let columns = row.optionalTextArray() ?? []
    let every = row.optionalTextArray() ?? []
    isShutOut = row.bool()
    // A role that is gone without its privileges can no longer be spoken of.
    guard let grantee = Grantee(isEverybody: isEverybody, isOwner: isOwner, role: role) else {
      return nil
    }
    self.grantee = grantee
    self.grantor = grantor
    privileges = Privileges(held: held, grantable: grantable, every: every)
    self.standard = Privileges(held: standard, grantable: [], every: every)
    self.columns = columns.compactMap { ColumnPrivileges($0, of: address, catalog) }
      .sorted { $0.column < $1.column }
    place = Self.place(catalog[target]?.qualifiedName ?? "", subject, sort)
    id = Self.id(of: subject, grantee, grantor: grantor)
    let handedOn = Grantee.role(grantor ?? "")
    sources = Set(
      givers.map { Self.id(of: subject, handedOn, grantor: $0.isEmpty ? nil : $0) })
  }

  private init(
    on object: any SchemaObject, _ subject: Subject, _ sort: Character, to grantee: Grantee,
    _ privileges: Privileges,
    standard: Privileges
  ) {
    id = Self.id(of: subject, grantee, grantor: nil)
    target = object.id
    self.grantee = grantee
    self.privileges = privileges
    self.standard = standard
    place = Self.place(object.qualifiedName, subject, sort == "S" ? "s" : sort)
    columns = []
    grantor = nil
    sources = []
    isShutOut = false
    owner = nil
  }

  /// Stands for whatever comes with a database; it is no object that is read.
  static let system = ObjectID(Schema.kind, ["pg_catalog"])

  private static func id(of subject: Subject, _ grantee: Grantee, grantor: String?) -> ObjectID {
    let names = [grantee.name] + (grantor.map { [$0] } ?? [])
    return subject.remark(kind, names)
  }

  /// As `on` names it: a view is a table here, and a procedure a routine.
  private static func place(_ name: SQL, _ subject: Subject, _ sort: Character) -> SQL {
    if subject.part != nil { return subject.reference }
    switch sort {
    case "r": return "table \(name)"
    case "s": return "sequence \(name)"
    case "f":
      let signature = subject.reference.text.drop { $0 != " " }
      return "routine\(SQL(trusted: String(signature)))"
    case "T": return "type \(name)"
    case "n": return "schema \(name)"
    case "l": return "language \(name)"
    case "F": return "foreign data wrapper \(name)"
    case "S": return "foreign server \(name)"
    default: return subject.reference
    }
  }

  package static var rules: [Rule<Grant>] {
    [
      // What was handed on is taken back first, what shall be handed on is given last.
      Rule("privileges", \.privileges) { old, new in
        new.sources.isSuperset(of: old.sources) ? .letGo(new.taken(from: old)) : .replace
      },
      Rule("columns", \.columns) { old, new in
        new.sources.isSuperset(of: old.sources) ? .letGo(new.taken(from: old)) : .replace
      },
      Rule("privilegesGiven", \.privileges) { old, new in .alter(new.given(from: old)) },
      Rule("columnsGiven", \.columns) { old, new in
        .alter(old.privileges == new.privileges ? new.given(from: old) : [])
      },
      .derived("target", \.target),
      .derived("grantee", \.grantee),
      .derived("grantor", \.grantor),
      .derived("sources", \.sources),
      .derived("isShutOut", \.isShutOut),
      .derived("standard", \.standard),
      .derived("place", \.place),
      .derived("owner", \.owner),
    ]
  }

  package static func == (a: Grant, b: Grant) -> Bool {
    a.id == b.id && a.privileges == b.privileges && a.columns == b.columns
  }

  package static var blockForm: BlockForm? {
    BlockForm(["grant", "revoke"], verb: nil, place: .before(["to", "from"], link: "on table"))
  }

  package var parent: ObjectID? { target == Self.system ? nil : target }
  package var reference: SQL { place }
  package var needs: [ObjectID] {
    [Owner.id(of: target)] + columns.map(\.column) + sources.sorted()
  }
  // Who hands on has to find the object.
  package var wants: [ObjectID] {
    guard let grantor, target.names.count > 1, let schema = target.names.first else { return [] }
    let whole = ObjectID("schema", [schema])
    return [Grantee.role(grantor), .everybody].map { whole.remark(Self.kind, $0.name) }
  }
  package var clusterNeeds: [ObjectID] {
    [grantee.role, grantor].compactMap { $0 }.map(ObjectID.role)
  }

  package var novelties: [Novelty] { privileges.novelties }
  package func known(to version: ServerVersion) -> Grant {
    var copy = self
    copy.privileges = privileges.known(to: version)
    copy.standard = standard.known(to: version)
    return copy
  }

  package func create(_ parts: [Part]) -> [Statement] {
    statements(from: standard, to: privileges, columns: [], columns)
  }

  private func taken(from old: Grant) -> [Statement] {
    statements(from: old.privileges, to: privileges, columns: old.columns, columns) { $0.takes }
  }

  private func given(from old: Grant) -> [Statement] {
    statements(from: old.privileges, to: privileges, columns: old.columns, columns) { !$0.takes }
  }

  package func drop() -> [Statement] {
    statements(from: privileges, to: standard, columns: columns, [])
  }

  package func response(to disturbance: Disturbance) -> Response {
    guard let successor = disturbance.successor as? Grant else { return .rebuild }
    if disturbance.cause == .altered { return .stay }
    // A column that is made anew has lost what was granted on it.
    let lost = columns.filter { $0.column == disturbance.object.id }
    let found = successor.columns.filter { $0.column == disturbance.object.id }
    if lost.isEmpty { return .rebuild }
    return .reattach(
      statements(from: successor.privileges, to: successor.privileges, columns: [], found))
  }

  private func statements(
    from old: Privileges, to new: Privileges, columns oldColumns: [ColumnPrivileges],
    _ newColumns: [ColumnPrivileges], where isSaid: (Privileges.Step.Verb) -> Bool = { _ in true }
  ) -> [Statement] {
    let who = grantee.reference(owner: owner.map { "\(name: $0)" } ?? "current_user")
    let steps = new.steps(from: old)
    let all =
      steps.map { ($0.verb, $0.list) }
      + ColumnPrivileges.lists(from: oldColumns, to: newColumns, after: steps)
    let texts = all.filter { isSaid($0.0) }
      .map { verb, list in verb.statement(list, on: place, who) }
    let statements = texts.map { Statement($0, lock: .none) }
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
      guard let (subject, sort) = subject(of: object) else { return [] }
      if object.id == ObjectID("schema", ["public"]) {
        let usage = Privileges(held: ["usage"], grantable: [], every: ["create", "usage"])
        return [Grant(on: object, subject, sort, to: .everybody, .none(of: usage), standard: usage)]
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
          ? nil : Grant(on: object, subject, sort, to: grantee, granted, standard: standard)
      }
    }
  }

  /// What of a new object default privileges apply to.
  private static func subject(of object: any SchemaObject) -> (Subject, Character)? {
    if let column = object as? Column, let identity = column.identity {
      let name = Array(column.table.names.dropLast()) + [identity.sequence]
      let subject = Subject(
        object: column.id, part: "sequence", reference: "sequence \(name: name)")
      return (subject, "S")
    }
    guard let sort = sorts[object.id.kind] else { return nil }
    return (Subject(object), sort)
  }

  /// What `pg_default_acl` calls the kinds that it speaks of.
  private static let sorts: [KindName: Character] = [
    "table": "r", "view": "r", "materialized view": "r", "foreign table": "r", "sequence": "S",
    "routine": "f", "aggregate": "f", "enum": "T", "domain": "T", "composite type": "T",
    "range type": "T", "base type": "T", "schema": "n",
  ]
}
