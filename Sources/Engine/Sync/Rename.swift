/// A model's word that an object had another name before: a rename, not a drop and a creation.
package struct Rename: Sendable, Hashable {
  /// The object under its new name.
  package let id: ObjectID
  /// What it was called.
  package let old: String
  /// The caller's number for the place where it was written.
  package var origin: Int

  package init(_ id: ObjectID, was old: String, origin: Int = 0) {
    self.id = id
    self.old = old
    self.origin = origin
  }

  package var oldID: ObjectID { ObjectID(id.kind, id.names.dropLast() + [old]) }
}
