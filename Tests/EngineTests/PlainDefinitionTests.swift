import Engine
import Postgres
import TestSupport
import Testing

/// Most definitions are written here and not by the server; they have to be its own, word for word.
@Suite struct PlainDefinitionTests {
  @Test(arguments: SchemaCase.all)
  func `definitions are the server's`(_ schema: SchemaCase) throws {
    try withDatabase { connection in
      guard try schema.load("b.sql", into: connection) else { return }
      try check(connection)
    }
  }

  @Test func `unusual indexes are as the server says`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create collation plain from "C";
        create domain word as text collate "C";
        create type mood as enum ('low', 'high');
        create table t (i int, o oid, t text, v varchar(9), c char(3), w word, n name, b bit(4),
          bv bit varying(4), m mood, l text[], x text collate "C", j jsonb);
        create index on t (i);
        """)
      for keys in [
        "i oid_ops", "o", "t bpchar_ops", "v bpchar_ops", "c", "v text_pattern_ops",
        "w",
        "n", "b varbit_ops", "bv", "m", "l", "x", #"x collate "default""#, #"t collate plain"#,
        #"t collate "C" desc"#, "lower(t)", "(i + 1) desc, t, lower(v) nulls first",
        #"lower(x)"#, #"lower(t collate "C")"#, #"(t collate "C") collate "default""#,
        #"(t || 'COLLATE'), (t is null)"#, "(t::word)", #"(t::word) collate "default""#,
        "(t::name)", #"(i::text::name) collate "default""#, "(j ->> 'a') text_pattern_ops",
        "((i)::oid)", "i) where (t > 'a' and (i > 1 or o = 2)", "i) with (fillfactor = 70",
        "i) include (t", "coalesce(t, v), (array[i, 1])", #"(case when i > 1 then 'a' end)"#,
      ] {
        try connection.run("create index on t (\(SQL(trusted: keys)))")
      }
      try check(connection)
    }
  }

  @Test func `a class that is lent to an extension's type is said`() throws {
    try withDatabase { connection in
      guard
        try connection.value("select count(*) from pg_available_extensions where name = 'citext'")
          == "1"
      else { return }
      try connection.script(
        """
        create extension citext;
        create domain shout as citext;
        create table t (c citext, s shout, t text);
        create index on t (c); create index on t (c text_ops); create index on t (s text_ops);
        create index on t (t);
        """)
      try check(connection)
    }
  }

  private func check(_ connection: Connection) throws {
    let snapshot = try SnapshotReader.read(connection)
    try connection.run("set search_path = ''")
    let indexes = try definitions(
      """
      select n.nspname, c.relname, '', pg_get_indexdef(c.oid)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('i', 'I') and c.oid >= 16384
      """, connection)
    for index in snapshot.all(Index.self) {
      #expect(index.definition == indexes[index.id.names + [""]], "\(index.id)")
    }
    let constraints = try definitions(
      """
      select n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)
      from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
      where c.oid >= 16384
      """, connection)
    for constraint in snapshot.all(Constraint.self) {
      let expected = constraints[constraint.table.names + [constraint.spokenName]]
      #expect(constraint.definition + (constraint.isValid ? "" : " NOT VALID") == expected)
    }
  }

  private func definitions(
    _ query: SQL, _ connection: Connection
  ) throws -> [[String]: String] {
    let rows = try connection.run(query).rows { row in
      ([row.text(), row.text(), row.text()], row.text())
    }
    return Dictionary(rows) { first, _ in first }
  }
}
