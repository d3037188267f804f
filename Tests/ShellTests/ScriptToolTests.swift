import Foundation
import Lang
import SchemaShell
import TestSupport
import Testing

/// `fmt` and `check` as a person calls them.
@Suite(.enabled(if: Tool.isBuilt)) struct ScriptToolTests {
  @Test func `fmt writes the files that change, and names them`() throws {
    let file = try Tool.file("let x=1\nprint   x\n")
    let run = try Tool.run(["fmt", file])
    #expect(run.output == "\(file)\n")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "let x = 1\nprint x\n")
    #expect(try Tool.run(["fmt", file]).output == "")
  }

  @Test func `fmt --check writes nothing and ends with 1`() throws {
    let file = try Tool.file("let x=1\nprint x\n")
    let run = try Tool.run(["fmt", "--check", file])
    #expect(run.status == 1)
    #expect(run.output == "\(file)\n")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "let x=1\nprint x\n")
  }

  @Test func `fmt - goes from input to output`() throws {
    #expect(try Tool.run(["fmt", "-"], input: "print   1").output == "print 1\n")
  }

  @Test func `a file that cannot be read is left alone`() throws {
    let file = try Tool.file("let = 1\n")
    let run = try Tool.run(["fmt", file])
    #expect(run.status == 2)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "let = 1\n")
  }

  @Test func `migrations are formatted as what they are`() throws {
    let file = try Tool.file("upgrade{\ncreate table t (id int);\n}\n", "migration.schema")
    #expect(try Tool.run(["fmt", file]).status == 0)
    #expect(
      try String(contentsOfFile: file, encoding: .utf8)
        == "upgrade {\n  create table t (id int);\n}\n")
  }

  @Test func `check finds mistakes and warnings, and runs nothing`() throws {
    let file = try Tool.file(
      """
      print "never"
      let unused = 1
      func f() {
        return 1
        print 2
      }
      prnt 1
      print (tabels)
      """)
    let run = try Tool.run(["check", file])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("\(file):7:1: error: unknown command `prnt`"))
    #expect(run.errors.contains("did you mean \"print\"?"))
    #expect(run.errors.contains("\(file):8:8: error: unknown name `tabels`"))
    #expect(run.errors.contains("\(file):2:5: warning: `unused` is never used"))
    #expect(run.errors.contains("\(file):5:3: warning: this is never reached"))
  }

  @Test func `check finds what stands twice, what is missing and what a key does not find`() throws
  {
    let files = [
      "a.schema": """
      enum role { reader, author, 'reader' }
      table author {
        id    bigint generated always as identity primary key
        email text not null
        email citext
        name  text nott null
        born
        at    timestamp(3) with time zone not null
        span  interval day to second
        list  int[][] default '{}'
        size  double precision not null
        code  character varying(10) collate "C"
        primary key (id, nam)
      }
      """,
      "b.schema": """
      table post {
        author_id bigint references author (idd) on delete cascade
        foreign key (auth) references author (id)
        unique nulls not distinct (author_id)
        unique (author_id) include (other)
      }
      table part partition of post for values in (1) { primary key (anything) }
      table copy { like post including all
        unique (author_id) }
      """,
    ]
    try withFolder(files) { folder in
      let run = try Tool.run(["check", folder])
      #expect(run.status == 2)
      let found = run.errors.split(separator: "\n").filter { $0.contains(": error: ") }
        .map { $0.replacingOccurrences(of: folder + "/", with: "") }
      #expect(
        found == [
          "a.schema:1:29: error: `reader` stands here twice",
          "a.schema:5:3: error: column `email` stands here twice",
          "a.schema:6:14: error: expected a constraint of column `name`, not `nott`",
          "a.schema:7:3: error: column `born` has no type",
          "a.schema:13:3: error: a table has one primary key",
          "a.schema:13:20: error: table `author` has no column `nam`",
          "b.schema:2:39: error: table `author` has no column `idd`",
          "b.schema:3:16: error: table `post` has no column `auth`",
        ])
      #expect(run.errors.contains("did you mean \"id\"?"))
    }
  }

  @Test func `a script that is well passes, and one with warnings unless strict`() throws {
    #expect(try Tool.run(["check", try Tool.file("print here, args\n")]).status == 0)
    let file = try Tool.file("let unused = 1\n")
    #expect(try Tool.run(["check", file]).status == 0)
    #expect(try Tool.run(["check", "--strict", file]).status == 1)
  }

  @Test func `the examples are formatted and without a mistake`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("examples")
    let check = try Tool.run(["check", folder.path])
    #expect(check.status == 0, "\(check.errors)")
    let format = try Tool.run(["fmt", "--check", folder.path])
    #expect(format.status == 0, "\(format.output)")
  }
}
