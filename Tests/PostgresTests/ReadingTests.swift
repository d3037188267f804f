import Postgres
import TestSupport
import Testing

/// Results, and the reader that decodes them.
@Suite struct ReadingTests {
  @Test func `a row is read in the order of its columns`() throws {
    try withDatabase { connection in
      let result = try connection.run(
        """
        select 'text', null, true, false, -42, 4294967295::oid, 'r'::"char", 0::oid, null::int, \
        array['a', 'b c'], null::text[], '1 2 3'::int2vector, array[4, 5], null::bool, '{}'::text[]
        """)
      try result.forEachRow { row in
        let (text, null, yes, no) = (row.text(), row.optionalText(), row.bool(), row.bool())
        #expect(text == "text" && null == nil && yes && !no)
        let (int, oid, kind, none) = (row.int(), row.oid(), row.character(), row.optionalOID())
        #expect(int == -42 && oid == 4_294_967_295 && kind == "r" && none == 0)
        let (noInt, texts, noTexts) = (row.optionalInt(), row.textArray(), row.optionalTextArray())
        #expect(noInt == nil && texts == ["a", "b c"] && noTexts == nil)
        let (vector, oids, noBool, empty) = (
          row.intArray(), row.oidArray(), row.optionalBool(), row.textArray()
        )
        #expect(vector == [1, 2, 3] && oids == [4, 5] && noBool == nil && empty.isEmpty)
      }
    }
  }

  @Test func `columns, types and tags are told`() throws {
    try withDatabase { connection in
      let result = try connection.run(
        "select 1 as a, 'x'::text as \"B c\" from generate_series(1, 3)")
      #expect(result.columnNames == ["a", "B c"])
      #expect(result.columnCount == 2)
      #expect(result.rowCount == 3)
      #expect(result.typeOID(0) == 23)
      #expect(result.typeOID(1) == 25)
      #expect(result.commandTag == "SELECT 3")
      #expect(result.affectedRows == 3)
      let created = try connection.run("create table t (a int)")
      #expect(created.commandTag == "CREATE TABLE")
      #expect(created.affectedRows == nil)
      try #expect(connection.run("").commandTag == "")
    }
  }

  @Test func `an unexpected null is an error that names the column`() throws {
    try withDatabase { connection in
      let result = try connection.run("select 1 as a, null as definition")
      let isNull = result.isNull(0, 1)
      #expect(isNull)
      #expect(result.optionalString(0, 1) == nil)
      #expect(result.optionalString(7, 9) == nil)
      #expect(throws: DatabaseError.self) { try result.string(0, 1) }
      let error = #expect(throws: DatabaseError.self) {
        try result.rows { row in
          row.skip()
          return row.text()
        }
      }
      #expect(error?.message.contains("definition") == true)
    }
  }

  @Test(arguments: ["x", "", "-", "1.5", "99999999999999999999", "1 "])
  func `what is no number is an error`(text: String) throws {
    try withDatabase { connection in
      let result = try connection.run("select \(literal: text)")
      #expect(throws: DatabaseError.self) { try result.rows { $0.int() } }
    }
  }

  @Test func `the largest and the smallest number`() throws {
    try withDatabase { connection in
      let result = try connection.run("values (\(literal: Int.max)), (\(literal: Int.min))")
      try #expect(result.rows { $0.int() } == [Int.max, Int.min])
      let beyond = try connection.run("values ('9223372036854775808'), ('4294967296')")
      #expect(throws: DatabaseError.self) { try beyond.rows { $0.int() } }
      let noOID = try connection.run("values ('4294967296')")
      #expect(throws: DatabaseError.self) { try noOID.rows { $0.oid() } }
    }
  }

  @Test func `arrays of hostile texts are read as they are`() throws {
    try withDatabase { connection in
      let texts = [
        "", "NULL", "null", "a,b", "{}", "}", "\"", "\\", "\\\"", " ", "a b", "é", "日本", "\n",
        "'", "plain",
      ]
      let elements = texts.map { "\(literal: $0)" as SQL }.joined()
      let result = try connection.run("select array[\(elements)]::text[]")
      try #expect(result.rows { $0.textArray() } == [texts])
    }
  }

  @Test func `arrays with nulls, bounds and dimensions`() throws {
    try withDatabase { connection in
      let result = try connection.run("select array['a', null, 'NULL']")
      try #expect(result.rows { $0.optionalTexts() } == [["a", nil, "NULL"]])
      #expect(throws: DatabaseError.self) { try result.rows { $0.textArray() } }
      let other = try connection.run("values ('[0:1]={a,b}'::text[]), ('{{a},{b}}'::text[])")
      try #expect(other.rows { $0.textArray() } == [["a", "b"], ["a", "b"]])
      let numbers = try connection.run("values ('{}'::int[]::text), (''), ('[2:3]={-1,2}')")
      try #expect(numbers.rows { $0.intArray() } == [[], [], [-1, 2]])
    }
  }

  @Test(arguments: ["{", "}", "a", "{\"a", "{\"a\\", ""])
  func `what is no array is an error`(text: String) throws {
    try withDatabase { connection in
      let result = try connection.run("select \(literal: text)")
      #expect(throws: DatabaseError.self) { try result.rows { $0.textArray() } }
    }
  }

  @Test func `binary results`() throws {
    try withDatabase { connection in
      let result = try connection.run("select 258", format: .binary)
      #expect(result.bytes(0, 0).map(Array.init) == [0, 0, 1, 2])
    }
  }

  @Test func `bytes that are not UTF-8 become replacement characters`() throws {
    let server = try TestServer.shared
    let admin = try Connection(server.settings())
    try admin.run("create database ascii template template0 encoding 'SQL_ASCII' locale 'C'")
    defer { try? server.dropDatabase("ascii") }
    let connection = try Connection(server.settings(database: "ascii"))
    try connection.run("set client_encoding = 'SQL_ASCII'")
    let text = try connection.run("select convert_from('\\xff41', 'SQL_ASCII')").string(0, 0)
    #expect(text == "\u{FFFD}A")
  }
}
