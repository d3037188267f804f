package import Postgres

/// An operator or support function that belongs to an operator family and to none of its classes.
package struct OperatorFamilyMember: SchemaObject {
  package static let kind: KindName = "operator family member"

  package let id: ObjectID
  package let family: ObjectID
  /// `operator 1`, `function 2`: what it is within the family, for these types.
  package let place: String
  package let types: String
  /// `public.<(integer,bigint)`: what takes the place.
  package let member: String
  private let familyReference: SQL

  package static var trace: SQL? {
    """
    pg_amop where oid >= 16384
    union all select from pg_amproc where oid >= 16384
    """
  }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select o.tableoid, o.oid, 0, o.amopfamily, 'operator ' || o.amopstrategy,
      '(' || format_type(o.amoplefttype, null) || ', ' || format_type(o.amoprighttype, null) || ')',
      \(operatorName)
    from pg_amop o where o.oid >= 16384 and \(isLoose("o"))
    union all
    select p.tableoid, p.oid, 0, p.amprocfamily, 'function ' || p.amprocnum,
      '(' || format_type(p.amproclefttype, null) || ', ' || format_type(p.amprocrighttype, null)
        || ')', p.amproc::regprocedure::text
    from pg_amproc p where p.oid >= 16384 and \(isLoose("p"))
    """
  }

  /// The operator of a `pg_amop o`, with its types and what it orders by.
  static let operatorName: SQL = """
    o.amopopr::regoperator || coalesce((select ' for order by ' || quote_ident(n.nspname) || '.'
      || quote_ident(f.opfname) from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace
      where f.oid = o.amopsortfamily), '')
    """

  // A member of a class is part of it, and says so by an internal dependency.
  private static func isLoose(_ row: SQL) -> SQL {
    """
    not exists (select from pg_depend d where d.classid = \(row).tableoid and d.objid = \(row).oid
      and d.refclassid = 2616 and d.deptype = 'i')
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let family = catalog.object(Address(2753, row.oid())) else { return nil }
    self.family = family.id
    familyReference = family.reference
    place = row.text()
    types = row.text()
    member = row.text()
    id = family.id.child(Self.kind, "\(place) \(types)")
  }

  package static var rules: [Rule<OperatorFamilyMember>] {
    [
      .replace("member", \.member),
      .derived("place", \.place),
      .derived("types", \.types),
      .derived("family", \.family),
      .derived("familyReference", \.familyReference),
    ]
  }

  package var parent: ObjectID? { family }
  package var reference: SQL { familyReference }

  package func create(_ parts: [Part]) -> [Statement] {
    // An operator's name says its types; a support function may serve others than it takes.
    let served: SQL = place.hasPrefix("function") ? " \(catalog: types)" : ""
    return [
      Statement(
        "alter \(familyReference) add \(catalog: place)\(served) \(catalog: member)", lock: .none)
    ]
  }

  package func drop() -> [Statement] {
    [Statement("alter \(familyReference) drop \(catalog: place) \(catalog: types)", lock: .none)]
  }
}
