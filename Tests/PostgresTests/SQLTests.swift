import Postgres
import TestSupport
import Testing

/// SQL as a value: what is put into it is quoted, and quoted as PostgreSQL itself would.
@Suite struct SQLTests {
  @Test func `names, literals and SQL interpolate`() {
    let column: SQL = "\(name: "select") text"
    let sql: SQL =
      "create table \(name: ["public", "My table"]) (\(column)) -- \(literal: 7) \(literal: "it's")"
    #expect(
      sql.text == #"create table public."My table" ("select" text) -- 7 'it''s'"#)
  }

  @Test func `an absent literal is NULL`() {
    let absent: String? = nil
    let present: String? = "x"
    #expect(("\(literal: absent), \(literal: present)" as SQL).text == "NULL, 'x'")
  }

  @Test func `a bound value is sent beside the statement and shown as a literal`() {
    let sql: SQL = "select \(binding: "a'b"), \(binding: nil)"
    #expect(sql.parameterizedText == "select $1, $2")
    #expect(sql.bindings == ["a'b", nil])
    #expect(sql.text == "select 'a''b', NULL")
  }

  @Test func `bound values keep their numbers when SQL is put together`() {
    let left: SQL = "a = \(binding: "1")"
    let right: SQL = "b = \(binding: "2") and c"
    let both: SQL = "select \(left) and \(right) = \(binding: "3")"
    #expect(both.parameterizedText == "select a = $1 and b = $2 and c = $3")
    #expect([left, right].joined(separator: " or ").text == "a = '1' or b = '2' and c")
    #expect((left + " and " + right).bindings == ["1", "2"])
  }

  @Test func `emptiness and joining`() {
    #expect(SQL().isEmpty)
    #expect(!("\(binding: nil)" as SQL).isEmpty)
    #expect([SQL]().joined().isEmpty)
    #expect((["a", "b"] as [SQL]).joined().text == "a, b")
  }

  @Test func `every keyword is quoted as PostgreSQL quotes it`() throws {
    try withDatabase { connection in
      let result = try connection.run(
        "select word, quote_ident(word) from pg_get_keywords() order by 1")
      #expect(result.rowCount > 400)
      try result.forEachRow { row in
        let word = row.text()
        let quoted = row.text()
        // Words that only later versions reserve may be quoted by us; never the other way round.
        if quoted != word { #expect(quoteIdentifier(word) == quoted) }
      }
      for word in ["name", "type", "value", "date", "text", "id", "public", "key"] {
        #expect(quoteIdentifier(word) == word)
      }
    }
  }

  @Test func `hostile names are quoted as by quote_ident and quote_literal`() throws {
    try withDatabase { connection in
      let names = hostileNames()
      let values = names.map { "(\(literal: $0), \(binding: $0))" as SQL }
      let result = try connection.run(
        """
        select a, b, quote_ident(b), quote_literal(b) from (values \(values.joined())) as v (a, b)
        """)
      #expect(result.rowCount == names.count)
      for (row, name) in names.enumerated() {
        try #expect(result.string(row, 0) == name)
        try #expect(result.string(row, 1) == name)
        try #expect(result.string(row, 2) == quoteIdentifier(name))
        try #expect(result.string(row, 3) == quoteLiteral(name))
      }
    }
  }

  @Test func `hostile names come back from the catalog as they were given`() throws {
    try withDatabase { connection in
      let names = Set(hostileNames().filter { $0.utf8.count < 63 }.map { "x" + $0 })
      try connection.pipeline(names.map { "create schema \(name: $0)" }) { _, _ in }
      let found = try connection.column("select nspname from pg_namespace where nspname ~ '^x'")
      #expect(Set(found) == Set(names.map(Optional.some)))
    }
  }

  @Test func `literals survive both settings of standard_conforming_strings`() throws {
    try withDatabase { connection in
      for setting in ["on", "off"] as [SQL] {
        try connection.run("set standard_conforming_strings = \(setting)")
        #expect(connection.parameterStatus("standard_conforming_strings") == setting.text)
        for text in hostileNames() {
          try #expect(connection.value("select \(literal: text)") == text)
        }
      }
    }
  }

  @Test func `a NUL is refused, not cut off`() throws {
    try withDatabase { connection in
      #expect(throws: DatabaseError.self) { try connection.run("select \(literal: "a\0b")") }
      #expect(throws: DatabaseError.self) { try connection.run("select \(binding: "a\0b")") }
      #expect(throws: DatabaseError.self) { try connection.script("select 1;\0 drop table x") }
      #expect(throws: DatabaseError.self) {
        try connection.pipeline(["select \(binding: "\0")"]) { _, _ in }
      }
      try #expect(connection.value("select 1") == "1")
    }
  }
}

/// Names that break naive quoting, each unlike the others after its first character; made up in a
/// fixed order, so that a failure can be repeated.
private func hostileNames() -> [String] {
  let pieces = [
    "a", "Z", "_", "9", " ", "'", "''", "\"", "\"\"", "\\", "\\'", "\n", "\t", "\r\n", "é", "日本",
    "👩‍👩‍👧", "$$", "$1", "--", "/*", "*/", ";", ".", "%", "select", "E'", "\u{7F}", "\u{FEFF}",
  ]
  var names = ["", "select", "Select", "a1_b", "1a", "_", String(repeating: "x", count: 63)]
  names.append(String(repeating: "é", count: 31) + "y")
  for first in pieces {
    for second in pieces { names.append("n" + first + second) }
  }
  var state: UInt64 = 1
  for _ in 0..<500 {
    var name = "r"
    for _ in 0..<6 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      name += pieces[Int(state >> 33) % pieces.count]
    }
    names.append(name)
  }
  return names
}
