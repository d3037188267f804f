package import Postgres

/// What a comment, a grant or a label is about: an object, or a part of one that has a name of its
/// own without being an object, such as the index behind a constraint.
package struct Subject: Sendable {
  /// As `comment on` names it: written when it is asked for, since most are never spoken of.
  private enum Name {
    case written(SQL)
    case object(any SchemaObject)
  }
  package let object: ObjectID
  package let part: String?
  private let name: Name

  package init(_ object: any SchemaObject) {
    self.object = object.id
    part = nil
    name = .object(object)
  }

  package init(object: ObjectID, part: String, reference: SQL) {
    self.object = object
    self.part = part
    name = .written(reference)
  }

  package var reference: SQL {
    switch name {
    case .written(let reference): reference
    case .object(let object): object.reference
    }
  }

  /// The id of something said about it.
  package func remark(_ kind: KindName, _ names: [String] = []) -> ObjectID {
    guard part != nil || !names.isEmpty else { return object.remark(kind) }
    return ObjectID(kind, object.remark(kind).names + (part.map { [$0] } ?? []) + names)
  }
}
