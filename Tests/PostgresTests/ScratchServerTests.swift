import Foundation
import Postgres
import TestSupport
import Testing

/// The private server: quick to come, sure to go.
@Suite struct ScratchServerTests {
  @Test func `databases are empty, and each is another`() throws {
    let server = try ScratchServer.start()
    var names: Set<String> = []
    for _ in 0..<4 {
      let connection = try Connection(server.freshDatabase())
      names.insert(connection.database)
      let relations = try connection.value(
        """
        select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname !~ '^pg_' and nspname <> 'information_schema'
        """)
      #expect(relations == "0")
      try connection.run("create table t ()")
    }
    #expect(names.count == 4)
  }

  @Test func `a database is made and dropped by name, also while it is used`() throws {
    let server = try ScratchServer.start()
    try server.createDatabase(name: "My \"db\"")
    let connection = try Connection(server.settings(database: "My \"db\""))
    try connection.run("create table t ()")
    try server.createDatabase(name: "copy", template: "template1")
    try server.dropDatabase("My \"db\"")
    try server.dropDatabase("My \"db\"")
    #expect(throws: DatabaseError.self) { try connection.run("select 1") }
  }

  @Test func `a database that subscribes to another is dropped, too`() throws {
    let server = try ScratchServer.start()
    try server.createDatabase(name: "reader")
    try Connection(server.settings(database: "reader")).run(
      """
      create subscription "News" connection 'dbname=nowhere' publication p
      with (connect = false, slot_name = 'kept')
      """)
    try server.dropDatabase("reader")
    let left = try Connection(server.settings()).value("select count(*) from pg_subscription")
    #expect(left == "0")
  }

  @Test func `stopped, it leaves nothing behind`() throws {
    let server = try ScratchServer.start()
    let settings = server.settings()
    _ = try Connection(settings)
    server.stop()
    #expect(throws: DatabaseError.self) { try Connection(settings) }
    #expect(holds(within: 10) { !exists(server.directory) && !exists(server.directory + ".lock") })
    server.stop()
  }

  @Test func `its folder is closed to others, and it listens on nothing but its socket`() throws {
    let server = try ScratchServer.start()
    let attributes = try FileManager.default.attributesOfItem(atPath: server.directory)
    #expect((attributes[.posixPermissions] as? Int) == 0o700)
    #expect((server.runsAs != nil) == (geteuid() == 0))
    let connection = try Connection(server.settings())
    try #expect(connection.value("show listen_addresses") == "")
    try #expect(connection.value("show fsync") == "off")
    try #expect(connection.value("select rolsuper from pg_roles where rolname = user") == "t")
    let locale = try connection.value(
      "select datcollate from pg_database where datname = 'scratch1'")
    #expect(locale == "C.UTF-8" || locale == "C")
  }

