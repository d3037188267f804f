import Dispatch
import Postgres
import TestSupport
import Testing

/// What a connection does, and what is left of it when something goes wrong.
@Suite struct ConnectionTests {
  @Test func `it knows where it is`() throws {
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      #expect(connection.serverVersion >= 120000)
      #expect(connection.database == settings.database)
      #expect(connection.user == "postgres")
      #expect(connection.host == settings.host)
      #expect(connection.parameterStatus("server_encoding") == "UTF8")
      #expect(connection.parameterStatus("nothing of the kind") == nil)
      #expect(connection.transactionStatus == .idle)
      let name = try connection.run("show application_name").string(0, 0)
      #expect(name == "schemashell")
    }
  }

  @Test func `an error keeps all that the server says`() throws {
    try withDatabase { connection in
      try connection.run("create table t (a int constraint positive check (a > 0))")
      let check = #expect(throws: DatabaseError.self) {
        try connection.run("insert into t values (0)")
      }
      #expect(check?.sqlstate == "23514")
      #expect(check?.severity == "ERROR")
      #expect(check?.schemaName == "public")
      #expect(check?.tableName == "t")
      #expect(check?.constraintName == "positive")
      #expect(check?.detail?.contains("(0)") == true)
      let syntax = #expect(throws: DatabaseError.self) { try connection.run("select 'é', fro m") }
      #expect(syntax?.sqlstate == "42703" || syntax?.sqlstate == "42601")
      #expect(syntax?.position == 13)
      #expect(syntax?.statement == "select 'é', fro m")
      let missing = #expect(throws: DatabaseError.self) { try connection.run("select lenght('a')") }
      #expect(missing?.hint != nil)
      #expect(missing?.isConnectionLost == false)
    }
  }

  @Test func `an error within a function tells the inner statement`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create function f() returns int language plpgsql as $$ begin execute 'selec 1'; end $$;
        """)
      let error = #expect(throws: DatabaseError.self) { try connection.run("select f()") }
      #expect(error?.internalQuery == "selec 1")
      #expect(error?.internalPosition == 1)
      #expect(error?.context?.contains("f()") == true)
    }
  }

  @Test func `notices reach the caller`() throws {
    try withDatabase { connection in
      var notices: [DatabaseNotice] = []
      connection.onNotice = { notices.append($0) }
      try connection.run("drop table if exists nowhere")
      try connection.script("do $$ begin raise warning 'careful' using hint = 'slow'; end $$")
      #expect(notices.map(\.severity) == ["NOTICE", "WARNING"])
      #expect(notices.map(\.sqlstate) == ["00000", "01000"])
      #expect(notices.last?.message == "careful")
      #expect(notices.last?.hint == "slow")
    }
  }

  @Test func `one statement is one statement`() throws {
    try withDatabase { connection in
      let error = #expect(throws: DatabaseError.self) { try connection.run("select 1; select 2") }
      #expect(error?.sqlstate == "42601")
    }
  }

  @Test func `a script gives every result and stops at the first error`() throws {
    try withDatabase { connection in
      var tags: [String] = []
      try connection.script("create table t (); select 1; select 2 where false") {
        tags.append($0.commandTag)
      }
      #expect(tags == ["CREATE TABLE", "SELECT 1", "SELECT 0"])
      tags = []
      let error = #expect(throws: DatabaseError.self) {
        try connection.script("create table u (); select 1/0; select 3") {
          tags.append($0.commandTag)
        }
      }
      #expect(error?.sqlstate == "22012")
      #expect(tags == ["CREATE TABLE"])
      // One transaction: the table is gone too.
      try #expect(connection.value("select to_regclass('u')") == nil)
    }
  }

  @Test func `transaction states`() throws {
    try withDatabase { connection in
      try connection.run("begin")
      #expect(connection.transactionStatus == .inTransaction)
      _ = try? connection.run("select 1/0")
      #expect(connection.transactionStatus == .inFailedTransaction)
      try connection.run("rollback")
      #expect(connection.transactionStatus == .idle)
    }
  }

  @Test func `a COPY where no data can flow is an error and nothing more`() throws {
    try withDatabase { connection in
      try connection.run("create table t (a text)")
      for sql in ["copy t from stdin", "copy t to stdout"] as [SQL] {
        #expect(throws: DatabaseError.self) { try connection.run(sql) }
        #expect(throws: DatabaseError.self) { try connection.script(sql.text + "; select 1") }
        #expect(throws: DatabaseError.self) { try connection.stream(sql) { _ in } }
        try #expect(connection.value("select 1") == "1")
      }
      #expect(throws: DatabaseError.self) { try connection.copyIn("select 1") { nil } }
      #expect(throws: DatabaseError.self) { try connection.copyIn("copy t to stdout") { nil } }
      #expect(throws: DatabaseError.self) { try connection.copyOut("copy t from stdin") { _ in } }
      #expect(throws: DatabaseError.self) {
        try connection.copyOut("copy nowhere to stdout") { _ in }
      }
      try #expect(connection.value("select 1") == "1")
    }
  }

  @Test func `rows stream in constant pieces and can be broken off`() throws {
    struct Enough: Error {}
    try withDatabase { connection in
      var sum = 0
      var largest = 0
      try connection.stream("select generate_series(1, 10000)") { result in
        largest = max(largest, result.rowCount)
        try result.forEachRow { sum += $0.int() }
      }
      #expect(sum == 50_005_000)
      #expect(largest <= 256)
      var count = 0
      #expect(throws: Enough.self) {
        try connection.stream("select generate_series(1, 100000000)") { _ in
          count += 1
          if count == 3 { throw Enough() }
        }
      }
      #expect(throws: DatabaseError.self) {
        try connection.stream("select 1/(5 - i) from generate_series(1, 9) i") { _ in }
      }
      try #expect(connection.value("select 1") == "1")
    }
  }

  @Test func `data is copied in and out`() throws {
    struct Broken: Error {}
    try withDatabase { connection in
      try connection.run("create table t (a text)")
      var pieces = ["one\ntw", "o\nthr", "ee\n"].map { Array($0.utf8) }
      let count = try connection.copyIn("copy t from stdin") {
        pieces.isEmpty ? nil : pieces.removeFirst()
      }
      #expect(count == 3)
      var text = ""
      let out = try connection.copyOut("copy t to stdout") {
        text += String(decoding: $0, as: UTF8.self)
      }
      #expect(out == 3)
      #expect(text == "one\ntwo\nthree\n")
      #expect(throws: Broken.self) { try connection.copyIn("copy t from stdin") { throw Broken() } }
      #expect(throws: Broken.self) {
        try connection.copyOut("copy (select generate_series(1, 10000000)) to stdout") { _ in
          throw Broken()
        }
      }
      #expect(throws: DatabaseError.self) {
        var rows = ["1\n", "x\n"].map { Array($0.utf8) }
        try connection.run("create table n (a int)")
        try connection.copyIn("copy n from stdin") { rows.isEmpty ? nil : rows.removeFirst() }
      }
      try #expect(connection.value("select count(*) from t") == "3")
    }
  }

  @Test func `a query is cancelled from another thread`() throws {
    try withDatabase { connection in
      let canceller = connection.canceller
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(200)) {
        canceller.cancel()
      }
      let clock = ContinuousClock()
      let time = clock.measure {
        let error = #expect(throws: DatabaseError.self) {
          try connection.run("select pg_sleep(30)")
        }
        #expect(error?.isCancelled == true)
        #expect(error?.isConnectionLost == false)
      }
      #expect(time < .seconds(10))
      try #expect(connection.value("select 1") == "1")
    }
  }

  @Test func `a terminated session is a lost connection`() throws {
    try withDatabaseSettings { settings in
      let connection = try Connection(settings)
      try Connection(settings).run("select pg_terminate_backend(\(literal: connection.backendPID))")
      let error = #expect(throws: DatabaseError.self) {
        for _ in 0..<100 { try connection.run("select pg_sleep(0.1)") }
      }
      #expect(error?.isConnectionLost == true)
      #expect(connection.isLost)
      for _ in 0..<3 {
        #expect(throws: DatabaseError.self) { try connection.run("select 1") }
        #expect(throws: DatabaseError.self) { try connection.script("select 1") }
        #expect(throws: DatabaseError.self) { try connection.pipeline(["select 1"]) { _, _ in } }
        #expect(throws: DatabaseError.self) { try connection.stream("select 1") { _ in } }
        #expect(throws: DatabaseError.self) { try connection.copyIn("copy t from stdin") { nil } }
      }
      #expect(connection.transactionStatus == .unknown)
      connection.canceller.cancel()
    }
  }

  @Test func `a server that goes in mid-query is a lost connection`() throws {
    let server = try ScratchServer.start()
    let connection = try Connection(server.freshDatabase())
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(200)) { server.stop() }
    let error = #expect(throws: DatabaseError.self) { try connection.run("select pg_sleep(30)") }
    #expect(error?.isConnectionLost == true)
    #expect(throws: DatabaseError.self) { try connection.run("select 1") }
    let again = #expect(throws: DatabaseError.self) { try Connection(server.settings()) }
    #expect(again?.isConnectionLost == true)
    #expect(again?.sqlstate == "08001")
  }

  @Test func `no server is an error that says where`() {
    let nowhere = ConnectionSettings(["host": "127.0.0.1", "port": "1", "user": "nobody"])
    let error = #expect(throws: DatabaseError.self) { try Connection(nowhere) }
    #expect(error?.isConnectionLost == true)
    #expect(error?.message.contains("127.0.0.1") == true)
    #expect(error?.message.contains("\n") == false)
  }
}
