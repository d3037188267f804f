import Postgres

/// What a sort of object is called: "table", "column", "policy".
package struct KindName: Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  package let rawValue: String

  package init(_ rawValue: String) { self.rawValue = rawValue }
  package init(stringLiteral value: StaticString) { rawValue = "\(value)" }

  /// The name space that all relations of one schema share.
  package static let relationName: KindName = "relation name"

  package var description: String { rawValue }
  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Names one object of one database, the same way on every server.
///
/// Two databases are compared by these names, never by OIDs. A child's names start with its
/// parent's, so sorting by id keeps a family together.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let kind: KindName
  package let names: [String]

  package init(_ kind: KindName, _ names: [String]) {
    self.kind = kind
    self.names = names
  }

  /// The id of something that belongs to this object and has a name of its own within it.
  package func child(_ kind: KindName, _ name: String) -> ObjectID {
    ObjectID(kind, names + [name])
  }

  /// The id of something said *about* this object, of whatever kind it is: a comment, a grant.
  package func remark(_ kind: KindName, _ names: String...) -> ObjectID {
    ObjectID(kind, [self.kind.rawValue] + self.names + names)
  }

  /// A role, which belongs to the whole cluster.
  package static func role(_ name: String) -> ObjectID { ObjectID("role", [name]) }

  /// A tablespace, which belongs to the whole cluster.
  package static func tablespace(_ name: String) -> ObjectID { ObjectID("tablespace", [name]) }

  package var name: String { names.last ?? "" }

  package var description: String {
    // The arguments that tell overloaded functions apart stand there as they are.
    let arguments = names.last.flatMap { $0.hasPrefix("(") ? $0 : nil }
    let path = arguments == nil ? names : names.dropLast()
    return "\(kind) " + path.map { quoteIdentifier($0) }.joined(separator: ".")
      + (arguments ?? "")
  }

  // Swift takes two spellings of one character as equal; to PostgreSQL they are two names.
  package static func == (a: Self, b: Self) -> Bool {
    a.kind == b.kind && a.names == b.names
      && zip(a.names, b.names).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }

  package static func < (a: Self, b: Self) -> Bool {
    if a.names != b.names { return a.names.lexicographicallyPrecedes(b.names) }
    return a.kind < b.kind
  }
}
