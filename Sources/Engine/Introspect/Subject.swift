package import Postgres

/// What a comment, a grant or a label is about: an object, or a part of one that has a name of its
/// own without being an object, such as the index behind a constraint.
package struct Subject: Sendable {
  package let object: ObjectID
  package let part: String?
  /// As `comment on` names it.
  package let reference: SQL

  /// The id of something said about it.
  package func remark(_ kind: KindName, _ names: [String] = []) -> ObjectID {
    ObjectID(kind, object.remark(kind).names + (part.map { [$0] } ?? []) + names)
  }
}
