/// The object that this one is inherited from, as a partition's column is from its parent's.
package struct Leader: Sendable {
  package let id: ObjectID
  /// What makes the one follow the other: while it stands, the leader's creation, change and drop
  /// reach the follower without a word.
  package let through: ObjectID

  package init(_ id: ObjectID, through: ObjectID) {
    self.id = id
    self.through = through
  }
}

/// A tie that PostgreSQL has no statement to undo.
package struct Bond: Sendable {
  /// What must be replaced, unless it goes anyway.
  package let object: ObjectID
  /// What, when it goes, undoes the tie by itself.
  package let through: ObjectID

  package init(to object: ObjectID, through: ObjectID) {
    self.object = object
    self.through = through
  }
}
