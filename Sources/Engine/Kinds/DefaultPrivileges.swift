package import Postgres

/// What a grantee gets on each object of one sort that a role is going to create.
///
/// Changed last of all: what the plan itself creates is created under the old ones, and its
/// grants are told one by one.
package struct DefaultPrivileges: SchemaObject {
  package static let kind: KindName = "default privileges"

  package private(set) var id: ObjectID
  /// Whose new objects; the owner is the role that reads and writes here.
  package private(set) var role: Grantee
  /// Nil when it holds in every schema. Those of a schema come on top.
  package let schema: String?
  /// As `pg_default_acl.defaclobjtype`: r, S, f, T, n.
  package let sort: Character
  package let grantee: Grantee
  package private(set) var privileges: Privileges
  /// What the grantee has on such objects without anyone's saying so.
  package private(set) var standard: Privileges

  package static var trace: SQL? { "pg_default_acl" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with held as (
      select oid, defaclrole as role, defaclnamespace as schema, defaclobjtype as sort,
        defaclacl as acl,
        acldefault(case defaclobjtype when 'S' then 's' else defaclobjtype end, defaclrole) as base
      from pg_default_acl
    ), entries as (
      select h.oid, e.grantee, e.privilege_type as privilege, e.is_grantable, false as is_standard
      from held h, aclexplode(h.acl) e
      union all
      select h.oid, e.grantee, e.privilege_type, false, true
      from held h, aclexplode(h.base) e
    ), sums as (
      select oid, grantee,
        array_agg(lower(privilege) order by privilege) filter (where not is_standard) as held,
        array_agg(lower(privilege) order by privilege) filter (where is_grantable) as grantable,
        array_agg(lower(privilege) order by privilege) filter (where is_standard) as standard
      from entries group by oid, grantee
    )
    select 0, s.oid, 0, h.schema, h.sort, h.role = (
        select oid from pg_roles where rolname = current_user), o.rolname,
      s.grantee = 0, s.grantee = h.role, r.rolname, s.held, s.grantable, s.standard,
      (select array_agg(lower(e.privilege_type)) from aclexplode(h.base) e
        where e.grantee = h.role)
    from sums s
      join held h on h.oid = s.oid
      left join pg_roles o on o.oid = h.role
      left join pg_roles r on r.oid = s.grantee
    where h.schema = 0 and s.held is distinct from s.standard or h.schema <> 0 and s.held is not null
      or s.grantable is not null
    order by s.oid, s.grantee
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let namespace = row.oid()
    sort = row.character()
    let isOurs = row.bool()
    let creator = row.optionalText()
    let isEverybody = row.bool()
    let isOwner = row.bool()
    let holder = row.optionalText()
    let held = row.optionalTextArray() ?? []
    let grantable = row.optionalTextArray() ?? []
    let standard = row.optionalTextArray() ?? []
    let every = row.optionalTextArray() ?? []
    schema = namespace == 0 ? nil : catalog.schema(namespace)
    guard namespace == 0 || schema != nil,
      let role = Grantee(isEverybody: false, isOwner: isOurs, role: creator),
      let grantee = Grantee(isEverybody: isEverybody, isOwner: isOwner, role: holder)
    else { return nil }
    self.role = role
    self.grantee = grantee
    privileges = Privileges(held: held, grantable: grantable, every: every)
    self.standard = Privileges(held: standard, grantable: [], every: every)
    id = Self.id(of: role, in: schema, sort, grantee)
  }

  private static func id(
    of role: Grantee, in schema: String?, _ sort: Character, _ grantee: Grantee
  ) -> ObjectID {
    ObjectID(kind, (schema.map { [$0] } ?? []) + [role.name, String(sort), grantee.name])
  }

  package static var isToldBesideOthers: Bool { true }

  // What is said of a role by its name is that role's own where it reads and writes.
  package func restated(in snapshot: Snapshot) -> DefaultPrivileges? {
    guard role == .role(snapshot.user) else { return self }
    var copy = self
    copy.role = .owner
    copy.id = Self.id(of: .owner, in: schema, sort, grantee)
    return copy
  }

  package func united(with other: DefaultPrivileges) -> DefaultPrivileges {
    var copy = self
    copy.privileges = privileges.union(other.privileges)
    return copy
  }

  package var novelties: [Novelty] { privileges.novelties }
  package func known(to version: ServerVersion) -> DefaultPrivileges {
    var copy = self
    copy.privileges = privileges.known(to: version)
    copy.standard = standard.known(to: version)
    return copy
  }

  package static var rules: [Rule<DefaultPrivileges>] {
    [
      Rule("privileges", \.privileges) { old, new in
        .alter(new.statements(from: old.privileges, to: new.privileges))
      },
      .derived("standard", \.standard),
      .derived("role", \.role),
      .derived("schema", \.schema),
      .derived("sort", \.sort),
      .derived("grantee", \.grantee),
    ]
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.id == b.id && a.privileges == b.privileges
  }

  package static var comesLast: Bool { true }
  package var parent: ObjectID? { schema.map { ObjectID("schema", [$0]) } }
  package var clusterNeeds: [ObjectID] {
    [role.role, grantee.role].compactMap { $0 }.map(ObjectID.role)
  }

  package var reference: SQL {
    let place: SQL = schema.map { " in schema \(name: $0)" } ?? ""
    return "default privileges for role \(role.reference(owner: "current_user"))\(place)"
  }

  private var objects: SQL {
    switch sort {
    case "r": "tables"
    case "S": "sequences"
    case "f": "functions"
    case "T": "types"
    default: "schemas"
    }
  }

  /// What holds where nothing is said: a schema's own default privileges add to nothing.
  private var base: Privileges { schema == nil ? standard : .none(of: standard) }

  package func create(_ parts: [Part]) -> [Statement] { statements(from: base, to: privileges) }
  package func drop() -> [Statement] { statements(from: privileges, to: base) }

  private func statements(from old: Privileges, to new: Privileges) -> [Statement] {
    let who = grantee.reference(owner: role.reference(owner: "current_user"))
    return new.steps(from: old).map {
      Statement("alter \(reference) \($0.verb.statement($0.list, on: objects, who))", lock: .none)
    }
  }
}
