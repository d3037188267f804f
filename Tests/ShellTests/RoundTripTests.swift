import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// A real schema goes through models and comes back the same.
@Suite struct RoundTripTests {
  private static let schemas = Corpus.schemas.filter {
    ["pagila", "chinook", "adventureworks"].contains($0)
  }

  @Test(arguments: schemas)
  func `pulled, loaded into an empty database and synced, it is the same`(schema: String) throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch as source\nconnect scratch as copy")
    let source = try #require(shell.session.connections["source"]?.settings)
    let copy = try #require(shell.session.connections["copy"]?.settings)
    try Corpus.load(schema, into: source)
    try shell.run("use source\npull to models\nload models\nuse copy\nsync")
    let there = try shell.run("(diff source to copy)")
    #expect(shell.interpreter.display(there) == "no differences")
    let back = try shell.run("(diff copy to source)")
    #expect(shell.interpreter.display(back) == "no differences")
    try shell.run("sync")
    #expect(shell.takeMessages().last == "nothing to do: the database matches its models")
    let expected = try Psql.dump(source)
    let found = try Psql.dump(copy)
    #expect(Set(expected).subtracting(found).sorted() == [])
    #expect(Set(found).subtracting(expected).sorted() == [])
  }

  /// The engine's own, but for what no model can say. An empty database has plpgsql: it is neither
  /// taken away nor made once more. And who handed on a grant and has lost the schema since would have
  /// to be let in again; PostgreSQL's own dump of that cannot be restored either. Nor does a dump say
  /// that an heir's check is valid while the one that it is inherited from is not.
  private static let cases = SchemaCase.all.filter {
    !["extension/made-and-dropped", "inheritance/check-valid-below-one-that-is-not"]
      .contains($0.name)
      && !$0.name.hasPrefix("grant/handed-on-where-the-schema-is-closed")
  }

  @Test(arguments: Array(stride(from: 0, to: cases.count, by: 15)))
  func `what a case leads to is said whole by its models`(first: Int) throws {
    for schema in Self.cases[first..<min(first + 15, Self.cases.count)] {
      for file in ["a.sql", "b.sql"] { try checkModels(schema, file) }
    }
  }

  private func checkModels(_ schema: SchemaCase, _ file: String) throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch as source")
    let source = try #require(shell.session.connections["source"]?.connection)
    guard try schema.load(file, into: source) else { return }
    do {
      try shell.run("pull to one.schema")
      // Of an empty database there is nothing to write.
      if (try? shell.read("one.schema")) == nil { try shell.write("", to: "one.schema") }
      try shell.run("load one.schema")
      let left = try shell.run("(diff source to models)")
      #expect(shell.interpreter.display(left) == "no differences", "\(schema.name)/\(file)")
    } catch let failure as ScriptFailure {
      Issue.record("\(schema.name)/\(file): \(failure.diagnostics.first?.message ?? "")")
    }
  }

  @Test func `hostile names go through pull, models and DDL`() throws {
    let shell = try ShellHarness()
    let long = String(repeating: "ü", count: 31) + "x"
    shell.interpreter.define(
      "names",
      .list(
        [#"qu"ote"#, "new\nline", "日本 🐘", long, "select", "Upper.dot", "'", "$$"].map { Value($0) })
    )
    try shell.run(
      """
      connect scratch as source
      for name in names {
        create schema $[name];
        create table $[[name, name]] ($[name] int primary key, other text default ${name});
        create index on $[[name, name]] (other);
        comment on table $[[name, name]] is ${name};
        create view $[[name, "v"]] as select $[name] from $[[name, name]];
      }
      """)
    try shell.run(
      """
      pull to models
      load models
      connect scratch as copy
      sync
      """)
    let there = try shell.run("(diff source to copy)")
    #expect(shell.interpreter.display(there) == "no differences")
    #expect(
      try Psql.dump(try #require(shell.session.connections["source"]?.settings))
        == Psql.dump(try #require(shell.session.connections["copy"]?.settings)))
  }
}
