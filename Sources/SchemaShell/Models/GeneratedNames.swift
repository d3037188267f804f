import Engine

/// Tells the names that PostgreSQL would give by itself: a model leaves them out.
///
/// A generated name is only sure to come out the same when nobody else in the schema has it:
/// PostgreSQL puts a number behind a name that is taken, and then the order of statements decides.
struct GeneratedNames {
  private var uses: [ObjectID: Int] = [:]

  init(_ snapshot: Snapshot) {
    for object in snapshot.objects.values {
      for claim in object.claims where claim.kind == Table.nameSpace {
        uses[claim, default: 0] += 1
      }
      guard object is Constraint, let schema = object.id.names.first else { continue }
      uses[Self.place(schema, object.id.name), default: 0] += 1
    }
  }

  private static func place(_ schema: String, _ name: String) -> ObjectID {
    ObjectID("constraint name", [schema, name])
  }

  /// The column whose constraint of this sort would be called so by itself; an empty name stands
  /// for a constraint on several columns or none.
  func isGenerated(_ constraint: Constraint, columns: [String]) -> Bool {
    let names = constraint.table.names
    guard let schema = names.first, let table = names.last else { return false }
    let suffixes = ["p": "pkey", "u": "key", "c": "check", "f": "fkey"]
    guard let suffix = suffixes[constraint.sort] else { return false }
    let middle: String
    switch constraint.sort {
    case "p": middle = ""
    case "c": middle = columns.count == 1 ? columns[0] : ""
    default: middle = columns.joined(separator: "_")
    }
    let expected = GeneratedName.make(table, middle, suffix: suffix)
    guard constraint.id.name == expected else { return false }
    let relation = ObjectID(Table.nameSpace, [schema, expected])
    let hasIndex = constraint.sort == "p" || constraint.sort == "u"
    return uses[Self.place(schema, expected)] == 1
      && (uses[relation] ?? 0) == (hasIndex ? 1 : 0)
  }
}
