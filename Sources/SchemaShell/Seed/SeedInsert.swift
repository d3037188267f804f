import Engine
import Postgres

/// The statement that brings a batch of rows into its table, or up to date there.
struct SeedInsert {
  let batch: SeedBatch
  /// The columns that tell whether a row is there already; empty where nothing does.
  private let key: [String]
  /// Columns of the key that may be null, and then tell nothing.
  private let vague: [String]

  init(_ batch: SeedBatch, _ snapshot: Snapshot) {
    self.batch = batch
    let columns = batch.table.columns
    let keys = snapshot.all(Constraint.self)
      .filter { constraint in
        constraint.table == batch.table.id && ["p", "u"].contains(constraint.sort)
          // What is looked at only in the end cannot tell in between.
          && !constraint.definition.contains(" DEFERRABLE")
      }
      .sorted { ($0.sort, $0.id) < ($1.sort, $1.id) }
      .map { constraint in
        constraint.key.compactMap { place in columns.first { $0.position == place } }
      }
    let found = keys.first { Set($0.map(\.id.name)).isSubset(of: batch.columns) } ?? []
    key = found.map(\.id.name)
    vague = found.filter { !$0.isNotNull }.map(\.id.name)
  }

  /// For all of its rows, or one.
  func statement(only row: Int? = nil) -> SQL {
    let names = batch.columns.map { column -> SQL in "\(name: column)" }.joined()
    let values = batch.columns.map { column -> SQL in "s.\(name: column)" }.joined()
    let target: SQL = "\(name: batch.table.id.names)"
    return """
      insert into \(target) as t (\(names)) overriding system value
      select \(values) from \(source(row))\(filter) \(conflict)
      """
  }

  /// The rows as a table `s` of the target's types.
  private func source(_ row: Int?) -> SQL {
    if let staged = batch.staged {
      guard let row else { return "\(staged) s" }
      return "(select * from \(staged) order by ctid limit 1 offset \(literal: row)) s"
    }
    let rows = row.map { [batch.rows[$0]] } ?? batch.rows
    let text = "[" + rows.map(\.content).joined(separator: ",") + "]"
    let types = batch.columns.map { name -> SQL in
      // PostgreSQL's own spelling of the type.
      let type = SQL(trusted: batch.table.column(name)?.type ?? "text")
      return "\(name: name) \(type)"
    }
    return "json_to_recordset(\(binding: text)::json) as s (\(types.joined()))"
  }

  /// Where no key tells whether a row is there, an equal row does.
  private var filter: SQL {
    guard key.isEmpty || !vague.isEmpty else { return "" }
    let same = batch.columns.map { column -> SQL in
      "e.\(name: column)::text is not distinct from s.\(name: column)::text"
    }.joined(separator: " and ")
    let exists: SQL = "exists (select from \(name: batch.table.id.names) e where \(same))"
    guard !key.isEmpty else { return " where not \(exists)" }
    let isVague = vague.map { column -> SQL in "s.\(name: column) is null" }
      .joined(separator: " or ")
    return " where not ((\(isVague)) and \(exists))"
  }

  /// A row that is there as it shall be is not touched.
  private var conflict: SQL {
    guard !key.isEmpty else { return "" }
    let names = key.map { column -> SQL in "\(name: column)" }.joined()
    let rest = batch.columns.filter { !key.contains($0) }
    guard !rest.isEmpty else { return " on conflict (\(names)) do nothing" }
    let changes = rest.map { column -> SQL in
      "\(name: column) = excluded.\(name: column)"
    }.joined()
    let differences = rest.map { column -> SQL in
      "t.\(name: column)::text is distinct from excluded.\(name: column)::text"
    }.joined(separator: " or ")
    return " on conflict (\(names)) do update set \(changes) where \(differences)"
  }
}
