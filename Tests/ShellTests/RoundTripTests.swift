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
