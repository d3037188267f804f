package import Postgres

/// What makes a type indexable by one access method. PostgreSQL alters none, so each change makes
/// a new one and rebuilds the indexes that use it.
package struct OperatorClass: SchemaObject {
  package static let kind: KindName = "operator class"

  package let id: ObjectID
  package let method: String
  package let type: String
  package let isDefault: Bool
  package let family: String
  /// The type that is stored in the index, where that is another.
  package let storage: String?
  /// `operator 1 public.<(integer,integer)`, `function 1 (integer, integer) public.f(…)`.
  package let items: [String]

  package static var trace: SQL? { "pg_opclass where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select c.tableoid, c.oid, 0, c.opcnamespace, c.opcname, m.amname,
      format_type(c.opcintype, null), c.opcdefault,
      quote_ident(n.nspname) || '.' || quote_ident(f.opfname),
      format_type(nullif(c.opckeytype, 0), null),
      array(select 'operator ' || o.amopstrategy || ' ' || \(OperatorFamilyMember.operatorName)
        from pg_depend d join pg_amop o on o.tableoid = d.classid and o.oid = d.objid
        where d.refclassid = 2616 and d.refobjid = c.oid and d.deptype = 'i'
        order by o.amopstrategy)
      || array(select 'function ' || p.amprocnum || ' (' || format_type(p.amproclefttype, null)
          || ', ' || format_type(p.amprocrighttype, null) || ') ' || p.amproc::regprocedure
        from pg_depend d join pg_amproc p on p.tableoid = d.classid and p.oid = d.objid
        where d.refclassid = 2616 and d.refobjid = c.oid and d.deptype = 'i'
        order by p.amprocnum)
    from pg_opclass c
      join pg_am m on m.oid = c.opcmethod
      join pg_opfamily f on f.oid = c.opcfamily
      join pg_namespace n on n.oid = f.opfnamespace
    where c.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    let name = row.text()
    method = row.text()
    id = ObjectID(Self.kind, [schema, name, method])
    type = row.text()
    isDefault = row.bool()
    family = row.text()
    storage = row.optionalText()
    items = row.textArray()
  }

  package static var rules: [Rule<OperatorClass>] {
    [
      .derived("method", \.method),
      .replace("type", \.type),
      .replace("isDefault", \.isDefault),
      .replace("family", \.family),
      .replace("storage", \.storage),
      .replace("items", \.items),
    ]
  }

  package var claims: [ObjectID] {
    isDefault ? [ObjectID("default operator class", [method, type])] : []
  }
  package var qualifiedName: SQL { "\(name: Array(id.names.dropLast()))" }
  package var reference: SQL { "operator class \(qualifiedName) using \(name: method)" }

  package var aside: Retirement? {
    let schema = Retirement.schema(of: id)
    let waiting = "\(name: [schema, Array(id.names.dropLast()).last ?? ""])" as SQL
    return Retirement(
      stepAside: [Statement("alter \(reference) set schema \(name: schema)", lock: .none)],
      refill: [],
      discard: [Statement("drop operator class \(waiting) using \(name: method)")])
  }

  package func create(_ parts: [Part]) -> [Statement] {
    var list = items.map { SQL("\n  \(catalog: $0)") }
    if let storage { list.append("\n  storage \(catalog: storage)") }
    // A class that adds nothing to its family still has to say something.
    if list.isEmpty { list.append("\n  storage \(catalog: type)") }
    return [
      Statement(
        """
        create operator class \(qualifiedName)\(isDefault ? " default" : "") \
        for type \(catalog: type) using \(name: method) family \(catalog: family) as\
        \(list.joined(separator: ","))
        """, lock: .none)
    ]
  }
}
