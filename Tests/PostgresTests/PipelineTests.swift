import Postgres
import TestSupport
import Testing

/// Many statements in one round trip.
@Suite struct PipelineTests {
  @Test func `answers come in order`() throws {
    try withDatabase { connection in
      var answers: [String] = []
      let statements = (0..<500).map { "select \(literal: $0), \(binding: "b\($0)")" as SQL }
      try connection.pipeline(statements) { index, result in
        answers.append("\(index)=\(try result.string(0, 0))\(try result.string(0, 1))")
      }
      #expect(answers == (0..<500).map { "\($0)=\($0)b\($0)" })
      try connection.pipeline([]) { _, _ in Issue.record("there is nothing to answer") }
    }
  }

  @Test func `the first error ends it and undoes it, and the connection goes on`() throws {
    try withDatabase { connection in
      var answered: [Int] = []
      let error = #expect(throws: DatabaseError.self) {
        try connection.pipeline(
          ["create table t ()", "select 1/0", "create table u ()"]
        ) { index, _ in answered.append(index) }
      }
      #expect(error?.sqlstate == "22012")
      #expect(error?.statement == "select 1/0")
      #expect(answered == [0])
      try #expect(connection.value("select to_regclass('t')") == nil)
      try connection.pipeline(["select 1"]) { _, result in
        try #expect(result.string(0, 0) == "1")
      }
    }
  }

  @Test func `an error of the caller's is thrown when all is read`() throws {
    struct Enough: Error {}
    try withDatabase { connection in
      #expect(throws: Enough.self) {
        try connection.pipeline(["select 1", "select 2"]) { _, _ in throw Enough() }
      }
      try #expect(connection.value("select 3") == "3")
    }
  }

  @Test func `a transaction that failed in it can be rolled back`() throws {
    try withDatabase { connection in
      #expect(throws: DatabaseError.self) {
        try connection.pipeline(["begin", "select 1/0", "commit"]) { _, _ in }
      }
      #expect(connection.transactionStatus == .inFailedTransaction)
      try connection.run("rollback")
    }
  }

  @Test func `more is sent and answered than buffers hold`() throws {
    try withDatabase { connection in
      let long = String(repeating: "x", count: 100_000)
      var bytes = 0
      let statements = (0..<100).map { _ in "select \(binding: long) || \(literal: long)" as SQL }
      try connection.pipeline(statements) { _, result in
        bytes += result.bytes(0, 0)?.count ?? 0
      }
      #expect(bytes == 20_000_000)
    }
  }

  @Test func `two connections work at the same time`() throws {
    try withDatabaseSettings { settings in
      let connections = [try Connection(settings), try Connection(settings)]
      let clock = ContinuousClock()
      var answers: [[Int]] = [[], []]
      let time = try clock.measure {
        for connection in connections {
          try connection.startPipeline(["select pg_sleep(0.5)", "select repeat('x', 3000000)"])
        }
        try Connection.finishPipelines(connections) { place, index, _ in
          answers[place].append(index)
        }
      }
      #expect(answers == [[0, 1], [0, 1]])
      #expect(time < .milliseconds(950))
      try #expect(connections[1].value("select 1") == "1")
    }
  }

  @Test func `of two pipelines one may fail`() throws {
    try withDatabaseSettings { settings in
      let connections = [try Connection(settings), try Connection(settings)]
      try connections[0].startPipeline(["select 1/0", "select 2"])
      try connections[1].startPipeline(["select 1", "select 2"])
      var good = 0
      let error = #expect(throws: DatabaseError.self) {
        try Connection.finishPipelines(connections) { place, _, _ in good += place }
      }
      #expect(error?.sqlstate == "22012")
      #expect(good == 2)
      for connection in connections {
        try #expect(connection.value("select 1") == "1")
      }
    }
  }

  @Test func `another statement in between is refused, not mixed up`() throws {
    try withDatabase { connection in
      try connection.startPipeline(["select 1"])
      #expect(throws: DatabaseError.self) { try connection.startPipeline(["select 2"]) }
      try connection.finishPipeline { _, result in try #expect(result.string(0, 0) == "1") }
      try #expect(connection.value("select 3") == "3")
    }
  }

  @Test func `a COPY in a pipeline costs the connection, not the process`() throws {
    try withDatabase { connection in
      try connection.run("create table t (a text)")
      let error = #expect(throws: DatabaseError.self) {
        try connection.pipeline(["select 1", "copy t from stdin", "select 2"]) { _, _ in }
      }
      #expect(error?.isConnectionLost == true || error?.sqlstate == "08P01")
    }
  }

  @Test func `a session that is ended within it is a lost connection`() throws {
    try withDatabase { connection in
      let error = #expect(throws: DatabaseError.self) {
        try connection.pipeline(
          ["select 1", "select pg_terminate_backend(pg_backend_pid())", "select 2"]
        ) { _, _ in }
      }
      #expect(error?.isConnectionLost == true)
      #expect(connection.isLost)
    }
  }
}
