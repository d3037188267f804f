package import Postgres

/// What PostgreSQL writes of objects while it has their tables open, asked for apart from the rest.
///
/// Opening a table takes a server longer than all that is read of it. Who has it open anyway, for its
/// constraints, indexes and views, is asked: see `SchemaObject.texts`.
package struct Texts {
  /// As `SchemaObject.trace`.
  package let trace: SQL
  /// Rows of `classid, objid, subid`, as `SchemaObject.query` tells them, and the text.
  package let query: SQL
}
