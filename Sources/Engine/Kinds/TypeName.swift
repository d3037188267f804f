import Postgres

/// What all kinds of types share: one name space per schema, and how one steps aside.
enum TypeName {
  /// The name space of types: relations' row types are in it as well.
  static let space: KindName = "type name"

  /// A type that is used by columns cannot be dropped before they have moved to its successor.
  static func retirement(of id: ObjectID, as keyword: SQL = "type") -> Retirement {
    Retirement(
      stepAside: [
        Statement(
          "alter \(keyword) \(name: id.names) set schema \(name: Retirement.schema(of: id))",
          lock: .none)
      ],
      refill: [],
      discard: [
        Statement("drop \(keyword) \(name: [Retirement.schema(of: id), id.name])", lock: .none)
      ])
  }

  /// A name that functions can speak of before the type itself can be made of them.
  static func standIn(for type: some SchemaObject) -> StandIn {
    StandIn(
      announcement: [Statement("create \(type.reference)", lock: .none)],
      completion: type.create([]),
      dropWithOthers: [Statement("drop \(type.reference) cascade")])
  }
}
