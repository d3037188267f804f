import Foundation
import Postgres
import SchemaShell
import TestSupport
import Testing

/// `describe` shows what psql's `\d` shows, relation by relation.
@Suite struct DescribeTests {
  @Test(arguments: [false, true])
  func `everything a relation can have, as psql shows it`(isDetailed: Bool) throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = url.appendingPathComponent("Cases/describe/everything.sql").path
    try withDatabaseSettings { settings in
      _ = try Psql.run(settings, ["-v", "ON_ERROR_STOP=1", "-f", file])
      try compare(settings, isDetailed)
    }
  }

  @Test(arguments: Corpus.schemas.filter { !$0.hasPrefix("pg_regress/") })
  func `real schemas, as psql shows them`(schema: String) throws {
    try withDatabaseSettings { settings in
      try Corpus.load(schema, into: settings)
      try compare(settings, false)
    }
  }

  @Test(arguments: Corpus.schemas.filter { $0.hasPrefix("pg_regress/") })
  func `what PostgreSQL's own tests leave behind, as psql shows it`(schema: String) throws {
    try withDatabaseSettings { settings in
      try Corpus.load(schema, into: settings)
      try compare(settings, true)
    }
  }

  @Test(arguments: [false, true])
  func `hostile names, as psql shows them`(isDetailed: Bool) throws {
    let long = String(repeating: "ü", count: 31) + "x"
    let names = [#"qu"ote"#, "new\nline", "日本 🐘", long, "select", "Upper.dot", "'", "$$", "ta\tb"]
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      for name in names {
        for statement in [
          "create table \(name: name) (\(name: name) int primary key, other text)",
          "create index on \(name: name) (other)",
          "comment on table \(name: name) is \(literal: name)",
          "create view \(name: "v" + name) as select * from \(name: name)",
        ] as [SQL] {
          try connection.run(statement)
        }
      }
      try compare(settings, isDetailed)
    }
  }

  private func compare(_ settings: ConnectionSettings, _ isDetailed: Bool) throws {
    let connection = try Connection(settings)
    let schemas = try connection.run(
      """
      select distinct quote_ident(nspname)
      from pg_namespace n join pg_class c on c.relnamespace = n.oid
      where nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_toast'
      """
    ).rows { $0.text() }
    for schema in schemas.sorted() {
      let pattern = schema + ".*"
      let command = isDetailed ? "\\d+" : "\\d"
      let expected = try Psql.run(settings, ["-c", "\(command) \(pattern)"])
      let describer = Describer(connection, detailed: isDetailed)
      let models = try describer.relations(matching: NamePattern(pattern))
      let ours = models.flatMap { $0.lines(as: .table) }
      expectEqual(ours, expected.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// Shows the first lines that differ, with their title, and not two whole texts.
  private func expectEqual(_ ours: [String], _ expected: [Substring]) {
    var title: Substring = ""
    for (index, line) in expected.enumerated() {
      if index == 0 || expected[index - 1].isEmpty { title = line }
      let found = index < ours.count ? ours[index] : ""
      guard found != line else { continue }
      Issue.record("in \(title.drop { $0 == " " }), line \(index): ours `\(found)`, psql `\(line)`")
      return
    }
  }
}
