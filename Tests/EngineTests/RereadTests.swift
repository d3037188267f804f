import Engine
import Postgres
import TestSupport
import Testing

/// The form in which expressions are compared is the one that PostgreSQL gives its own words when it
/// reads them again.
@Suite struct RereadTests {
  private static let conditions = [
    "a between 1 and 9 and b > 0", "a between 1 and 9 and b > 0 and v = 'x'",
    "a not between 1 and 9 or b > 0", "b > 0 and a between 1 and 9", "a between 1 and 9",
    "(a between 1 and 9 and b > 0) or v in ('x', 'y')", "not (a between 1 and 9 and b > 0)",
    "a between symmetric 9 and 1 and b > 0", "(a, b, v) is distinct from (1, 2, 'x')",
    "(a, b) = (1, 2) and v <> 'y'", "v in ('x', 'y')", "v not in ('x', 'it''s, (1)')",
    "v in ('x', lower(v), t)", "v in (E'a\\\\b', '\"(')", "n in (1, 2)", "n in (1, a)",
    "v like any (array['x%', v])", #""Odd, (name" in ('x', 'y') and a between 1 and 9"#,
    "a in (1, 2)", "t in ('x', 'y')", "v::varchar(3) in ('x', 'y')", "m in ('low', 'high')",
    "case when v in ('x', 'y') then a between 1 and 2 and b > 1 else false end",
    "coalesce(v in ('x', 'y'), a between 1 and 2 and b > 1)", "(v || t) in ('x', v || 'y')",
  ]

  @Test(arguments: conditions)
  func `told again it is the same`(_ condition: String) throws {
    try withDatabase { connection in
      try connection.script(
        """
        create type mood as enum ('low', 'high');
        create table t (a int, b int, v varchar(9), t text, n numeric, m mood,
          "Odd, (name" varchar);
        """)
      var told: [String] = []
      var condition = condition
      for _ in 0..<3 {
        try connection.run("alter table t add constraint k check (\(SQL(trusted: condition)))")
        let definition = try connection.run(
          "select pg_get_constraintdef(oid) from pg_constraint where conname = 'k'"
        ).rows { $0.text() }.first
        told.append(try #require(definition))
        condition = String(told[told.count - 1].dropFirst("CHECK (".count).dropLast())
        try connection.run("alter table t drop constraint k")
      }
      #expect(told[1] == told[2])
      #expect(Reread.text(told[0]) == told[1])
      #expect(Reread.text(told[1]) == told[1])
    }
  }

  @Test(arguments: [
    "(((", ")(", "((a) AND", "(ARRAY[a)::text[]", "(ARRAY['a'])::", "((a AND b'", "(A\"",
  ])
  func `what is no expression stays as it is`(_ text: String) {
    #expect(Reread.text(text) == text)
  }

  @Test func `brackets that mean something stay`() {
    for text in [
      "((a OR b) AND c)", "(a AND (b AND c))", "((SELECT x AND y) AND c)", "((a) AND b)",
      "f((a AND b), (c AND d))", "('((a AND b) AND c)' AND c)", "(ARRAY[a])::text",
    ] { #expect(Reread.text(text) == text) }
  }
}
