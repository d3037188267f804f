import Engine

/// A table's declaration in pieces, as it would be written.
struct TableShape {
  struct Column {
    let id: ObjectID
    /// Without the constraints that stand behind it.
    let plain: String
    /// With them.
    let whole: String
  }

  struct Line: Hashable {
    let id: ObjectID
    let text: String
  }

  let head: String
  /// `///` lines.
  let documentation: [String]
  let columns: [Column]
  let constraints: [ConstraintLine]
  let lines: [Line]
  /// `///` lines of columns, constraints and lines.
  let comments: [ObjectID: [String]]
  /// What has no line in the block.
  let statements: [String]
}
