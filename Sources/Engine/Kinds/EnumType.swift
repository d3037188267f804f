package import Postgres

/// An enumerated type. Labels are added where they stand; removing or moving one needs a new type,
/// to which every column that uses it is moved.
package struct EnumType: SchemaObject {
  package static let kind: KindName = "enum"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package let labels: [String]

  package static var trace: SQL? { "pg_type where typtype = 'e' and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, t.typnamespace, t.typname,
      (select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum e
        where e.enumtypid = t.oid)
    from pg_type t where t.typtype = 'e' and t.oid >= 16384
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    labels = row.optionalTextArray() ?? []
  }

  package static var rules: [Rule<EnumType>] {
    [Rule("labels", \.labels) { old, new in new.additions(to: old).map { .alter($0) } ?? .replace }]
  }

  package var claims: [ObjectID] { [ObjectID(TypeName.space, id.names)] }
  package var reference: SQL { "type \(name: id.names)" }

  package func create(_ parts: [Part]) -> [Statement] {
    let list = labels.map { SQL("\(literal: $0)") }.joined()
    return [Statement("create \(reference) as enum (\(list))", lock: .none)]
  }

  package var members: [String] { labels }

  package func rename(member: String, to name: String) -> Statement? {
    guard labels.contains(member) else { return nil }
    return Statement(
      "alter \(reference) rename value \(literal: member) to \(literal: name)", lock: .none)
  }

  package static var makesWay: Bool { true }

  package func retirement(
    to new: EnumType, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? { TypeName.retirement(of: id) }

  /// One `add value` for each label that `old` lacks; nil when a label is gone or has moved.
  private func additions(to old: EnumType) -> [Statement]? {
    let known = Set(old.labels.map(Spelling.init))
    let kept = labels.map(Spelling.init).filter(known.contains)
    guard kept == old.labels.map(Spelling.init) else { return nil }
    var statements: [Statement] = []
    for (index, label) in labels.enumerated() where !known.contains(Spelling(label)) {
      let place: SQL =
        if index > 0 {
          " after \(literal: labels[index - 1])"
        } else if let first = old.labels.first {
          " before \(literal: first)"
        } else {
          ""
        }
      statements.append(
        Statement(
          "alter \(reference) add value \(literal: label)\(place)", lock: .none,
          commitsFirst: true))
    }
    return statements
  }
}
