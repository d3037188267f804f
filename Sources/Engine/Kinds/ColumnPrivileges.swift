import Postgres

/// What a grant says of one column.
package struct ColumnPrivileges: Sendable, Hashable, CustomStringConvertible {
  package let column: ObjectID
  package let privileges: Privileges

  package var description: String { "\(column.name): \(privileges)" }

  private static let every = ["insert", "references", "select", "update"]

  /// Out of `number:held:grantable:name`.
  init?(_ text: String, of relation: Address, _ catalog: Catalog) {
    let fields = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, let number = Int(fields[0]) else { return nil }
    // The columns of an extension's tables are not read.
    column =
      catalog.column(relation.oid, number) ?? ObjectID("column", [String(fields[3])])
    privileges = Privileges(
      held: fields[1].split(separator: ",").map(String.init),
      grantable: fields[2].split(separator: ",").map(String.init), every: Self.every)
  }

  /// Both at once, in the order of their names.
  static func union(_ some: [Self], _ others: [Self]) -> [Self] {
    Dictionary(grouping: some + others, by: \.column).values.compactMap { same in
      same.dropFirst().reduce(same.first) { $0?.union($1) }
    }.sorted { $0.column < $1.column }
  }

  private func union(_ other: Self) -> Self {
    Self(column: column, privileges: privileges.union(other.privileges))
  }

  private init(column: ObjectID, privileges: Privileges) {
    (self.column, self.privileges) = (column, privileges)
  }

  /// For each verb that is needed, `select (a, b), update (a)`.
  static func lists(
    from old: [Self], to new: [Self], after steps: [Privileges.Step]
  ) -> [(Privileges.Step.Verb, SQL)] {
    let nothing = Privileges(held: [], grantable: [], every: every)
    let before = Dictionary(old.map { ($0.column, $0.privileges) }) { first, _ in first }
    let after = Dictionary(new.map { ($0.column, $0.privileges) }) { first, _ in first }
    var columns: [Privileges.Step.Verb: [(name: String, step: Privileges.Step)]] = [:]
    for column in Set(before.keys).union(after.keys).sorted() {
      let left = Privileges.remainder(of: before[column] ?? nothing, after: steps)
      for step in (after[column] ?? nothing).steps(from: left) {
        columns[step.verb, default: []].append((column.name, step))
      }
    }
    return Privileges.Step.Verb.allCases.compactMap { verb in
      columns[verb].map { (verb, list(of: $0)) }
    }
  }

  private static func list(of columns: [(name: String, step: Privileges.Step)]) -> SQL {
    // `all` stands for itself: PostgreSQL takes no other word beside it.
    if columns.allSatisfy(\.step.isAll) { return "all (\(names(columns.map(\.name))))" }
    let privileges = Set(columns.flatMap(\.step.privileges)).sorted()
    return privileges.map { privilege -> SQL in
      let held = columns.filter { $0.step.privileges.contains(privilege) }
      return "\(SQL(trusted: privilege)) (\(names(held.map(\.name))))"
    }.joined()
  }

  private static func names(_ names: [String]) -> SQL {
    names.map { SQL("\(name: $0)") }.joined()
  }
}
