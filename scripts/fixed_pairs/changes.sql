### pk swap columns with fks from many
--- a
create table t (a int not null, b int not null, primary key (a)); create table u (x int references t, y int references t (a)); create table w (x int primary key references t on delete cascade);
--- b
create table t (a int not null, b int not null, primary key (b), unique (a)); create table u (x int references t, y int references t (a)); create table w (x int primary key references t on delete cascade);
### self fk composite
--- a
create table t (a int, b int, c int, primary key (a, b), foreign key (b, c) references t (a, b));
--- b
create table t (a bigint, b bigint, c bigint, primary key (b, a), foreign key (b, c) references t (b, a) deferrable initially deferred);
### circular fks
--- a
create table t (a int primary key, b int); create table u (a int primary key, b int references t); alter table t add foreign key (b) references u;
--- b
create table t (a bigint primary key, b bigint); create table u (a bigint primary key, b bigint references t);  alter table t add foreign key (b) references u; create table v (a bigint primary key references u);
### default uses function that uses table
--- a
create table s (n int); create function nx() returns int language sql as 'select max(n) from s'; create table t (a int default nx(), b int check (nx() > b));
--- b
create table s (n bigint); create function nx() returns bigint language sql as 'select max(n) from s'; create table t (a bigint default nx(), b int check (nx() > b));
### atomic default
--- a
create table s (n int); create function nx() returns int return (select max(n) from s); create table t (a int default nx(), g int generated always as (1) stored); create index on t ((a + 1));
--- b
create table s (n bigint); create function nx() returns bigint return (select max(n) from s); create table t (a bigint default nx() + 1, g int generated always as (2) stored); create index on t ((a + 2));
### generated columns using functions replaced
--- a
create function f(int) returns int language sql immutable as 'select $1'; create table t (a int, b int generated always as (f(a)) stored, check (f(a) > 0)); create index on t (f(a)); create view v as select f(a) from t; create policy p on t using (f(a) = 1);
--- b
create function f(int) returns bigint language sql immutable as 'select $1::bigint'; create table t (a int, b bigint generated always as (f(a)) stored, check (f(a) > 0)); create index on t (f(a)); create view v as select f(a) from t; create policy p on t using (f(a) = 1);
### function argument renamed with dependents
--- a
create function f(a int) returns int language sql immutable as 'select $1'; create view v as select f(1); create table t (x int default f(3)); create index on t (f(x)); create function g() returns int begin atomic select f(a => 3); end;
--- b
create function f(b int) returns int language sql immutable as 'select $1'; create view v as select f(1); create table t (x int default f(3)); create index on t (f(x)); create function g() returns int begin atomic select f(b => 3); end;
### overloads
--- a
create function f(int) returns int language sql as 'select 1'; create function f(text) returns int language sql as 'select 1'; create function f(int, int default 3) returns text language sql as 'select null'; comment on function f(int) is 'a';
--- b
create function f(bigint) returns int language sql as 'select 1'; create function f(text) returns bigint language sql as 'select 1::bigint'; create function f(int, int) returns text language sql as 'select null'; comment on function f(bigint) is 'a';
### function becomes procedure and aggregate
--- a
create function f(int) returns int language sql as 'select 1'; create procedure g(int) language sql as 'select 1'; create aggregate h(int) (sfunc = int4pl, stype = int);
--- b
create procedure f(int) language sql as 'select 1'; create aggregate g(int) (sfunc = int4pl, stype = int); create function h(int) returns int language sql as 'select 1';
### view columns reordered with dependents and grants
--- a
create table t (a int, b int); create view v as select a, b from t; create view w as select b from v; grant select on w to fuzz_a; create function f(v) returns int language sql as 'select 1'; alter view v set (security_barrier);
--- b
create table t (a int, b int); create view v as select b, a from t; create view w as select b from v; grant select on w to fuzz_a; create function f(v) returns int language sql as 'select 1';
### view with column renamed
--- a
create table t (a int, b int); create view v (x, y) as select a, b from t; create view w as select x from v;
--- b
create table t (a int, b int); create view v (z, y) as select a, b from t; create view w as select z from v;
### mutual views via functions
--- a
create table t (a int); create view v as select a from t; create function f() returns setof v language plpgsql as 'begin return query select * from v; end'; create view w as select * from f();
--- b
create table t (a int); create view v as select a, 2 as b from t; create function f() returns setof v language plpgsql as 'begin return query select * from v; end'; create view w as select * from f();
### trigger functions and when
--- a
create function tf() returns trigger language plpgsql as 'begin return new; end'; create function cond(int) returns bool language sql as 'select true'; create table t (a int, b text); create trigger x before update of b on t for each row when (cond(new.a)) execute function tf('a', 'b'); create view v as select * from t; create trigger y instead of insert on v for each row execute function tf();
--- b
create function tf() returns trigger language plpgsql as 'begin return new; end'; create function cond(bigint) returns bool language sql as 'select true'; create table t (a bigint, b varchar(8)); create trigger x before update of b on t for each row when (cond(new.a)) execute function tf('a', 'c'); create view v as select * from t; create trigger y instead of insert or delete on v for each row execute function tf();
### trigger on partitions
--- a
create function tf() returns trigger language plpgsql as 'begin return new; end'; create table p (a int, b int) partition by list (a); create table q partition of p for values in (1); create trigger x after insert on p for each row execute function tf(); alter table q disable trigger x; create trigger z after insert on q for each row execute function tf();
--- b
create function tf() returns trigger language plpgsql as 'begin return new; end'; create table p (a int, b bigint) partition by list (a); create table q partition of p for values in (1); create trigger x after insert or update on p for each row execute function tf(); create table r partition of p default; alter table r enable always trigger x;
### default partition with new partition
--- a
create table p (a int) partition by list (a); create table d partition of p default; create table q (a int);
--- b
create table p (a int) partition by list (a); create table q partition of p for values in (1, 2); create table d partition of p default; create table z partition of p for values in (null);
### range multi
--- a
create table p (a int, b text) partition by range (a, b); create table p1 partition of p for values from (minvalue, minvalue) to (1, 'a'); create table p2 partition of p for values from (1, 'a') to (5, maxvalue);
--- b
create table p (a int, b text) partition by range (a, b); create table p1 partition of p for values from (minvalue, minvalue) to (1, 'b'); create table p2 partition of p for values from (1, 'b') to (5, maxvalue); create table p3 partition of p default;
### hash repartition
--- a
create table p (a int primary key) partition by hash (a); create table p1 partition of p for values with (modulus 2, remainder 0); create table p2 partition of p for values with (modulus 2, remainder 1);
--- b
create table p (a int primary key) partition by hash (a); create table p1 partition of p for values with (modulus 3, remainder 0); create table p2 partition of p for values with (modulus 3, remainder 1); create table p3 partition of p for values with (modulus 3, remainder 2);
### plain becomes partitioned with fk to it
--- a
create table t (a int primary key, b text); insert into t values (1, 'x'), (200, 'y'); create table u (x int references t); insert into u values (1); create view v as select * from t; create sequence s owned by t.a;
--- b
create table t (a int primary key, b text) partition by range (a); create table t1 partition of t for values from (0) to (100); create table t2 partition of t default; create table u (x int references t); create view v as select * from t; create sequence s owned by t.a;
### partitioned collapses to plain
--- a
create table t (a int primary key, b text) partition by range (a); create table t1 partition of t for values from (0) to (100); create table t2 partition of t default; insert into t values (1, 'x'), (200, 'y'); create table u (x int references t);
--- b
create table t (a int primary key, b text); create table u (x int references t);
### partition renamed and moved schema
--- a
create schema s; create table t (a int) partition by list (a); create table t1 partition of t for values in (1); insert into t values (1); create index on t (a);
--- b
create schema s; create table t (a int) partition by list (a); create table s.t1 partition of t for values in (1); create index on t (a);
### unlogged and identity in partition
--- a
create table p (a int, b int) partition by list (a); create unlogged table q partition of p for values in (1); alter table q alter b set default 4; alter table q alter b set not null; alter table q add check (b > 0); create index qi on q (b); alter table q set (fillfactor = 40); alter table q alter b set statistics 99;
--- b
create table p (a int, b int not null default 3) partition by list (a); create table q partition of p for values in (1); alter table q add check (b > 1); create unique index qi on q (b); create index on p (b);
### pk on partition becomes part of parent pk
--- a
create table p (a int not null, b int) partition by list (a); create table q partition of p for values in (1); alter table q add constraint qpk primary key (a); create table r partition of p default; create unique index ri on r (a);
--- b
create table p (a int not null, b int) partition by list (a); create table q partition of p for values in (1); create table r partition of p default; alter table q add constraint qpk primary key (a); alter table p add primary key (a);
### inheritance multi level with checks no inherit
--- a
create table p (a int, check (a > 0) no inherit, constraint k check (a < 100)); create table q (b int, constraint k check (a < 100)) inherits (p); create table r (c int) inherits (q);
--- b
create table p (a bigint, constraint k check (a < 1000)); create table q (b int not null default 3, constraint k check (a < 1000)) inherits (p); create table r (c int) inherits (q); alter table r add check (c > 0) no inherit;
### heirs become partitions
--- a
create table p (a int, b text); create table p1 (check (a < 10)) inherits (p); create table p2 (check (a >= 10)) inherits (p); insert into p1 values (1, 'a'); insert into p2 values (11, 'b'); create index on p1 (a);
--- b
create table p (a int, b text) partition by range (a); create table p1 partition of p for values from (minvalue) to (10); create table p2 partition of p for values from (10) to (maxvalue); create index on p (a);
### range types over domains and composite range
--- a
create domain d as int check (value > 0); create type r as range (subtype = d); create table t (x r, y r[]); create function f(r) returns d language sql as 'select lower($1)'; create type c as (r r, m r_multirange); create table u (c c);
--- b
create domain d as bigint check (value > 0); create type r as range (subtype = d); create table t (x r, y r[]); create function f(r) returns d language sql as 'select lower($1)'; create type c as (r r, m r_multirange, n int); create table u (c c);
### column type to domain to enum
--- a
create type e as enum ('a', 'b'); create domain d as text check (value in ('a', 'b')); create table t (x text default 'a' check (x <> 'z'), y d default 'b', z e default 'a', w varchar(5)[]); create index on t (x); create index on t (lower(y)); insert into t values ('a', 'b', 'a', '{q}');
--- b
create type e as enum ('a', 'b'); create domain d as text check (value in ('a', 'b')); create table t (x e default 'a' check (x <> 'b'), y e default 'b', z text default 'a', w text[]); create index on t (x); create index on t (y);
### types to and fro
--- a
create table t (a text, b int, c timestamp, d jsonb, e bool, f numeric(10,2), g uuid, h int[]); insert into t values ('1', 1, '2020-01-01', '{}', true, 1.5, '00000000-0000-0000-0000-000000000001', '{1,2}');
--- b
create table t (a int, b text, c date, d json, e text, f int, g text, h bigint[]);
### bool int
--- a
create table t (a bool default true, b int default 0 not null); insert into t values (true, 1);
--- b
create table t (a int default 1, b bool default false not null);
### row security and force
--- a
create table t (a int, o text); alter table t enable row level security; create policy p on t as restrictive for update to fuzz_a using (o = current_user) with check (a > 0); create policy q on t for select to fuzz_a, fuzz_b using (exists (select from t x where x.a = t.a));
--- b
create table t (a bigint, o varchar(9)); alter table t force row level security; create policy p on t for update to fuzz_b using (o = current_user) with check (a > 1); create policy q on t to public using (exists (select from t x where x.a > t.a));
### long and odd names
--- a
create schema "Se""ch'a ma"; create table "Se""ch'a ma"."Ta$ble; drop" ("select" int, "a.b" text default 'it''s', "x""y" int generated always as identity); create index "in-dex" on "Se""ch'a ma"."Ta$ble; drop" ("a.b"); create function "Se""ch'a ma"."f(x)"("int" int) returns text language sql as $_$select '$$'::text$_$; comment on table "Se""ch'a ma"."Ta$ble; drop" is E'line\n''q''\\ back';
--- b
create schema "Se""ch'a ma"; create table "Se""ch'a ma"."Ta$ble; drop" ("select" bigint, "a.b" varchar(10) default 'it''s $$', "x""y" int); create unique index "in-dex" on "Se""ch'a ma"."Ta$ble; drop" ("a.b"); create function "Se""ch'a ma"."f(x)"("int" int) returns int language sql as $_$select 1 -- $$ $function$
$_$; comment on table "Se""ch'a ma"."Ta$ble; drop" is E'line\n''q''\\ back\ttab';
### case only names
--- a
create table "T" (a int); create table t ("A" int, a int); create index "I" on t (a); create index i on t ("A");
--- b
create table "T" ("A" int); create table t ("A" bigint, a text); create index "I" on t ("A"); create index i on t (a);
### conversions and operator families loose members
--- a
create operator family fam using btree; create function c84(int8, int4) returns int language sql immutable as 'select btint84cmp($1, $2)'; alter operator family fam using btree add operator 1 < (int8, int4), function 1 (int8, int4) c84(int8, int4);
create conversion cv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8; comment on conversion cv is 'x';
--- b
create operator family fam using btree; create function c84(int8, int4) returns int language sql immutable as 'select btint84cmp($1, $2)'; alter operator family fam using btree add operator 3 = (int8, int4), function 1 (int8, int4) c84(int8, int4); comment on operator family fam using btree is 'x';
create default conversion cv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
### window functions, support, set clauses
--- a
create function f(int) returns int language sql stable parallel safe cost 5 set search_path = 'a', "B c" as 'select 1'; create function g() returns setof int language sql rows 7 security definer as 'select 1';
--- b
create function f(int) returns int language sql volatile leakproof strict set work_mem = '1MB' set search_path = '' as 'select 1'; create function g() returns setof int language sql rows 70 as 'select 1';
### index variants
--- a
create table t (a int, b text, c tsvector, d point, e jsonb); create index i1 on t (a desc nulls last, b collate "C" text_pattern_ops) include (d) where a > 0; create index i2 on t using gin (c); create index i3 on t using gist (d); create index i4 on t using hash (b); create index i5 on t using brin (a) with (pages_per_range = 4); create index i6 on t using gin (e jsonb_path_ops); create index i7 on t using spgist (b); create unique index i8 on t (lower(b), a) nulls not distinct; alter index i8 alter column 1 set statistics 100;
--- b
create table t (a int, b text, c tsvector, d point, e jsonb); create index i1 on t (a, b) include (d) where a > 1; create index i2 on t using gist (c); create index i3 on t using spgist (d); create index i4 on t using btree (b); create index i5 on t using brin (a int4_minmax_multi_ops) with (pages_per_range = 8); create index i6 on t using gin (e); create index i7 on t using spgist (b text_ops); create unique index i8 on t (upper(b), a); alter index i8 alter column 1 set statistics 10;
