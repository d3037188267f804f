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
    create function touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touched before update on post for each row execute function touch();
    create function half_less(int, int) returns bool language sql immutable as 'select $1 / 2 < $2';
    create function half_more(int, int) returns bool language sql immutable as 'select $1 / 2 > $2';
    create operator <<< (leftarg = int, rightarg = int, function = half_less);
    create view lesser as select id from other where id <<< id_x;
    create index apart_b on other (id_x);
    sequence counter start 5;
    grant insert on log to slice_reader;
    table elder { id int primary key; kept  text check (kept <> '') }
    table younger inherits (elder) { sole  text }
    table day partition by range (day) {
      day   date not null
      what  text
      index by_day on (day)
    }
    table day_a partition of day for values from ('2024-01-01') to ('2026-01-01') { index on (what) }
    table day_rest partition of day default { }
    table model { first  int; second text }
    create table copied (like model, third int);
    create view copies as select first from copied;
    grant select on all tables in schema public to slice_reader;
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
      name: "the first column of a type", old: "was  text", new: "was  text\n more triple"),
    Edit(name: "the last column of a type", old: "  pair  pair\n", new: ""),
    Edit(name: "one more column of a type", old: "was  text", new: "was  text\n more pair"),
    Edit(
      name: "a name that counts on", old: "view logs",
      new: "table other_id { x int unique }\nview logs", isSliced: false),
    Edit(name: "a function", old: "select $1 / 2'", new: "select $1 / 3'"),
    Edit(
      name: "another function", old: "half(int) returns", new: "half(bigint) returns"),
    Edit(
      name: "a function of the same name", old: "view logs",
      new:
        "create function half(bigint) returns bigint language sql immutable as 'select $1';\nview logs"
    ),
    Edit(
      name: "a function that a view calls", old: "view logs",
      new: "create function third(int) returns int language sql as 'select $1 / 3';\nview logs"),
    Edit(name: "a type", old: "happy, sad", new: "happy, sad, calm"),
    Edit(name: "a domain", old: "value like '%@%'", new: "value like '%@%.%'"),
    Edit(name: "a composite type", old: "(one int, two int)", new: "(one int, two bigint)"),
    Edit(
      name: "a composite type of which there is one more", old: "create function authors",
      new: "type quad as (one int, two text);\ncreate function authors"),
    Edit(
      name: "an heir", old: "table log {", new: "table heir inherits (log) { }\ntable log {"),
    Edit(name: "what has heirs", old: "kept  text", new: "kept  text not null"),
    Edit(name: "an heir's column", old: "sole  text", new: "sole  int"),
    Edit(name: "what has partitions", old: "what  text", new: "what  text default 'x'"),
    Edit(
      name: "an index on partitions", old: "index by_day on (day)", new: "index by_what on (what)"),
    Edit(
      name: "a partition's bounds", old: "('2024-01-01') to", new: "('2024-02-01') to"),
    Edit(
      name: "a partition more", old: "table day_rest",
      new: "table day_b partition of day for values from ('2026-01-01') to ('2027-01-01') { }\n"
        + "table day_rest"),
    Edit(name: "a partition less", old: "table day_rest partition of day default { }", new: ""),
    Edit(name: "what another is made like", old: "first  int", new: "first  bigint"),
    Edit(name: "an index apart", old: "view logs", new: "create index on log (was);\nview logs"),
    Edit(name: "another index apart", old: "apart_b on other (id_x)", new: "apart_b on other (id)"),
    Edit(name: "no index apart", old: "create index apart_b on other (id_x);\n", new: ""),
    Edit(
      name: "a comment apart", old: "view logs", new: "comment on table log is 'x';\nview logs"),
    Edit(
      name: "a comment on a constraint", old: "view logs",
      new: "comment on constraint log_pkey on log is 'x';\nview logs"),
    Edit(
      name: "a comment on an index", old: "view logs",
      new: "comment on index log_pkey is 'x';\nview logs"),
    Edit(
      name: "a grant apart", old: "view logs",
      new: "grant select on log, post to public;\nview logs"),
    Edit(name: "another grant apart", old: "insert on log", new: "update on log"),
    Edit(
      name: "a grant on everything", old: "view logs",
      new: "grant update on all tables in schema public to slice_reader;\nview logs",
      isSliced: false),
    Edit(
      name: "a trigger apart", old: "view logs",
      new: "create trigger t before update on log for each row execute function touch();\nview logs"
    ),
    Edit(name: "what triggers call", old: "begin return new; end", new: "begin return null; end"),
    Edit(
      name: "a policy apart", old: "view logs",
      new: "create policy p on log using (half(id) > 0);\nview logs"),
    Edit(
      name: "a sequence", old: "sequence counter start 5", new: "sequence counter start 6"),
    Edit(
      name: "a sequence that is owned", old: "view logs",
      new: "alter sequence counter owned by log.id;\nview logs"),
    Edit(
      name: "a table that takes the name of a view", old: "view logs as select * from log",
      new: "table logs { id int }\nview logs_b as select * from log"),
    Edit(name: "an operator", old: "= half_less", new: "= half_more", isSliced: false),
    Edit(name: "what an operator calls", old: "$1 / 2 < $2", new: "$1 / 2 < $2 + 1"),
    Edit(
      name: "an index with another name", old: "view logs",
      new: "alter index apart_b rename to apart_c;\nview logs"),
    Edit(
      name: "a trigger with another name", old: "view logs",
      new: "alter trigger touched on post rename to retouched;\nview logs"),
    Edit(
      name: "a table with another name", old: "view logs",
      new: "alter table copied rename to renamed;\nview logs", isSliced: false),
    Edit(
      name: "no right", old: "view logs", new: "revoke select on author from public;\nview logs"),
    Edit(name: "a schema", old: "view logs", new: "schema more;\nview logs", isSliced: false),
    Edit(
      name: "a column that goes with what it carries", old: "view logs",
      new: "alter table log drop column was cascade;\nview logs", isSliced: false),
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

  @Test func `what hides others by the schema it stands in is seen`() throws {
    let hidden = """
      create schema a;
      create schema b;
      set search_path = a, b;
      create table b.log (id int primary key);
      create view b.logs as select * from log;
      create function b.sum(bigint) returns int language sql as 'select 1';
      create view b.sums as select sum(1::int) as it;
      create table b.other (id int);
      """
    let table = hidden.replacingOccurrences(
      of: "create view b.logs", with: "create table a.log (x int);\ncreate view b.logs")
    let function = hidden.replacingOccurrences(
      of: "create view b.sums",
      with: "create function a.sum(int) returns text language sql as 'select 2';\n"
        + "create view b.sums")
    for other in [table, function] {
      let (before, after) = try (statements(hidden, in: "m.sql"), statements(other, in: "m.sql"))
      #expect(try compare(before, after))
      // Nobody has said what comes to light where it goes, so this may be either.
      _ = try compare(after, before)
    }
  }

  private static let script = """
    SET statement_timeout = 0;
    SELECT pg_catalog.set_config('search_path', '', false);
    SET check_function_bodies = false;
    SET client_min_messages = warning;
    create type public.mood as enum ('happy', 'sad');
    create function public.half(int) returns int language sql immutable as 'select $1 / 2';
    create table public.author (
      id bigint primary key, name text unique, mood public.mood, half int check (public.half(half) > 0));
    create table public.post (id serial primary key, author bigint references public.author, body text);
    create index on public.post (body);
    comment on column public.post.body is 'What is said';
    create view public.names as select name from public.author;
    create table public.kept as select name from public.author;
    grant select on public.names, public.post to slice_reader;
    create table public.early (id int);
    alter table public.early rename to late;
    create index late_id on public.late (id);
    create table public."Mixed Case" (id int);
    create table public.kept_names as select * from public.names;
    create table public.source (id int);
    create index source_id on public.source (id);
    create table public.copy (like public.source including all);
    create function public.bound() returns int language sql immutable as 'select public.half(4)';
    create table public.parts (id int) partition by range (id);
    create table public.part partition of public.parts for values from (public.bound()) to (9);
    comment on table public."Mixed Case" is 'Mixed';
    create schema audit;
    create table public.audit (id int);
    grant usage on schema audit to slice_reader;
    grant execute on function pg_read_file(text) to slice_reader;
    """

  static let scriptEdits = [
    Edit(name: "a column", old: "body text", new: "body text not null, more int unique"),
    Edit(name: "the column that others refer to", old: "id bigint primary", new: "id int primary"),
    Edit(name: "what another is made of", old: "name text unique", new: "name varchar unique"),
    Edit(name: "a column less", old: ", body text", new: "", isSliced: false),
    Edit(name: "a function", old: "$1 / 2", new: "$1 / 4"),
    Edit(name: "a type", old: "'happy', 'sad'", new: "'happy'"),
    Edit(name: "an index", old: "public.post (body)", new: "public.post (lower(body))"),
    Edit(name: "no index", old: "create index on public.post (body);\n", new: ""),
    Edit(
      name: "what is copied", old: "source_id on public.source (id)",
      new: "source_id on public.source (id desc)"),
    Edit(name: "a comment", old: "What is said", new: "What was said"),
    Edit(name: "a view", old: "names as select name", new: "names as select id, name"),
    Edit(name: "a grant", old: "grant select on public.names", new: "grant insert on public.names"),
    Edit(
      name: "no grant on what has a table's name",
      old: "grant usage on schema audit to slice_reader;",
      new: "", isSliced: false),
    Edit(
      name: "no grant on the system",
      old: "grant execute on function pg_read_file(text) to slice_reader;",
      new: "", isSliced: false),
    Edit(
      name: "what has had another name", old: "public.early (id int)",
      new: "public.early (id int, b int)"),
    Edit(name: "a quoted name", old: "\"Mixed Case\" (id int)", new: "\"Mixed Case\" (id text)"),
    Edit(
      name: "a table more", old: "create table public.kept as",
      new:
        "create table public.more (id int references public.author);\ncreate table public.kept as"),
    Edit(
      name: "a block that does anything", old: "create table public.kept as",
      new: "do $$ begin create table public.made (); end $$;\ncreate table public.kept as",
      isSliced: false),
    Edit(
      name: "who speaks", old: "create table public.kept as",
      new: "set role postgres;\ncreate table public.kept as", isSliced: false),
  ]

  @Test(arguments: scriptEdits)
  func `a part of a script made anew gives what the whole gives`(_ edit: Edit) throws {
    #expect(Self.script.components(separatedBy: edit.old).count == 2, "it is about one place")
    let before = try statements(Self.script, in: "m.sql")
    let after = try statements(
      Self.script.replacingOccurrences(of: edit.old, with: edit.new), in: "m.sql")
    #expect(try compare(before, after) == edit.isSliced)
  }

  @Test func `nothing of what watches is left behind`() throws {
    let statements = try statements("create table t (id int);", in: "m.sql")
    try withDatabase { connection in
      let made = try ModelReading.make(
        statements, on: connection, isPrivate: true, isWatched: true
      ) { $0.isEmpty }
      let reading = try #require(made?.reading)
      #expect(reading.effects.map { $0.objects.map(\.description) } == [["table public.t"]])
      var count = -1
      try connection.run(
        "select (select count(*) from pg_event_trigger) + (select count(*) from pg_proc"
          + " where pronamespace = pg_my_temp_schema()) + (select count(*) from pg_class"
          + " where relnamespace = pg_my_temp_schema())"
      ).forEachRow { count = $0.int() }
      #expect(count == 0)
    }
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
      guard let last = whole.last(where: { $0.sql.hasPrefix("create table") }) else { continue }
      let name = last.sql.split(separator: " ")[2]
      let added = ModelStatement(
        "alter table \(name) add column slice_added int unique", origin: whole.count)
      if try compare(whole, whole + [added], schema.name) { count += 1 }
      for index in stride(from: whole.count - 1, through: 0, by: whole.count / 3 + 1) {
        var without = whole
        without.remove(at: index)
        if try compare(whole, without, "\(schema.name) without \(whole[index].sql)") { count += 1 }
      }
    }
    #expect(count > 10, "only \(count) were sliced")
  }

  private func statements(
    _ text: String, in file: String = "m.schema"
  ) throws -> [ModelStatement] {
    let shell = try ShellHarness(files: [file: text])
    return try ModelFiles([file], shell.interpreter).statements
  }

  /// Holds what comes of a slice against what comes of the whole; false where there is no slice.
  private func compare(
    _ old: [ModelStatement], _ new: [ModelStatement], _ name: String = ""
  ) throws -> Bool {
    guard let known = try read(old, { $0.isEmpty }),
      let renewal = ModelRenewal(of: new, since: old, as: known, share: 1),
      let found = try renewal.renewed({ try read($0.statements, $0.allows) })?.snapshot
    else { return false }
    guard let whole = try read(new, { $0.isEmpty })?.snapshot else {
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
  ) throws -> ModelReading? {
    try withDatabase { connection in
      try ModelReading.make(
        statements, on: connection, isPrivate: true, isWatched: true, explains: false,
        accepts: allows)?.reading
    }
  }
}
