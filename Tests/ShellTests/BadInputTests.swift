import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// Whatever a person or the world does, there is a message and the shell lives.
@Suite struct BadInputTests {
  private func failure(bytes: [UInt8], _ name: String = "bad.schema") throws -> ScriptFailure? {
    let shell = try ShellHarness()
    do {
      try shell.interpreter.run(Source(name: name, bytes: bytes))
      return nil
    } catch {
      return error as? ScriptFailure
    }
  }

  @Test(arguments: ["bad.schema", "bad.sql"])
  func `bytes that are no text are refused before anything runs`(name: String) throws {
    #expect(try failure(bytes: Array("print 1\0 2".utf8), name)?.reason == .syntax)
    #expect(try failure(bytes: [0x70, 0xFF, 0xFE, 0x0A], name)?.reason == .syntax)
    #expect(try failure(bytes: [UInt8](repeating: 0, count: 100_000), name)?.reason == .syntax)
  }

  @Test(arguments: ["(", "[", "{ ", "if true { ", "not ", "- ", "x => ", "\"${", "func f() { "])
  func `nesting has an end`(opening: String) throws {
    let text = "let y = " + String(repeating: opening, count: 100_000)
    #expect(try failure(bytes: Array(text.utf8))?.reason == .syntax)
    let bare = String(repeating: opening, count: 100_000)
    #expect(try failure(bytes: Array(bare.utf8)) != nil)
  }

  @Test func `SQL of great depth and length reaches the server, which says so`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch")
    let deep = String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
    #expect(shell.failure("select \(deep);")?.details["sqlstate"]?.isEmpty == false)
    let long = (1...5_000).map { "select \($0);" }.joined(separator: " ")
    try shell.run(long)
    try shell.run("select 1;")
  }

  @Test func `a server that goes away in mid-query leaves the shell alive`() throws {
    let shell = try ShellHarness()
    try shell.run("connect scratch")
    let connection = try shell.session.connection()
    let pid = connection.backendPID
    let killer = try Connection(connection.settings)
    try killer.run(
      "create function kill(int) returns bool language sql as 'select pg_terminate_backend($1)'")
    let failure = shell.failure("select kill(\(pid)), pg_sleep(5);")
    #expect(failure != nil)
    #expect(shell.session.connections.current?.connection.isLost == true)
    try shell.run("connect\nselect 1;")
  }

  @Test func `a server that goes away in mid-sync leaves the database as it was`() throws {
    let tables = (1...6).map { "create table t\($0) (id int primary key);" }
    let shell = try ShellHarness(files: ["schema.sql": tables.joined(separator: "\n")])
    try shell.run("connect scratch\nload schema.sql")
    let connection = try shell.session.connection()
    let pid = connection.backendPID
    let killer = try Connection(connection.settings)
    nonisolated(unsafe) var count = 0
    shell.session.console.progress = { text in
      guard text != nil else { return }
      count += 1
      if count == 3 { _ = try? killer.run("select pg_terminate_backend(\(literal: pid))") }
    }
    let failure = try #require(shell.failure("sync"))
    #expect(failure.rendered().contains("nothing was changed"))
    shell.session.console.progress = nil
    let left = try killer.run("select count(*) from pg_class where relname ~ '^t[0-9]$'")
    #expect(try left.string(0, 0) == "0")
    try shell.run("connect\nsync")
    #expect(try shell.run("(select count(*) from t6).value").intValue == 0)
  }

  @Test(arguments: [
    ("create table a (b int);\ncreat table x (a int);", "syntax error"),
    ("create table a (b int);\ncreate table a (c int);", "already exists"),
    ("create table a (b nope);", "type \"nope\" does not exist"),
    ("create table a (b int references nowhere);", "relation \"nowhere\" does not exist"),
  ])
  func `what is wrong with a model is said at its place`(text: String, message: String) throws {
    let shell = try ShellHarness(files: ["bad.sql": text])
    try shell.run("connect scratch")
    let failure = try #require(shell.failure("load bad.sql"))
    let diagnostic = try #require(failure.diagnostics.first)
    #expect(diagnostic.message.contains(message))
    #expect(diagnostic.location?.source.name.hasSuffix("bad.sql") == true)
    try shell.run("select 1;")
  }

  @Test func `a circle of foreign keys is legal`() throws {
    let shell = try ShellHarness(files: [
      "ring.sql": """
      create table a (id int primary key, b int);
      create table b (id int primary key, a int references a);
      alter table a add foreign key (b) references b;
      """
    ])
    try shell.run("connect scratch\nload ring.sql\nsync\nsync")
    #expect(shell.takeMessages().last == "nothing to do: the database matches its models")
  }

  @Test func `a wrong password is never shown`() throws {
    let shell = try ShellHarness()
    let url = "postgres://someone:geheim@127.0.0.1:1/app?connect_timeout=1"
    shell.interpreter.define("url", Value(url))
    let failure = try #require(shell.failure("connect (url)"))
    #expect(!failure.rendered().contains("geheim"))
    #expect(failure.processStatus == 3)
  }

  @Test func `a password that the server refuses`() throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let admin = try Connection(server.settings())
    try admin.run("create role modest login password 'richtig'")
    let rules = server.directory + "/pg_hba.conf"
    let text = "local all modest scram-sha-256\nlocal all all trust\n"
    try text.write(toFile: rules, atomically: false, encoding: .utf8)
    try admin.run("select pg_reload_conf()")
    let host = try #require(server.settings().parameters["host"])
    let shell = try ShellHarness()
    func connect(_ password: String) -> ScriptFailure? {
      shell.interpreter.define(
        "url", Value("postgres:///postgres?host=\(host)&user=modest&password=\(password)"))
      return shell.failure("connect (url)")
    }
    // The server reads its rules a moment later.
    var failure = connect("geheim")
    for _ in 0..<200 where failure == nil {
      usleep(10_000)
      failure = connect("geheim")
    }
    #expect(failure?.message.contains("password authentication failed") == true)
    #expect(failure?.rendered().contains("geheim") == false)
    #expect(failure?.processStatus == 3)
    #expect(connect("richtig") == nil)
  }

  @Test func `a file of 50 MB is run, loaded and compared`() throws {
    let words = String(repeating: "many words ", count: 2_500)
    let text = (1...1_900).map { number in
      "create function f\(number)() returns text language sql as $$ select '\(words)' $$;\n"
    }.joined()
    #expect(text.utf8.count > 50_000_000)
    let shell = try ShellHarness(files: ["big.sql": text])
    try shell.run("connect scratch\n\\i \(shell.folder.path)/big.sql")
    try shell.run("load big.sql")
    #expect(try shell.run("(diff).count").intValue == 0)
  }

  @Test func `of many mistakes the first are shown, and the others counted`() throws {
    let shell = try ShellHarness(files: [
      "bad.sql": String(repeating: "create table a (b nope);\n", count: 60)
    ])
    let failure = try #require(shell.failure("load bad.sql"))
    #expect(failure.diagnostics.count == 50)
    #expect(failure.rendered().contains("and 10 more mistakes"))
  }

  @Test func `a file that is not there, a folder, and a file that cannot be read`() throws {
    let shell = try ShellHarness()
    #expect(shell.failure("load nothing.sql")?.message == "there is no file or folder nothing.sql")
    #expect(shell.failure("\\i nothing.sql") != nil)
    #expect(shell.failure("diff a to b")?.message.contains("no connection, file or folder") == true)
  }
}
