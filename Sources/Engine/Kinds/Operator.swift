package import Postgres

/// An operator, told apart from its namesakes by the types it takes.
package struct Operator: SchemaObject {
  package static let kind: KindName = "operator"

  package let id: ObjectID
  package let left: String?
  package let right: String?
  package let function: String
  package let commutator: String?
  package let negator: String?
  /// The functions that estimate how many rows it lets through.
  package let restriction: String?
  package let join: String?
  package let hashes: Bool
  package let merges: Bool

  package static var trace: SQL? { "pg_operator where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select o.tableoid, o.oid, 0, o.oprnamespace, o.oprname,
      format_type(nullif(o.oprleft, 0), null), format_type(nullif(o.oprright, 0), null),
      nullif(o.oprcode::oid, 0)::regproc, \(named("o.oprcom")), \(named("o.oprnegate")),
      nullif(o.oprrest::oid, 0)::regproc, nullif(o.oprjoin::oid, 0)::regproc,
      o.oprcanhash, o.oprcanmerge
    from pg_operator o where o.oid >= 16384
    """
  }

  private static func named(_ column: SQL) -> SQL {
    """
    (select 'operator(' || quote_ident(n.nspname) || '.' || p.oprname || ')'
      from pg_operator p join pg_namespace n on n.oid = p.oprnamespace where p.oid = \(column))
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    let name = row.text()
    left = row.optionalText()
    right = row.optionalText()
    id = ObjectID(Self.kind, [schema, name, "(\(left ?? "none"), \(right ?? "none"))"])
    guard let function = row.optionalText() else {
      // Only a promise, made where another operator named it.
      catalog.noteUnread("operator that is named and not there")
      return nil
    }
    self.function = function
    commutator = row.optionalText()
    negator = row.optionalText()
    restriction = row.optionalText()
    join = row.optionalText()
    hashes = row.bool()
    merges = row.bool()
  }

  package static var rules: [Rule<Operator>] {
    [
      .derived("left", \.left),
      .derived("right", \.right),
      .replace("function", \.function),
      .replace("commutator", \.commutator),
      .replace("negator", \.negator),
      .redefine("restriction", \.restriction),
      .redefine("join", \.join),
      .replace("hashes", \.hashes),
      .replace("merges", \.merges),
    ]
  }

  package var qualifiedName: SQL { "\(name: id.names[0]).\(catalog: id.names[1])" }
  package var reference: SQL {
    "operator \(qualifiedName) (\(catalog: left ?? "none"), \(catalog: right ?? "none"))"
  }

  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .reshaped ? .stay : .rebuild
  }

  package func create(_ parts: [Part]) -> [Statement] {
    var clauses: [SQL] = ["function = \(catalog: function)"]
    func add(_ word: SQL, _ value: String?) {
      if let value { clauses.append("\(word) = \(catalog: value)") }
    }
    add("leftarg", left)
    add("rightarg", right)
    add("commutator", commutator)
    add("negator", negator)
    add("restrict", restriction)
    add("join", join)
    if hashes { clauses.append("hashes") }
    if merges { clauses.append("merges") }
    let list = clauses.map { SQL("\n  \($0)") }.joined(separator: ",")
    return [Statement("create operator \(qualifiedName) (\(list)\n)", lock: .none)]
  }

  package func redefine(from old: Operator) -> [Statement] {
    let clauses: [SQL] = [
      "restrict = \(catalog: restriction ?? "none")", "join = \(catalog: join ?? "none")",
    ]
    return [Statement("alter \(reference) set (\(clauses.joined()))", lock: .none)]
  }
}
