import Postgres

/// What all kinds of types share: one name space per schema, and how one steps aside.
enum TypeName {
  /// The name space of types: relations' row types are in it as well.
  static let space: KindName = "type name"

  /// A type that is used by columns cannot be dropped before they have moved to its successor.
  ///
  /// `parts` step aside as well: what belongs to the type and does not follow it by itself. Those
  /// that it cannot be dropped without are its `circle`.
  static func retirement(
    of id: ObjectID, as keyword: SQL = "type", with parts: [SQL] = [], circle: [String] = []
  ) -> Retirement {
    let schema = Retirement.schema(of: id)
    let asides = circle.map { SQL("function \(catalog: $0)") } + parts
    let cascade: SQL = circle.isEmpty ? "" : " cascade"
    return Retirement(
      stepAside: (asides + ["\(keyword) \(name: id.names)"]).map {
        Statement("alter \($0) set schema \(name: schema)", lock: .none)
      },
      refill: [],
      discard: [Statement("drop \(keyword) \(name: [schema, id.name])\(cascade)")])
  }

  /// Functions that the type at `oid` is made of and that themselves take or give its values.
  static func circle(of functions: SQL, type oid: SQL) -> SQL {
    """
    array(select p.oid::regprocedure from pg_proc p where p.oid in (\(functions))
      and exists (select from pg_depend d where d.classid = 1255 and d.objid = p.oid
        and d.refclassid = 1247 and d.refobjid = \(oid)) order by 1)
    """
  }

  /// A name that functions can speak of before the type itself can be made of them.
  static func standIn(for type: some SchemaObject) -> StandIn {
    StandIn(
      announcement: [Statement("create \(type.reference)", lock: .none)],
      completion: type.create([]),
      dropping: .together([Statement("drop \(type.reference) cascade")]))
  }
}
