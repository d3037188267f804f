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
    "(a > 1 and b > 1)::boolean and a > 2 and b > 3", "(a >= 1 and b <= 9)::boolean and v is null",
    "((a between 1 and 9 and b > 0)::boolean and n > 0)::boolean and n < 9",
    "(a + 1) between (b - 1) and case when b > 1 then 9 else -1 end and m is not null",
    "v collate \"C\" between 'a' and 'b' collate \"C\" and b > 0",
    "v not in ('x', t) and (v in ('x', 'y')) is not true",
    "not v = any (array['x', v]::varchar[]::text[])",
  ]

  @Test(arguments: conditions)
  func `it is told as it is read again, and retold as it was`(_ condition: String) throws {
    try withDatabase { connection in
      try connection.script(
        """
        create type mood as enum ('low', 'high');
        create table t (a int, b int, v varchar(9), t text, n numeric, m mood,
          "Odd, (name" varchar);
        """)
      func told(_ definition: String) throws -> String {
        try connection.run("alter table t add constraint k \(SQL(trusted: definition))")
        let again = try connection.run(
          "select pg_get_constraintdef(oid) from pg_constraint where conname = 'k'"
        ).rows { $0.text() }.first
        try connection.run("alter table t drop constraint k")
        return try #require(again)
      }
      let first = try told("check (\(condition))")
      let second = try told(first)
      #expect(try told(second) == second)
      #expect(Reread.text(first) == second)
      #expect(Reread.text(second) == second)
      #expect(try told(Reread.retold(first)) == first)
      #expect(try told(Reread.retold(second)) == second)
    }
  }

  @Test(arguments: [
    "select 1 as id, 'a' as kind union all select 2, 'b'",
    "select id, null::text as n from (select 1::bigint as id union all select 2) x",
    "select * from (select 1::bigint as a, 'it''s, (' as b, null as c, 2.5::float8 union select 2, 'b', null, 3) x",
    "select * from (select 'a' as a, now() union all select 'x::text', null) x (a, b)",
    "select * from (select date '2001-02-03' as d, time '1:00' union select '2002-03-04', '2:00') x",
    "select * from (select 'low'::mood as m union select 'high') x",
    "select * from (select '{1}'::int[] as l, '1 day'::interval as i union select '{2}', '2 h') x",
    #"select * from (select 'a'::"char" as c, E'a\\b' union select 'c', 'f') x"#,
    "select a from t where exists (select null) and a > (select -1 union select 2 limit 1)",
    "with x as (select a, v from t union all select 1, 'y') select a, v from x",
    "select 'b'::text as text, 'c'::varchar(3) as varchar, true as bool",
    "select * from (select 'b'::text as text union select 'c'::text) x",
  ])
  func `a view is told as it is read again, and retold as it was`(_ query: String) throws {
    try withDatabase { connection in
      try connection.script(
        "create type mood as enum ('low', 'high'); create table t (a int, v text);")
      func told(_ query: String) throws -> String {
        try connection.run("drop view if exists v")
        try connection.run("create view v as \(SQL(trusted: query))")
        let view = try connection.run("select pg_get_viewdef('v'::regclass)").rows { $0.text() }
        return try #require(view.first)
      }
      let first = try told(query)
      let second = try told(first)
      #expect(Reread.text(first) == Reread.text(second))
      #expect(try told(Reread.retold(first)) == first)
      #expect(try told(Reread.retold(second)) == second)
    }
  }

  @Test func `a name that can be seen is a difference`() throws {
    try withDatabase { connection in
      let texts = try [#""?column?""#, "text"].map { name in
        try connection.script(
          """
          drop view if exists v;
          create view v as select row_to_json(s) from (select 'b'::text as \(name)) s;
          """)
        return try connection.run("select pg_get_viewdef('v'::regclass)").rows { $0.text() }.first
      }
      #expect(Reread.text(texts[0] ?? "") != Reread.text(texts[1] ?? ""))
    }
  }

  @Test func `rows in a view are the same as a query of its own`() throws {
    try withDatabase { connection in
      func told() throws -> String {
        let view = try connection.run("select pg_get_viewdef('v'::regclass)").rows { $0.text() }
        return try #require(view.first)
      }
      try connection.run("create view v (a) as values (1, '( VALUES'), (2, '(VALUES')")
      let first = try told()
      try connection.run("create or replace view v as \(SQL(trusted: first))")
      let second = try told()
      #expect(first != second)
      #expect(Reread.text(first) == Reread.text(second))
      #expect(Reread.text(second).contains("'( VALUES'"))
      #expect(Reread.retold(second) == second)
    }
  }

  @Test(arguments: [
    "(((", ")(", "((a) AND", "(ARRAY[a)::text[]", "(ARRAY['a'])::", "((a AND b'", "(A\"",
  ])
  func `what is no expression stays as it is`(_ text: String) {
    #expect(Reread.text(text) == text)
    #expect(Reread.retold(text) == text)
  }

  @Test func `an interval is retold as one`() {
    let told = "CHECK ((((a >= 1) AND (a <= 9)) AND (((b < 'x'::text) OR (b > ')'::text)) OR c)))"
    #expect(
      Reread.retold(told)
        == "CHECK (((a BETWEEN 1 AND 9) AND ((b NOT BETWEEN 'x'::text AND ')'::text) OR c)))")
  }

  @Test func `brackets that mean something stay`() {
    for text in [
      "((a OR b) AND c)", "(a AND (b AND c))", "((SELECT x AND y) AND c)", "((a) AND b)",
      "f((a AND b), (c AND d))", "('((a AND b) AND c)' AND c)", "(ARRAY[a])::text",
    ] {
      #expect(Reread.text(text) == text)
      #expect(Reread.retold(text) == text)
    }
  }
}
