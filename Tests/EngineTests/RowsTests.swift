import Engine
import Postgres
import TestSupport
import Testing

/// Rows that a copy is filled with: made up, or taken from a real database.
@Suite struct RowsTests {
  @Test func `rows are made for every type that PostgreSQL has`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create type mood as enum ('sad', 'ok');
        create type pair as (a int, b text);
        create domain positive as int check (value > 3);
        create domain code as text check (value in ('x-1', 'x-2')) not null;
        create type span as range (subtype = int);
        """)
      // Every type of the server's own that a column can have.
      let types = try connection.run(
        """
        select format_type(oid, null) from pg_type
        where typtype in ('b', 'r', 'm', 'e', 'd', 'c') and (typrelid = 0 or oid >= 16384)
          and typname !~ '^_' and typname !~ '^(pg_|reg|gtsvector|aclitem|refcursor|(t|c|x)id)'
          and typname not in ('int2vector', 'oidvector', 'xid8')
          and typname !~ 'snapshot$'
        """
      ).rows { $0.text() }
      #expect(types.count > 50)
      let columns = types.enumerated().map { index, type -> SQL in
        "c\(literal: index) \(SQL(trusted: type)) not null, l\(literal: index) \(SQL(trusted: type))[] not null"
      }
      try connection.run("create table every (\(columns.joined()))")
      let filled = try GeneratedRows.make(7, on: connection)
      #expect(filled.map(\.rows) == [7], "\(filled)")
    }
  }

  @Test func `rows meet the constraints of their tables`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create table tenant (id int generated always as identity primary key, code varchar(3) unique);
        create table place (tenant int references tenant, n smallint, primary key (tenant, n));
        create table visit (
          id bigserial primary key, tenant int not null, n smallint not null,
          guest int not null references tenant, status text not null default 'new',
          price numeric(5, 2) check (price > 0 and price < 90), note text,
          during tstzrange not null, above bigint references visit,
          total int generated always as (n * 2) stored,
          foreign key (tenant, n) references place, foreign key (tenant) references tenant,
          check (status in ('new', 'done')), check (char_length(note) = 2),
          exclude using gist (during with &&));
        create table egg (id int primary key, hen int);
        create table hen (id int primary key, egg int not null references egg);
        alter table egg add foreign key (hen) references hen;
        create table event (day date not null, kind text not null, primary key (day, kind))
          partition by range (day);
        create table event_old partition of event for values from ('2000-01-01') to ('2001-01-01');
        create table event_new partition of event default partition by list (kind);
        create table event_new_a partition of event_new for values in ('a', 'b');
        create table told (day date, kind text, foreign key (day, kind) references event);
        create function no() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
        create trigger no before insert on tenant for each row execute function no();
        create materialized view seen as select count(*) from visit;
        """)
      let filled = try GeneratedRows.make(20, on: connection)
      #expect(filled.allSatisfy { $0.rows > 0 && $0.note == nil }, "\(filled)")
      #expect(filled.first { $0.name[1] == "visit" }?.rows == 20)
      #expect(try connection.value("select count from seen") == "20")
      // PostgreSQL itself has looked at none of the foreign keys so far.
      let keys = try connection.run(
        """
        select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
        from pg_constraint where contype = 'f' and conparentid = 0
        """
      ).rows { ($0.text(), $0.text(), $0.text()) }
      for (table, name, definition) in keys {
        try connection.script(
          """
          alter table \(table) drop constraint \(name);
          alter table \(table) add constraint \(name) \(definition);
          """)
      }
    }
  }

  @Test func `what no row is known for is said`() throws {
    try withDatabase { connection in
      try connection.script(
        """
        create table odd (a int unique not null check (a * a = 1002001));
        create table below (odd int not null references odd (a));
        """)
      let filled = try GeneratedRows.make(5, on: connection)
      #expect(filled.map(\.rows) == [0, 0])
      #expect(filled.allSatisfy { $0.note != nil })
    }
  }

  @Test func `a sample brings along what its rows refer to`() throws {
    try withDatabase { copy in
      try withDatabase { source in
        let schema = """
          create table tenant (id int primary key, name text);
          create table part (id int, tenant int references tenant, primary key (id, tenant))
            partition by list (tenant);
          create table part_1 partition of part for values in (1);
          create table part_rest partition of part default;
          create table leaf (id int generated always as identity primary key, part int, tenant int,
            above int references leaf, twice int generated always as (part * 2) stored,
            foreign key (part, tenant) references part);
          create index on leaf (part);
          """
        try source.script(
          schema + """
            insert into tenant select i, 'tenant ' || i from generate_series(1, 50) i;
            insert into part select i, i from generate_series(1, 50) i;
            insert into leaf (part, tenant, above) select 51 - i, 51 - i, nullif(i - 1, 0)
              from generate_series(1, 50) i;
            """)
        try copy.script(schema)
        let filled = try SampledRows.copy(3, from: source, to: copy)
        let counts = Dictionary(uniqueKeysWithValues: filled.map { ($0.name[1], $0.rows) })
        #expect(counts["leaf"] == 3, "\(filled)")
        #expect((counts["tenant"] ?? 0) >= 6 && (counts["part"] ?? 0) >= 6)
        #expect(filled.allSatisfy { $0.note == nil })
        let leaf = try copy.value("select max(id) from leaf")
        #expect(leaf == "3")
        try copy.script(
          """
          alter table leaf add constraint again foreign key (part, tenant) references part;
          alter table part_1 add constraint again foreign key (tenant) references tenant;
          """)
        let status = source.transactionStatus
        #expect(status == .idle)
      }
    }
  }

  @Test func `a sample says what the other database does not have`() throws {
    try withDatabase { copy in
      try withDatabase { source in
        try source.script("create table a (id int); insert into a values (1);")
        try copy.script("create table a (id int); create table b (id int);")
        let filled = try SampledRows.copy(10, from: source, to: copy)
        #expect(filled.map(\.rows) == [1, 0])
        #expect(filled[1].note?.contains("does not exist") == true)
      }
    }
  }
}
