/// What an entity-relationship diagram shows of a schema: tables with their columns, and who refers
/// to whom, how often.
///
/// The formats that draw it differ in nothing but their words. Partitions are left out: they are
/// their parent's.
package struct Diagram: Sendable {
  package struct Attribute: Sendable {
    package let name: String
    package let type: String
    package let isPrimary: Bool
    package let isForeign: Bool
    package let isUnique: Bool
    package let isNotNull: Bool
    package let comment: String?
  }

  package struct Entity: Sendable {
    package let id: ObjectID
    package let title: String
    package let comment: String?
    package let attributes: [Attribute]
  }

  /// A foreign key.
  package struct Relation: Sendable {
    package let name: String
    /// Who refers.
    package let from: ObjectID
    package let to: ObjectID
    package let columns: [String]
    /// A row may refer to none.
    package let isOptional: Bool
    /// A row is referred to by one at most.
    package let isUnique: Bool
  }

  /// Sorted by name.
  package let entities: [Entity]
  package let relations: [Relation]

  package init(_ snapshot: Snapshot) {
    let partitions = Set(snapshot.all(Inheritance.self).filter { $0.bound != nil }.map(\.child))
    let tables = snapshot.all(Table.self).map(\.id) + snapshot.all(ForeignTable.self).map(\.id)
    let shown = tables.filter { !partitions.contains($0) }.sorted()
    let columns = Dictionary(grouping: snapshot.all(Column.self), by: \.table)
      .mapValues { $0.sorted { $0.position < $1.position } }
    let constraints = Dictionary(grouping: snapshot.all(Constraint.self), by: \.table)
    let comments = Dictionary(
      snapshot.all(Comment.self).map { ($0.target, $0.text) },
      uniquingKeysWith: { first, _ in first })
    entities = shown.map { id in
      let own = constraints[id] ?? []
      func isIn(_ sort: String, _ column: Column, alone: Bool = false) -> Bool {
        own.contains {
          $0.sort == sort && $0.key.contains(column.position) && (!alone || $0.key.count == 1)
        }
      }
      return Entity(
        id: id, title: Diagram.title(id), comment: comments[id],
        attributes: (columns[id] ?? []).map { column in
          Attribute(
            name: column.id.name, type: column.type, isPrimary: isIn("p", column),
            isForeign: isIn("f", column), isUnique: isIn("u", column, alone: true),
            isNotNull: column.isNotNull, comment: comments[column.id])
        })
    }
    let known = Set(shown)
    relations = shown.flatMap { id in
      (constraints[id] ?? []).compactMap { constraint -> Relation? in
        guard constraint.sort == "f", let target = constraint.target, known.contains(target) else {
          return nil
        }
        let key = Set(constraint.key)
        let own = constraint.key.compactMap { place in
          columns[id]?.first { $0.position == place }
        }
        return Relation(
          name: constraint.id.name, from: id, to: target, columns: own.map(\.id.name),
          isOptional: own.contains { !$0.isNotNull },
          isUnique: (constraints[id] ?? []).contains {
            ($0.sort == "p" || $0.sort == "u") && !$0.key.isEmpty && key.isSuperset(of: $0.key)
          })
      }
    }
  }

  /// A name as people say it: `public` goes without saying.
  static func title(_ id: ObjectID) -> String {
    (id.names.first == "public" ? id.names.dropFirst() : id.names[...]).joined(separator: ".")
  }
}

/// What is text in HTML and its relatives, whatever it holds.
func escapedMarkup(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    case "\n", "\t": escaped.unicodeScalars.append(scalar)
    default:
      // Other control characters may not stand in XML at all.
      escaped.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
    }
  }
  return escaped
}
