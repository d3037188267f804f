package import Postgres

/// One SQL statement of a model, with what is needed to find its author's place again.
package struct ModelStatement: Sendable, Hashable {
  package let sql: String
  /// The caller's number for the place where it was written.
  package let origin: Int
  /// The `set` statements that stand before it in its file and still hold.
  package let settings: [String]
  /// It stands in a script, where what was written first runs first.
  package let isOrdered: Bool
  /// The same in several statements, for where what stands in it needs what needs it.
  package let apart: [ModelStatement]
  package init(
    _ sql: String, origin: Int, settings: [String] = [], isOrdered: Bool = false,
    apart: [ModelStatement] = []
  ) {
    self.sql = sql
    self.origin = origin
    self.settings = settings
    self.isOrdered = isOrdered
    self.apart = apart
  }

  /// What it says, wherever it stands.
  struct Text: Hashable {
    let sql: String
    let settings: [String]
    let isOrdered: Bool
  }

  var text: Text { Text(sql: sql, settings: settings, isOrdered: isOrdered) }
}

/// A statement of a model that PostgreSQL would not take.
package struct ModelFailure: Error, Sendable {
  package let statement: ModelStatement
  package let error: DatabaseError
  /// The statement that made an object of the same name, where that is why.
  package let earlier: ModelStatement?
}
