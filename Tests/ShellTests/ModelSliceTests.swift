import Engine
import Foundation
import Postgres
import SchemaShell
import TestSupport
import Testing

/// What is renewed by a slice is what the whole model gives.
@Suite struct ModelSliceTests {
  /// A model, what is changed in it, and whether a slice of it does.
  struct Edit: CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String
    var isSliced = true
    var testDescription: String { name }
  }

  private static let model = """
    enum mood { happy, sad }
    domain email as text check (value like '%@%');
    type pair as (one int, two int);
    type triple as (one int, two int, three int);
    create function half(int) returns int language sql immutable as 'select $1 / 2';
    /// People.
    table author {
      id      bigint generated always as identity primary key
      /// Who.
      name    text not null unique
      email   email
      mood    mood default 'happy'
      index on (lower(name))
      grant select to public
    }
    table post {
      id        bigserial primary key
      author    bigint not null references author
      title     text not null check (title <> '')
      halves    int generated always as (half(length(title))) stored
      index post_title on (title)
    }
    table note {
      id    int primary key
      post  bigint references post on delete cascade
      said  text
      check (half(id) >= 0)
    }
    table log {
      id   int primary key
      was  text
    }
    table other {
      id  int primary key references log
      id_x  int unique
      pair  pair
    }
    create function authors() returns setof author language sql as 'select * from author';
    view names as select name from author;
    view titles as select title, name from post join names on true;
    view logs as select * from log;
    alter default privileges grant select on tables to public;
    """

  static let edits = [
    Edit(name: "a comment", old: "/// Who.", new: "/// Whoever."),
    Edit(name: "a column more", old: "was  text", new: "was  text\nat timestamptz"),
    Edit(name: "a column less", old: "  said  text\n", new: ""),
    Edit(name: "another type", old: "id   int primary key", new: "id   bigint primary key"),
    Edit(name: "another key", old: "name    text not null unique", new: "name text not null"),
    Edit(name: "a reference more", old: "said  text", new: "said text references author (name)"),
    Edit(name: "a reference less", old: "references post on delete cascade", new: ""),
    Edit(name: "a view", old: "select * from log", new: "select id from log"),
    Edit(
      name: "a view on views", old: "select title, name", new: "select upper(title) as title, name"),
    Edit(
      name: "a table more", old: "view logs",
      new: "table more { id int references post }\nview logs"),
    Edit(name: "a table less", old: "table note {", new: "table noted {"),
    Edit(name: "a serial column", old: "id   int primary key", new: "id   serial primary key"),
    Edit(name: "an index", old: "index post_title on (title)", new: "index on (halves desc)"),
    Edit(
      name: "the first column of a type", old: "was  text", new: "was  text\n more triple",
      isSliced: false),
    Edit(name: "the last column of a type", old: "  pair  pair\n", new: "", isSliced: false),
    Edit(name: "one more column of a type", old: "was  text", new: "was  text\n more pair"),
    Edit(
      name: "a name that counts on", old: "view logs",
      new: "table other_id { x int unique }\nview logs", isSliced: false),
    Edit(
      name: "a function", old: "select $1 / 2", new: "select $1 / 3", isSliced: false),
    Edit(name: "a type", old: "happy, sad", new: "happy, sad, calm", isSliced: false),
    Edit(
      name: "an heir", old: "table log {", new: "table heir inherits (log) { }\ntable log {",
      isSliced: false),
    Edit(
      name: "what runs anything", old: "view logs",
      new: "create event trigger e on ddl_command_end execute function half();\nview logs",
      isSliced: false),
    Edit(name: "what is wrong", old: "was  text", new: "was  nowhere", isSliced: false),
    Edit(
      name: "what something else needs", old: "title     text not null", new: "head text not null",
      isSliced: false),
  ]

  @Test(arguments: edits)
  func `a part made anew gives what the whole gives`(_ edit: Edit) throws {
    #expect(Self.model.components(separatedBy: edit.old).count == 2, "it is about one place")
    let before = try statements(Self.model)
    let after = try statements(
      Self.model.replacingOccurrences(of: edit.old, with: edit.new))
    let isSliced = try compare(before, after)
    #expect(isSliced == edit.isSliced)
  }

  @Test func `what hides others by the schema it stands in is applied as a whole`() throws {
    let hidden = Self.model + "\nschema postgres;"
    let before = try statements(hidden)
    let after = try statements(hidden + "\ntable postgres.log { id int }")
    #expect(try !compare(before, after))
  }

  @Test func `several changes at once`() throws {
    var text = Self.model
    for edit in Self.edits where ["a comment", "a view", "an index"].contains(edit.name) {
      text = text.replacingOccurrences(of: edit.old, with: edit.new)
    }
    #expect(try compare(try statements(Self.model), try statements(text)))
  }

  @Test func `it holds for what the engine's cases lead to`() throws {
    var count = 0
    // All of them take minutes, and are none the wiser.
    for (number, schema) in SchemaCase.all.enumerated()
    where schema.firstVersion == nil && number.isMultiple(of: 7) {
      let shell = try ShellHarness()
      try shell.run("connect scratch as source")
      let source = try #require(shell.session.connections["source"]?.connection)
      guard try schema.load("b.sql", into: source) else { continue }
      try shell.run("pull to one.schema")
      guard let text = try? shell.read("one.schema") else { continue }
      let whole = try statements(text)
      guard let last = whole.last(where: { $0.sql.hasPrefix("create table") })?.about else {
        continue
      }
      let name = last.map(quoteIdentifier).joined(separator: ".")
      let added = ModelStatement(
        "alter table \(name) add column slice_added int unique", origin: whole.count, about: last)
      if try compare(whole, whole + [added], schema.name) { count += 1 }
      let without = whole.filter { $0.about != last || $0.sql.hasPrefix("create") }
      if try compare(whole, without, schema.name) { count += 1 }
    }
    #expect(count > 10, "only \(count) were sliced")
  }

  private func statements(_ text: String) throws -> [ModelStatement] {
    let shell = try ShellHarness(files: ["m.schema": text])
    return try ModelFiles(["m.schema"], shell.interpreter).statements
  }

  /// Holds what comes of a slice against what comes of the whole; false where there is no slice.
  private func compare(
    _ old: [ModelStatement], _ new: [ModelStatement], _ name: String = ""
  ) throws -> Bool {
    guard let known = try read(old, { $0.isEmpty }),
      let slice = ModelSlice(of: new, since: old, known, share: 1),
      let part = try read(slice.statements, slice.allows), let found = slice.joined(with: part)
    else { return false }
    guard let whole = try read(new, { $0.isEmpty }) else {
      Issue.record("\(name): what fails as a whole came out of a slice")
      return true
    }
    let kinds = Set(ObjectKinds.all.map { $0.kind })
    let changes =
      Diff(from: found, to: whole, comparing: kinds).changes
      + Diff(from: whole, to: found, comparing: kinds).changes
    #expect(changes.map(\.id).isEmpty, "\(name)")
    #expect(Set(found.objects.keys) == Set(whole.objects.keys), "\(name)")
    #expect(found.carriers == whole.carriers, "\(name)")
    #expect(found.rowUsers.mapValues(Set.init) == whole.rowUsers.mapValues(Set.init), "\(name)")
    for id in whole.objects.keys {
      #expect(Set(found.needs(of: id)) == Set(whole.needs(of: id)), "\(name): \(id)")
      guard let one = found[id], let other = whole[id] else { continue }
      let differences = Set(attributes(of: one)).symmetricDifference(attributes(of: other))
      #expect(differences.isEmpty, "\(name): \(id)")
    }
    return true
  }

  /// What follows from others, too, but for the order in which a server made things.
  private func attributes(of object: some SchemaObject) -> [String] {
    let rules = type(of: object).rules.filter { !["casts", "seniority"].contains($0.attribute) }
    return rules.map { "\($0.attribute): \($0.show(object))" }
  }

  private func read(
    _ statements: [ModelStatement], _ allows: ([ModelFailure]) -> Bool
  ) throws -> Snapshot? {
    try withDatabase { connection in
      var loader = ModelLoader(connection, makesRoles: true)
      guard allows(try loader.load(statements, explains: false)) else { return nil }
      return try SnapshotReader.read(connection)
    }
  }
}