  @Test func `several at once do not disturb each other`() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<4 {
        group.addTask {
          let server = try ScratchServer.start()
          let connection = try Connection(server.freshDatabase())
          try connection.run("create table t as select \(literal: number) as n")
          let value = try connection.value("select n from t")
          #expect(value == String(number))
          return server.directory
        }
      }
      var directories: Set<String> = []
      for try await directory in group { directories.insert(directory) }
      #expect(directories.count == 4)
    }
  }

  @Test func `a wrong password is an error that does not show it`() throws {
    let server = try ScratchServer.start()
    let admin = try Connection(server.settings())
    try admin.run("create role locked login password 'right'")
    let rules = server.directory + "/pg_hba.conf"
    let open = try String(contentsOfFile: rules, encoding: .utf8)
    try Data(("local all locked scram-sha-256\n" + open).utf8).write(
      to: URL(fileURLWithPath: rules))
    try admin.run("select pg_reload_conf()")
    var settings = server.settings()
    settings.user = "locked"
    settings.password = "right"
    #expect(holds(within: 5) { (try? Connection(settings)) != nil })
    settings.password = "geheim"
    let wrong = #expect(throws: DatabaseError.self) {
      // The new rules arrive a moment after they are asked for.
      while true {
        _ = try Connection(settings)
        usleep(1000)
      }
    }
    #expect(wrong?.message.contains("password authentication failed") == true)
    #expect(wrong.map { !"\($0)".contains("geheim") } == true)
    settings.password = nil
    let missing = #expect(throws: DatabaseError.self) { try Connection(settings) }
    #expect(missing?.message.contains("no password supplied") == true)
  }

  @Test func `a cluster is made where there is none, however deep the folder`() throws {
    let deep = "cache/" + Array(repeating: "a-rather-long-name", count: 6).joined(separator: "/")
    try withFolder(["\(deep)/keep": ""]) { folder in
      let environment = Environment([
        "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": "\(folder)/\(deep)",
        "SCHEMASHELL_SCRATCH": "\(folder)/\(deep)",
      ])
      let clock = ContinuousClock()
      for name in ["cold", "second"] {
        var started: ScratchServer?
        let time = try clock.measure { started = try ScratchServer.start(environment: environment) }
        print("\(name) start: \(time)")
        let server = try #require(started)
        #expect(server.directory.hasPrefix(folder))
        try use(Connection(server.freshDatabase()))
        let socket = try #require(server.settings().host)
        #expect(socket.utf8.count < 90)
        server.stop()
        #expect(holds(within: 10) { !exists(socket) && !exists(server.directory) })
        try expectParkedClusterIsNew(below: "\(folder)/\(deep)")
      }
    }
  }

  private func use(_ connection: Connection) throws {
    try connection.script("create table t as select generate_series(1, 10000); analyze t")
    try connection.run("create database other template template0")
    try connection.run("drop database scratch2")
    try connection.run("checkpoint")
  }

  /// A cluster that was used is parked as it was made: file by file, byte by byte.
  private func expectParkedClusterIsNew(below cache: String) throws {
    let files = FileManager.default
    let all = try #require(files.enumerator(atPath: cache)).compactMap { $0 as? String }
    let template = try #require(all.first { $0.hasSuffix("/template") })
    let parked = template.replacingOccurrences(of: "/template", with: "/ready0")
    func below(_ folder: String) -> [String] {
      all.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count)) }.sorted()
    }
    #expect(below(parked) == below(template))
    #expect(below(parked).count > 900)
    for file in below(template) {
      let paths = ["\(cache)/\(template)\(file)", "\(cache)/\(parked)\(file)"]
      #expect(files.contentsEqual(atPath: paths[0], andPath: paths[1]), "\(file)")
    }
  }

  @Test func `a warm start is quick`() throws {
    let clock = ContinuousClock()
    let times = try (0..<5).map { _ in
      var server: ScratchServer?
      let time = try clock.measure {
        server = try ScratchServer.start()
        _ = try Connection(server?.freshDatabase() ?? ConnectionSettings())
      }
      server?.stop()
      return time
    }
    print("warm starts with a first connection: \(times.sorted())")
  }

  @Test func `programs that are not there are an error with a way out`() {
    let environment = Environment(["SCHEMASHELL_PGBIN": "/nowhere"])
    let error = #expect(throws: DatabaseError.self) {
      try ScratchServer.start(environment: environment)
    }
    #expect(error?.message.contains("/nowhere") == true)
    #expect(error?.hint != nil)
  }

  @Test func `a program that fails is an error that tells its last words`() throws {
    try withFolder([
      "initdb": "#!/bin/sh\necho 'no space left' >&2\nexit 1\n", "postgres": "#!/bin/sh\n",
    ]) { folder in
      for name in ["initdb", "postgres"] { chmod("\(folder)/\(name)", 0o755) }
      let environment = Environment([
        "SCHEMASHELL_PGBIN": folder, "XDG_CACHE_HOME": folder, "SCHEMASHELL_SCRATCH": folder,
      ])
      let error = #expect(throws: DatabaseError.self) {
        try ScratchServer.start(environment: environment)
      }
      #expect(error?.message.contains("initdb failed") == true)
      #expect(error?.detail?.contains("no space left") == true)
    }
  }
}

func exists(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: path)
}
