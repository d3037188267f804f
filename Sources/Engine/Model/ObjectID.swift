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
/// parent's, so sorting by id keeps a family together. An id stands in many places and is copied
/// often, so it is a reference to what it says.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  private final class Content: Sendable {
    let kind: KindName
    let names: [String]
    /// The names' hash: an id is looked up many more times than it is made.
    let digest: Digest

    init(_ kind: KindName, _ names: [String], _ digest: Digest) {
      self.kind = kind
      self.names = names
      self.digest = digest
    }
  }
  private let content: Content

  package init(_ kind: KindName, _ names: [String]) {
    content = Content(kind, names, names.reduce(Digest()) { $0.adding($1) })
  }

  private init(_ kind: KindName, _ names: [String], _ digest: Digest) {
    content = Content(kind, names, digest)
  }

  package var kind: KindName { content.kind }
  package var names: [String] { content.names }

  /// The id of something that belongs to this object and has a name of its own within it.
  package func child(_ kind: KindName, _ name: String) -> ObjectID {
    var all: [String] = []
    all.reserveCapacity(names.count + 1)
    all.append(contentsOf: names)
    all.append(name)
    return ObjectID(kind, all, content.digest.adding(name))
  }

  /// The id of an object of another kind that has the same names.
  package func namesake(_ kind: KindName) -> ObjectID { ObjectID(kind, names, content.digest) }

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

  package static func == (a: Self, b: Self) -> Bool {
    a.content === b.content
      || a.content.digest == b.content.digest && a.kind == b.kind && a.hasNames(of: b)
  }

  private func hasNames(of other: Self) -> Bool {
    let (own, theirs) = (names, other.names)
    guard own.count == theirs.count else { return false }
    // The last name tells most apart.
    return own.indices.reversed().allSatisfy { own[$0].isSpelled(as: theirs[$0]) }
  }

  /// What tells ids apart in a table. A remark has the names of what it is about: the length
  /// alone tells most kinds apart.
  var hash: UInt64 { content.digest.sum &+ UInt64(truncatingIfNeeded: kind.rawValue.utf8.count) }

  package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  package static func < (a: Self, b: Self) -> Bool {
    if a.names != b.names { return a.names.lexicographicallyPrecedes(b.names) }
    if a.kind != b.kind { return a.kind < b.kind }
    for (one, other) in zip(a.names, b.names) where !one.isSpelled(as: other) {
      return one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    return false
  }
}
