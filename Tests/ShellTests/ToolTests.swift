import Foundation
import Testing

/// The program itself, as a process: its streams, its status, its terminal.
@Suite(.enabled(if: Tool.isBuilt), .serialized) struct ToolTests {
  @Test func `-e prints to standard output and ends with 0`() throws {
    let run = try Tool.run(["-e", "print 1"])
    #expect(run.output == "1\n")
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test func `standard input that is no terminal is a script`() throws {
    let run = try Tool.run([], input: "let x = 2\nprint x * 21\n")
    #expect(run.output == "42\n")
  }

  @Test(arguments: [
    ("exit 7", 7), ("fail \"why\"", 1), ("let = 3", 2), ("select 1;", 3),
    ("connect \"postgres://me@127.0.0.1:1/x\"", 3), ("print 1", 0),
  ])
  func `the status says how it ended`(text: String, status: Int) throws {
    #expect(try Tool.run(["-e", text]).status == Int32(status))
  }

  @Test func `usage errors are 2`() throws {
    #expect(try Tool.run(["--nonsense"]).status == 2)
    #expect(try Tool.run(["run"]).status == 2)
    #expect(try Tool.run(["run", "/nowhere.schema"]).status == 2)
    #expect(try Tool.run(["dif"]).status == 2)
  }

  @Test func `a script gets its arguments, and may be started by its path`() throws {
    let file = try Tool.file("#!/usr/bin/env schemashell\nprint args, here == \"${here}\"\n")
    #expect(try Tool.run(["run", file, "a", "--b"]).output == "[\"a\", \"--b\"] true\n")
    #expect(try Tool.run([file, "x"]).output == "[\"x\"] true\n")
  }

  @Test func `a syntax error is found before anything has run`() throws {
    let file = try Tool.file("print 1\nprint (\n")
    let run = try Tool.run(["run", file])
    #expect(run.output == "")
    #expect(run.status == 2)
    #expect(run.errors.contains("\(file):2:8: error:"))
  }

  @Test func `commands are words of the command line`() throws {
    let old = try Tool.file("create table author (id int);", "sql")
    let new = try Tool.file("create table author (id int, born date);", "sql")
    let run = try Tool.run(["diff", old, "to", new, "as", "sql"])
    #expect(run.output == "alter table public.author add column born date;\n")
    #expect(run.status == 0)
    #expect(try Tool.run(["diff", old, "to", new, "--exit-code"]).status == 4)
    #expect(try Tool.run(["diff", old, "to", old, "--exit-code"]).status == 0)
    #expect(try Tool.run(["diff", old, "to", old, "as", "sql"]).output == "")
    #expect(try Tool.run(["help", "diff"]).output.hasPrefix("diff [FROM]"))
  }

  @Test func `a project is named by its folder, its file and its migrations`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tool-test-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let history = folder.appendingPathComponent("steps")
    try FileManager.default.createDirectory(at: history, withIntermediateDirectories: true)
    try "username: me\nhost: 127.0.0.1\nport: 1\ndatabaseName: app\npassword: geheim\n".write(
      to: folder.appendingPathComponent("live.yaml"), atomically: true, encoding: .utf8)
    try "upgrade { create table a (id int); }\n".write(
      to: history.appendingPathComponent("00000001_initial.migration.schema"), atomically: true,
      encoding: .utf8)
    let project = ["--directory", folder.path, "--migration-directory", "steps"]
    #expect(try Tool.run(["list"] + project).output.contains("initial"))
    #expect(try Tool.run(project + ["list"]).output.contains("initial"))
    // The file's server is not there: that it was asked is what is seen, without its password.
    let run = try Tool.run(["version", "--database-config", "live.yaml"] + project)
    #expect(run.status == 3)
    #expect(run.errors.contains("127.0.0.1"))
    #expect(!run.errors.contains("geheim"))
  }

  @Test func `what ran on a scratch database is not told as done`() throws {
    let shell = try ShellHarness(files: [
      "migrations/1_a.migration.schema":
        "upgrade { create table a (id int); insert into a values (1); }"
    ])
    let run = try Tool.run(["-e", "connect scratch", "-e", "baseline 1"], in: shell.folder)
    #expect(run.status == 1 && run.errors.contains("table public.a is missing"), "\(run.errors)")
    #expect(!run.errors.contains("applied before"), "\(run.errors)")
  }

  @Test(arguments: [
    ["list", "--directory", "/nowhere"], ["list", "--database-config", "/nowhere.yaml"],
    ["list", "--ssl-mode", "maybe"], ["list", "--nonsense"],
    // Understood as a whole before it connects anywhere.
    ["--connect", "postgres://me@127.0.0.1:1/x", "-e", "print ("],
    ["-e", "print 1", "-e", "print ("],
  ])
  func `a mistake on the command line is 2, and nothing has run`(words: [String]) throws {
    let run = try Tool.run(words)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("error:"))
  }

  @Test(arguments: [("disable", 196_608), ("require", 80_877_103), ("verify-full", 80_877_103)])
  func `the first packet asks for encryption as it was said`(mode: String, code: UInt32) throws {
    let listener = try Listener()
    let answer = listener.firstCode()
    let run = try Tool.run([
      "version", "--connect", "postgres://me@127.0.0.1:\(listener.port)/x", "--ssl-mode", mode,
    ])
    #expect(run.status == 3)
    #expect(answer() == code)
  }

  @Test func `the program tells its version and its pages`() throws {
    #expect(try Tool.run(["--version"]).output.hasPrefix("schemashell "))
    #expect(try Tool.run(["--help"]).output.contains("--ssl-mode disable|require|verify-full"))
    #expect(try Tool.run(["diff", "--help"]).output.hasPrefix("diff [FROM]"))
  }

  @Test func `what one -e declares, the next one knows`() throws {
    #expect(try Tool.run(["-e", "let x = 2", "-e", "print x * 21"]).output == "42\n")
  }

  @Test func `machines get errors as JSON`() throws {
    for words in [
      ["--machine", "-e", "print 1 +"], ["dif", "--machine"], ["--machine", "--nope"],
    ] {
      let run = try Tool.run(words)
      #expect(run.status == 2)
      let object = try JSONSerialization.jsonObject(with: Data(run.errors.utf8)) as? [String: Any]
      #expect(object?["severity"] as? String == "error")
    }
  }

  @Test func `machines get JSON`() throws {
    let run = try Tool.run(["--machine", "-e", "connect scratch; select 1 as a, 'x' as b;"])
    #expect(run.output == "[\n {\"a\":1,\"b\":\"x\"}\n]\n")
  }

  @Test(arguments: ["C", "POSIX", "C.UTF-8"])
  func `text is UTF-8, whatever the locale`(locale: String) throws {
    let run = try Tool.run(
      ["-e", "connect scratch; select '日本é' as \"ü\"; print 'ß'"], environment: ["LC_ALL": locale])
    #expect(run.output == "   ü   \n-------\n 日本é\n(1 row)\n\nß\n")
  }

  @Test func `no colour where no terminal is`() throws {
    let run = try Tool.run(["-e", "connect scratch; select 1; select nope;"])
    #expect(!(run.output + run.errors).contains("\u{1B}"))
  }

  @Test func `libpq is not loaded before a connection is made`() throws {
    let run = try Tool.run(["-e", "print 1"], environment: ["LD_DEBUG": "files"])
    #expect(run.output == "1\n")
    #expect(!run.errors.contains("libpq"))
  }

  @Test func `an interrupt cancels the statement and ends a script with 130`() throws {
    let run = try Tool.run(
      ["-e", "connect scratch; print 1; select pg_sleep(20); print 2"],
      interruptAfterOutput: true)
    #expect(run.output == "1\n")
    #expect(run.status == 130)
  }
}

/// A server that hears what a client says first, refuses it and goes away.
private struct Listener {
  let port: UInt16
  private let socket: Int32

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, size) == 0 && listen(socket, 4) == 0
          && getsockname(socket, pointer, &size) == 0
      }
    }
    try #require(isBound)
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Starts to listen; what is returned waits for the code in the first packet.
  func firstCode() -> () -> UInt32? {
    let socket = socket
    nonisolated(unsafe) var code: UInt32?
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      let client = accept(socket, nil, nil)
      var bytes = [UInt8](repeating: 0, count: 8)
      if recv(client, &bytes, 8, Int32(MSG_WAITALL)) == 8 {
        code = bytes[4...].reduce(0) { $0 << 8 | UInt32($1) }
      }
      send(client, "N", 1, 0)
      close(client)
      close(socket)
      done.signal()
    }
    return {
      _ = done.wait(timeout: .now() + 20)
      return code
    }
  }
}
