import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// What was measured to go wrong in the two systems before this one, and does not here.
///
/// `list` names, for each behaviour that theirs promised and each thing that went wrong there, the
/// test that holds ours to it; a test holds the list to the tests.
@Suite struct DefectTests {
  private func shell(_ model: String) throws -> ShellHarness {
    let shell = try ShellHarness(files: ["models/m.schema": model])
    try shell.run("connect scratch\nload models")
    return shell
  }

  private func change(_ shell: ShellHarness, to model: String) throws {
    try shell.write(model, to: "models/m.schema")
    try shell.run("load models")
  }

  @Test func `init writes over nothing that is there`() throws {
    let shell = try ShellHarness(files: [
      ".env": "DATABASE_URL=postgres://x\n", "models/m.schema": "table t { a int }\n",
    ])
    try shell.run("init\ninit")
    #expect(try shell.read(".env") == "DATABASE_URL=postgres://x\n")
    #expect(try shell.read("models/m.schema") == "table t { a int }\n")
    #expect(shell.takeMessages().last == "all is there already")
  }

  @Test func `a foreign key keeps its columns, its actions and its deferral`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch
      create table p (a int, b int, primary key (a, b));
      create table c (x int, y int, constraint k foreign key (x, y) references p (a, b)
        match full on update cascade on delete set null deferrable initially deferred);
      pull to models
      load models
      connect scratch as copy
      sync
      """)
    let definition = try shell.run(
      "(select pg_get_constraintdef(oid) from pg_constraint where conname = 'k').value"
    ).textValue
    #expect(
      definition == "FOREIGN KEY (x, y) REFERENCES p(a, b) MATCH FULL ON UPDATE CASCADE "
        + "ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED")
  }

  @Test func `a check keeps its words, blanks within texts and all`() throws {
    let check = "check ((a is not null) or (b in ('F  x', 'M'))) not valid"
    let shell = try shell("table t { a int; b text; constraint c \(check) }\n")
    try shell.run("sync\npull")
    #expect(shell.takeMessages().last?.contains("nothing to do") == true)
    let text = try shell.run(
      "(select pg_get_constraintdef(oid) from pg_constraint where conname = 'c').value"
    ).textValue
    #expect(text?.contains("'F  x'") == true && text?.contains("a IS NOT NULL") == true)
  }

  @Test func `identities and sequences of other schemas keep counting`() throws {
    let shell = try ShellHarness()
    try shell.run(
      """
      connect scratch as source
      create schema s2;
      create table s2.a (y serial primary key, z bigint generated always as identity (start 7));
      pull to models
      load models
      connect scratch as copy
      sync
      insert into s2.a default values;
      """)
    #expect(try shell.run("(select y * 10 + z from s2.a).value").intValue == 17)
    #expect(try shell.run("(diff source to copy).isEmpty").boolValue == true)
  }

  @Test func `a column that says null may be null, and one that says nothing too`() throws {
    let shell = try shell("table t { a int }\n")
    try shell.run("sync\ninsert into t values (1);")
    try change(shell, to: "table t { a int; b int null; c int }\n")
    try shell.run("sync\nassert (diff).isEmpty")
  }

  @Test func `a foreign key that leads elsewhere is another one`() throws {
    let model = "table p { id int primary key }\ntable q { id int primary key }\n"
    let shell = try shell(model + "table c { x int references p }\n")
    try shell.run("sync")
    try change(shell, to: model + "table c { x int references q }\n")
    try shell.run("sync")
    let target = try shell.run(
      "(select confrelid::regclass::text from pg_constraint where contype = 'f').value")
    #expect(target.textValue == "q")
  }

  @Test func `a type goes with all the rest, or nothing does`() throws {
    let shell = try shell("enum m { a }\ntable t { x int }\n")
    try shell.run("sync\ninsert into t values (1), (1);")
    try change(shell, to: "table t { x int unique }\n")
    #expect(shell.failure("sync")?.details["sqlstate"] == "23505")
    try shell.run("select 'a'::m;")
  }

  @Test func `an empty model is a model`() throws {
    let shell = try shell("")
    try shell.run("sync")
    #expect(shell.takeMessages().last?.contains("nothing to do") == true)
    try shell.run("create table t (a int);\npull\nassert (diff).isEmpty")
  }

  @Test func `words within names, texts and comments are no declarations`() throws {
    let shell = try shell(
      """
      # export class x { static table = 'y' }
      table export_t {   -- export
        export text default 'class  { export }'
        "const let" int   /* table z { } */
      }

