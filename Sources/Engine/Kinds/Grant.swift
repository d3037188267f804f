package import Postgres

/// What one role may do with one object, where that is not what the object's sort grants anyway.
///
/// One object for each target and grantee, whatever the target's kind; what an extension's members
/// grant beyond the extension's own script is told of the extension. What everybody and the
/// owner have by default is no grant; its absence is one. Columns' privileges stand with their
/// table's: what is taken from a table is taken from its columns as well, so one plan is made of
/// both.
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
  /// In the order of their names.
  package let columns: [ColumnPrivileges]
  /// What the grantee has without anyone granting it.
  package let standard: Privileges
  /// `table public.author`: what follows `on`.
  package let place: SQL
  /// The target's owner, where that is not the role that reads and writes here.
  package private(set) var owner: String?

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with held as (
      select 1259 as class, oid, 0 as part, case when relkind = 'S' then 's' else 'r' end as sort,
        relowner as owner, relacl as acl, null::aclitem[] as extra
      from pg_class where relpersistence <> 't' and oid >= 16384 and (relacl is not null
        or exists (select from pg_attribute where attrelid = pg_class.oid and attacl is not null))
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
      select 2615, oid, 0, 'n', nspowner, nspacl,
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
        lower(e.privilege_type) as privilege, e.is_grantable, false as is_standard
      from held h, aclexplode(coalesce(h.acl, acldefault(h.sort::"char", h.owner))) e
      union all
      select h.class, h.oid, h.part, e.grantee, null, lower(e.privilege_type), false, true
      from held h
        left join pg_init_privs i on (i.classoid, i.objoid, i.objsubid) = (h.class, h.oid, h.part)
          and i.privtype = 'e',
        aclexplode(coalesce(i.initprivs, acldefault(h.sort::"char", h.owner) || h.extra)) e
    ), parts as (
      select class, oid, part, grantee, grantor,
        array_agg(privilege order by privilege) filter (where not is_standard) as held,
        array_agg(privilege order by privilege) filter (where is_grantable) as grantable,
        array_agg(privilege order by privilege) filter (where is_standard) as standard
      from entries group by class, oid, part, grantee, grantor
    ), wholes as (
      select class, oid, grantee, grantor, max(held) filter (where part = 0) as held,
        max(grantable) filter (where part = 0) as grantable,
        max(standard) filter (where part = 0) as standard,
        array_agg(part || ':' || array_to_string(held, ',') || ':'
          || coalesce(array_to_string(grantable, ','), '') || ':' || (select attname
            from pg_attribute where attrelid = parts.oid and attnum = part)) filter (where part <> 0) as columns
      from parts group by class, oid, grantee, grantor
    )
    select 0, w.oid, 0, w.class, w.oid,
      case when exists (select from pg_depend d
        where d.classid = w.class and d.objid = w.oid and d.deptype = 'e') then case w.class
        when 1259 then case h.sort when 's' then 'sequence ' else 'table ' end || w.oid::regclass
        when 1255 then 'routine ' || w.oid::regprocedure
        when 1247 then 'type ' || w.oid::regtype
        when 2615 then 'schema ' || w.oid::regnamespace
        when 2612 then 'language ' || quote_ident((
          select lanname from pg_language where oid = w.oid))
        when 2328 then 'foreign data wrapper ' || quote_ident((
          select fdwname from pg_foreign_data_wrapper where oid = w.oid))
        else 'foreign server ' || quote_ident((
          select srvname from pg_foreign_server where oid = w.oid)) end end,
      h.sort,
      case when h.owner <> (select oid from pg_roles where rolname = current_user)
        then pg_get_userbyid(h.owner) end,
      w.grantee = 0, w.grantee = h.owner, r.rolname, g.rolname,
      case when w.grantor is not null then (select array_agg(coalesce(b.rolname, ''))
        from wholes o left join pg_roles b on b.oid = o.grantor
        where (o.class, o.oid, o.grantee) = (w.class, w.oid, w.grantor)
          and (o.grantable is not null or o.columns is not null)) end,
      w.held, w.grantable, w.standard, w.columns,
      (select array_agg(lower(e.privilege_type)) from aclexplode(acldefault(h.sort::"char", h.owner)) e
        where e.grantee = h.owner)
    from wholes w
      join held h on h.class = w.class and h.oid = w.oid and h.part = 0
      left join pg_roles r on r.oid = w.grantee
      left join pg_roles g on g.oid = w.grantor
    where w.held is distinct from w.standard or w.grantable is not null or w.columns is not null
    order by w.class, w.oid, w.grantor is not null, w.grantee
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = Address(row.oid(), row.oid())
    let member = row.optionalText().flatMap { text in
      catalog.provider(of: address).map {
        Subject(object: $0, part: text, reference: "\(catalog: text)")
      }
    }
    guard let subject = member ?? catalog.subject(address), let object = catalog[subject.object]
    else { return nil }
    target = object.id
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
    place = Self.place(object.qualifiedName, subject, sort)
    id = Self.id(of: subject, grantee, grantor: grantor)
    let handedOn = Grantee.role(grantor ?? "")
    sources = givers.map {
      Self.id(of: subject, handedOn, grantor: $0.isEmpty ? nil : $0)
    }
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
    owner = nil
  }

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
      .redefine("privileges", \.privileges),
      .redefine("columns", \.columns),
      .derived("target", \.target),
      .derived("grantee", \.grantee),
      .derived("grantor", \.grantor),
      .derived("sources", \.sources),
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

  package var parent: ObjectID? { target }
  package var reference: SQL { place }
  package var needs: [ObjectID] {
    [Owner.id(of: target)] + columns.map(\.column) + sources
  }
  package var clusterNeeds: [ObjectID] {
    [grantee.role, grantor].compactMap { $0 }.map(ObjectID.role)
  }

  package func restated(in snapshot: Snapshot) -> Grant {
    var copy = self
    copy.owner = (snapshot[Owner.id(of: target)] as? Owner)?.role
    return copy
  }

  package func create(_ parts: [Part]) -> [Statement] {
    statements(from: standard, to: privileges, columns: [], columns)
  }

  package func redefine(from old: Grant) -> [Statement] {
    statements(from: old.privileges, to: privileges, columns: old.columns, columns)
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
    _ newColumns: [ColumnPrivileges]
  ) -> [Statement] {
    let who = grantee.reference(owner: owner.map { "\(name: $0)" } ?? "current_user")
    let steps = new.steps(from: old)
    let texts =
      steps.map { $0.verb.statement($0.list, on: place, who) }
      + ColumnPrivileges.lists(from: oldColumns, to: newColumns, after: steps)
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
    return (Subject(object: object.id, part: nil, reference: object.reference), sort)
  }

  /// What `pg_default_acl` calls the kinds that it speaks of.
  private static let sorts: [KindName: Character] = [
    "table": "r", "view": "r", "materialized view": "r", "foreign table": "r", "sequence": "S",
    "routine": "f", "aggregate": "f", "enum": "T", "domain": "T", "composite type": "T",
    "range type": "T", "type": "T", "schema": "n",
  ]
}
