package import Postgres

/// Which role an object belongs to, where that is not the role that reads and writes here.
///
/// Models need not say who owns what, so owners are compared only where a model says one, or when
/// that is asked for; but they are read, since an object that is made gets the owner that is told,
/// one that is replaced gets its own back, and an owner's own grants name it.
package struct Owner: SchemaObject {
  package static let kind: KindName = "owner"

  package let id: ObjectID
  package let target: ObjectID
  package let reference: SQL
  package let role: String

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with me as (select oid from pg_roles where rolname = current_user),
    owned as (
      select 1259 as class, oid, relowner as owner, relkind = 'S' as is_sequence from pg_class
        where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relpersistence <> 't'
      union all select 1255, oid, proowner, false from pg_proc
      union all select 1247, oid, typowner, false from pg_type
      union all select 2615, oid, nspowner, false from pg_namespace
      union all select 2617, oid, oprowner, false from pg_operator
      union all select 2616, oid, opcowner, false from pg_opclass
      union all select 2753, oid, opfowner, false from pg_opfamily
      union all select 3456, oid, collowner, false from pg_collation
      union all select 2607, oid, conowner, false from pg_conversion
      union all select 2612, oid, lanowner, false from pg_language
      union all select 2328, oid, fdwowner, false from pg_foreign_data_wrapper
      union all select 1417, oid, srvowner, false from pg_foreign_server
      union all select 3602, oid, cfgowner, false from pg_ts_config
      union all select 3600, oid, dictowner, false from pg_ts_dict
      union all select 3381, oid, stxowner, false from pg_statistic_ext
      union all select 3466, oid, evtowner, false from pg_event_trigger
      union all select 6104, oid, pubowner, false from pg_publication
      union all select 6100, oid, subowner, false from pg_subscription
    )
    select 0, o.oid, 0, o.class, o.oid, pg_get_userbyid(o.owner)
    from owned o where o.owner not in (select oid from me)
      and (o.oid >= 16384 or o.class = 2615 and o.oid = 2200
        and o.owner not in (10, 'pg_database_owner'::regrole))
      -- A column's sequence has its table's owner.
      and not (o.is_sequence and exists (select from pg_depend d
        where d.classid = 1259 and d.objid = o.oid and d.refclassid = 1259
          and d.refobjsubid > 0 and d.deptype in ('a', 'i')))
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let target = catalog.object(Address(row.oid(), row.oid())) else { return nil }
    self.target = target.id
    id = Self.id(of: target.id)
    reference = target.reference
    role = row.text()
  }

  fileprivate init(of object: any SchemaObject, role: String) {
    target = object.id
    id = Self.id(of: object.id)
    reference = object.reference
    self.role = role
  }

  static func id(of target: ObjectID) -> ObjectID { target.remark(kind) }

  package static var rules: [Rule<Owner>] {
    [
      .redefine("role", \.role),
      .derived("target", \.target),
      .derived("reference", \.reference),
    ]
  }

  package static var isComparedUnasked: Bool { false }
  package func goesUnsaid(to role: String) -> Bool { self.role == role }
  package var parent: ObjectID? { target }
  package var clusterNeeds: [ObjectID] { [.role(role)] }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("alter \(reference) owner to \(name: role)")]
  }

  package func drop() -> [Statement] {
    [Statement("alter \(reference) owner to current_user")]
  }
}

extension Snapshot {
  /// With the owners that a model has to tell: those that are not the usual one, to whom most of
  /// the database belongs. What belongs to `loader` cannot be told, since that role makes whatever a
  /// model says nothing else of.
  package func tellingOwners(to loader: String) -> Snapshot {
    let known = all(Owner.self)
    let others = objects.values.filter { isOwned($0) && self[Owner.id(of: $0.id)] == nil }
    var counts = Dictionary(grouping: known, by: \.role).mapValues(\.count)
    counts[user, default: 0] += others.count
    let most = counts.values.max()
    // Where two have as much, it is the one that reads, or else the first by name.
    let usual = counts[user] == most ? user : counts.filter { $0.value == most }.keys.min() ?? user
    var told = known.filter { $0.role != usual && $0.role != loader }
    if usual != user, user != loader { told += others.map { Owner(of: $0, role: user) } }
    return with(only: told)
  }

  /// True for what belongs to a role of its own: a column's sequence has its table's owner, and
  /// nobody asks whose `public` is.
  private func isOwned(_ object: any SchemaObject) -> Bool {
    guard Owner.kinds.contains(object.id.kind), object.id != ObjectID(Schema.kind, ["public"])
    else { return false }
    return self[ObjectID(SequenceOwner.kind, object.id.names)] == nil
  }
}

extension Owner {
  /// The kinds of objects that have one.
  static let kinds: Set<KindName> = [
    Table.kind, View.kind, MaterializedView.kind, ForeignTable.kind, Sequence.kind, Routine.kind,
    Aggregate.kind, EnumType.kind, RangeType.kind, BaseType.kind, Domain.kind, CompositeType.kind,
    Schema.kind, Operator.kind, OperatorClass.kind, OperatorFamily.kind, Collation.kind,
    Conversion.kind, Language.kind, ForeignDataWrapper.kind, Server.kind,
    TextSearchConfiguration.kind, TextSearchDictionary.kind, Statistics.kind, EventTrigger.kind,
    Publication.kind, Subscription.kind,
  ]
}