      """)
    try shell.run("sync\ninsert into export_t default values;")
    #expect(
      try shell.run("(select export from export_t).value").textValue == "class  { export }")
    #expect(try shell.run("(tables).count").intValue == 1)
  }

  @Test func `a settings file is found by its whole path, and by one from here`() throws {
    try withDatabaseSettings { settings in
      let shell = try ShellHarness(files: ["project/migrations/readme": ""])
      let parameters = settings.parameters
      try shell.write(
        "host: \(parameters["host"] ?? "")\nport: \(parameters["port"] ?? "")\n"
          + "username: \(parameters["user"] ?? "")\ndatabaseName: \(settings.database ?? "")\n",
        to: "live.yaml")
      for path in [shell.folder.appendingPathComponent("live.yaml").path, "../live.yaml"] {
        let run = try Tool.run(
          ["version", "--database-config", path, "--directory", "project"], in: shell.folder)
        #expect(run.status == 0, "\(path): \(run.errors)")
      }
    }
  }

  @Test func `where nothing differs generate writes nothing`() throws {
    let shell = try shell("table t { a int }\n")
    try shell.run("generate\ngenerate\ngenerate again")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: shell.folder.appendingPathComponent("migrations").path)
    #expect(names == ["00000001_initial.migration.schema"])
  }

  @Test func `a value for rows that exist is no default afterwards`() throws {
    let shell = try shell("table t { a int }\n")
    try shell.run("generate\nupgrade\ninsert into t values (1);")
    try change(shell, to: "table t { a int; b int not null }\n")
    try shell.run("generate more filling t.b with 10\nupgrade\nassert (diff).isEmpty")
    #expect(try shell.run("(select b from t).value").intValue == 10)
    #expect(
      try shell.run("(select count(*) from pg_attrdef where adrelid = 't'::regclass).value")
        .intValue == 0)
  }

  @Test func `what is undone is not told as done`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema": "upgrade { create table a (id int); }",
      "migrations/2_b.migration.schema": "upgrade { create table b (id nope); }",
    ])
    try shell.run("connect scratch")
    let failure = try #require(shell.failure("upgrade"))
    #expect(!shell.takeMessages().contains { $0.hasPrefix("committed") })
    #expect(failure.rendered().contains("version 1 undone"))
    #expect(try shell.run("version").intValue == 0)
  }

  // MARK: - The list

  @Test func `every behaviour and every defect has a test`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    var sources = ""
    for room in ["ShellTests", "EngineTests", "PostgresTests", "LangTests"] {
      let place = folder.appendingPathComponent(room)
      for name in try FileManager.default.contentsOfDirectory(atPath: place.path)
      where name.hasSuffix(".swift") && name != "DefectList.swift" {
        sources += try String(contentsOf: place.appendingPathComponent(name), encoding: .utf8)
      }
    }
    for (what, test) in DefectList.behaviours + DefectList.defects {
      let isThere = sources.contains("`\(test)`") || sources.contains("\"\(test)\"")
      #expect(isThere, "\(what): no test is called \"\(test)\"")
    }
    let numbers = DefectList.behaviours.compactMap { Int($0.what.prefix { $0.isNumber }) }
    #expect(numbers == Array(1...51))
  }
}
