package import Postgres

/// A type made of attributes, which are objects of their own.
package struct CompositeType: SchemaObject {
  package static let kind: KindName = "composite type"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  /// `name type` of each attribute, in order.
  package let attributes: [String]
  private let names: [String]
  private let types: [String]
  /// True while a table or another type keeps values of it: then no attribute changes its type.
  package let isStored: Bool
  /// True while there are tables that have its attributes for columns.
  private let hasTables: Bool

  package static var trace: SQL? { "pg_class where relkind = 'c' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, t.typnamespace, t.typname, t.typrelid,
      array(select quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
          || coalesce(' collate ' || nullif(attcollation, 0)::regcollation, '')
        from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped
        order by attnum),
      array(select attname from pg_attribute
        where attrelid = t.typrelid and attnum > 0 and not attisdropped order by attnum),
      array(select format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = t.typrelid and attnum > 0 and not attisdropped order by attnum),
      exists (select from pg_depend d where d.refclassid = 1247
        and d.refobjid in (t.oid, t.typarray) and d.classid in (1247, 1259)
        and d.deptype <> 'i' and (d.classid = 1247 or d.objsubid > 0)),
      t.oid = any (array(select reloftype from pg_class where reloftype <> 0))
    from pg_class c join pg_type t on t.oid = c.reltype
    where c.relkind = 'c' and c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    catalog.alias(Address(SystemCatalog.relation, row.oid()), to: id)
    attributes = row.textArray()
    names = row.textArray()
    types = row.textArray()
    isStored = row.bool()
    hasTables = row.bool()
  }

  package static var rules: [Rule<CompositeType>] {
    [
      // The attributes themselves do what can be done in place.
      Rule("attributes", \.attributes) { old, new in
        if !new.follows(old) { return .replace }
        return old.hasTables ? .alterAlone([]) : .alter([])
      },
      .derived("names", \.names),
      .derived("types", \.types),
      .derived("hasTables", \.hasTables),
      .derived("isStored", \.isStored),
    ]
  }

  /// True when attributes only go, or come last, or change their type where nobody keeps values.
  private func follows(_ old: CompositeType) -> Bool {
    let kept = old.names.filter(names.contains)
    guard keepsOrder(of: old) else { return false }
    let known = Set(old.attributes)
    return !old.isStored
      || zip(names, attributes).allSatisfy { !kept.contains($0) || known.contains($1) }
  }

  /// True when attributes only go, or come last.
  func keepsOrder(of old: CompositeType) -> Bool {
    names.starts(with: old.names.filter(names.contains))
  }

  package static var transparency: Transparency { .shape }
  package var isRelation: Bool { true }
  package var claims: [ObjectID] {
    [ObjectID(Table.nameSpace, id.names), ObjectID(TypeName.space, id.names)]
  }
  package static var isRowType: Bool { true }
  package var reference: SQL { "type \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let list = parts.map { SQL("\n  \($0.sql)") }.joined(separator: ",")
    return [Statement("create \(reference) as (\(list)\n)", reach: Reach(.accessShare))]
  }

  package static var makesWay: Bool { true }

  package func retirement(
    to new: CompositeType, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? { TypeName.retirement(of: id) }

  package func conversion(of value: SQL, to new: any SchemaObject) -> SQL? {
    // As text, attributes follow one another without their names.
    guard let new = new as? CompositeType else { return nil }
    // Whatever is of a type of one's own may itself be made of others.
    if (types + new.types).contains(where: { $0.contains(".") }) {
      return RowConversion.value(of: value, as: new.qualifiedName)
    }
    guard new.names != names else { return nil }
    let items = zip(new.names, new.types).map { name, type -> SQL in
      guard let place = names.firstIndex(of: name) else { return "null" }
      let item: SQL = "(\(value)).\(name: name)"
      // A type of the system's has no schema in its name, and is the one it was.
      return types[place] == type && !type.contains(".")
        ? item : "\(item)::text::\(catalog: type)"
    }
    return """
      case when \(value) is distinct from null then row(\(items.joined()))::\(new.qualifiedName) end
      """
  }
}
