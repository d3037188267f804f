### enum loses label under partition bound
--- a
create type st as enum ('new','old','gone');
create table t (id int, s st not null, primary key (id, s)) partition by list (s);
create table t_new partition of t for values in ('new');
create table t_old partition of t for values in ('old','gone');
create view v as select id from t where s = 'new';
--- b
create type st as enum ('new','old');
create table t (id int, s st not null, primary key (id, s)) partition by list (s);
create table t_new partition of t for values in ('new');
create table t_old partition of t for values in ('old');
create view v as select id from t where s = 'new';
### enum loses label in everything
--- a
create type st as enum ('a','b','c');
create domain dst as st default 'b' check (value <> 'c');
create type comp as (n int, s st);
create function f(st) returns st language sql immutable as 'select $1';
create function fa(st[]) returns int language sql immutable as 'select cardinality($1)';
create table t (id int primary key, s st default 'a', sa st[] default '{a,b}', d dst, c comp, g boolean generated always as (s = 'a'::st) stored,
  check (s <> 'c'::st), check (f(s) is not null), exclude using btree (s with =) where (s = 'b'::st));
create index i on t (s) where s > 'a'::st;
create index i2 on t (f(s));
create statistics sx on (f(s)), id from t;
create view v as select s, count(*) from t where s = any (array['a','b']::st[]) group by s;
create materialized view m as select s, sa from t; create unique index mi on m (s);
alter table t enable row level security;
create policy p on t using (s <> 'b'::st);
create function tg() returns trigger language plpgsql as 'begin return new; end';
create trigger g before update of s on t for each row when (new.s = 'a'::st) execute function tg();
create rule r as on delete to v do instead delete from t where s = old.s;
comment on type st is 'x'; comment on column t.s is 'col';
--- b
create type st as enum ('b','a');
create domain dst as st default 'b' check (value <> 'a');
create type comp as (n int, s st);
create function f(st) returns st language sql immutable as 'select $1';
create function fa(st[]) returns int language sql immutable as 'select cardinality($1)';
create table t (id int primary key, s st default 'a', sa st[] default '{a,b}', d dst, c comp, g boolean generated always as (s = 'a'::st) stored,
  check (s <> 'b'::st), check (f(s) is not null), exclude using btree (s with =) where (s = 'b'::st));
create index i on t (s) where s > 'a'::st;
create index i2 on t (f(s));
create statistics sx on (f(s)), id from t;
create view v as select s, count(*) from t where s = any (array['a','b']::st[]) group by s;
create materialized view m as select s, sa from t; create unique index mi on m (s);
alter table t enable row level security;
create policy p on t using (s <> 'b'::st);
create function tg() returns trigger language plpgsql as 'begin return new; end';
create trigger g before update of s on t for each row when (new.s = 'a'::st) execute function tg();
create rule r as on delete to v do instead delete from t where s = old.s;
comment on type st is 'y'; comment on column t.s is 'col';
### domain base type change everywhere
--- a
create domain dm as int check (value > 0);
create domain dm2 as dm default 5;
create type comp as (x dm, y dm[]);
create type rg as range (subtype = dm);
create table t (id dm primary key, a dm[], c comp, d2 dm2, r rg, g dm generated always as (id) stored);
create table u (t_id dm references t, k int);
create function f(x dm) returns dm language sql as 'select x';
create function g() returns setof comp language sql as 'select null::comp';
create view v as select id, a, (c).x from t;
create index on t (d2);
--- b
create domain dm as bigint check (value > 0);
create domain dm2 as dm default 6;
create type comp as (x dm, y dm[]);
create type rg as range (subtype = dm);
create table t (id dm primary key, a dm[], c comp, d2 dm2, r rg, g dm generated always as (id) stored);
create table u (t_id dm references t, k int);
create function f(x dm) returns dm language sql as 'select x';
create function g() returns setof comp language sql as 'select null::comp';
create view v as select id, a, (c).x from t;
create index on t (d2);
### range subtype change in tables with functions
--- a
create type r as range (subtype = float8, subtype_diff = float8mi);
create table t (id int, x r, y r[], exclude using gist (x with &&));
create function f(r) returns boolean language sql immutable as 'select isempty($1)';
create index on t (f(x));
create view v as select lower(x) from t;
--- b
create type r as range (subtype = numeric);
create table t (id int, x r, y r[], exclude using gist (x with &&));
create function f(r) returns boolean language sql immutable as 'select isempty($1)';
create index on t (f(x));
create view v as select lower(x) from t;
### range with canonical and multirange name
--- a
create type r; create type r as range (subtype = int4, multirange_type_name = rm);
create table t (x r, y rm);
--- b
create type r as range (subtype = int4, multirange_type_name = r_many);
create table t (x r, y r_many);
### typed tables and type changes
--- a
create type person as (name text, age int);
create table p1 of person (primary key (name), age with options default 3 not null);
create table p2 of person;
create view v as select * from p1;
create function f(person) returns int language sql as 'select $1.age';
--- b
create type person as (name text, age bigint, mail text);
create table p1 of person (primary key (name), age with options default 4);
create table p2 (name text, age bigint, mail text);
create view v as select * from p1;
create function f(person) returns int language sql as 'select $1.age::int';
### typed becomes other type
--- a
create type ta as (a int, b text); create type tb as (a int, b text);
create table t of ta (primary key (a));
--- b
create type ta as (a int, b text); create type tb as (a int, b text);
create table t of tb (primary key (a), check (b <> ''));
### serial identity default mix
--- a
create table t1 (id serial primary key, a int); create table t2 (id int generated always as identity (start 5 increment 2 cache 7) primary key);
create table t3 (id bigint default 3 primary key); create sequence s3 as smallint start 4 cycle maxvalue 100; create table t4 (id int default nextval('s3'));
create table t5 (id smallserial); create table t6 (id int generated by default as identity, n int);
create sequence own owned by t3.id;
--- b
create table t1 (id int generated always as identity primary key, a bigserial); create table t2 (id serial primary key);
create table t3 (id bigint generated by default as identity (sequence name s3) primary key); create table t4 (id int default 4);
create table t5 (id bigint generated always as identity (minvalue -5 maxvalue 500 cycle)); create table t6 (id serial, n int generated always as identity);
create sequence own as int increment -1;
### check functions and generated functions change
--- a
create function ok(int, text default 'x') returns boolean language sql immutable as 'select $1 > 0';
create function gen(int) returns int language sql immutable as 'select $1 * 2';
create domain pos as int check (ok(value));
create table t (id int check (ok(id)), p pos, g int generated always as (gen(id)) stored, h int default gen(4));
create index on t (gen(id)) where ok(id);
create policy pol on t using (ok(id)); create view v as select gen(id) as g from t where ok(id);
create materialized view m as select gen(g) x from v; create index on m (gen(x));
--- b
create function ok(bigint, text default 'y') returns boolean language sql immutable as 'select $1 > 0';
create function gen(int, int default 1) returns int language sql immutable as 'select $1 * 2';
create domain pos as int check (ok(value));
create table t (id int check (ok(id)), p pos, g int generated always as (gen(id)) stored, h int default gen(4));
create index on t (gen(id)) where ok(id);
create policy pol on t using (ok(id)); create view v as select gen(id) as g from t where ok(id);
create materialized view m as select gen(g) x from v; create index on m (gen(x));
### function return type and out params under dependants
--- a
create function f(a int, out x int, out y text) language sql immutable as 'select a, a::text';
create function g(a int default 1, b text default 'q') returns table (p int, q text) language sql as 'select a, b';
create procedure pr(inout a int) language plpgsql as 'begin a := a + 1; end';
create view v as select (f(1)).x, (f(2)).y; create view w as select * from g(1);
create aggregate agg(int) (sfunc = int4pl, stype = int4, initcond = '0');
create view av as select agg(x) from v;
--- b
create function f(a int, out x bigint, out y text, out z date) language sql immutable as 'select a::bigint, a::text, null::date';
create function g(aa int default 2, b text default 'q') returns table (p bigint, q text) language sql as 'select aa::bigint, b';
create procedure pr(inout a int, inout b text) language plpgsql as 'begin a := a + 1; end';
create view v as select (f(1)).x, (f(2)).y; create view w as select * from g(1);
create aggregate agg(bigint) (sfunc = int8pl, stype = int8, initcond = '0');
create view av as select agg(x) from v;
### sql bodies that depend
--- a
create table t (id int primary key, a text);
create function f() returns setof t begin atomic select * from t; end;
create function g(x int) returns text begin atomic select a from t where id = x; end;
create procedure p(x int) begin atomic insert into t values (x, 'y'); delete from t where id = x; end;
create view v as select g(id) from t;
--- b
create table t (id bigint primary key, b text, c int);
create function f() returns setof t begin atomic select * from t; end;
create function g(x int) returns text begin atomic select b from t where id = x; end;
create procedure p(x int) begin atomic insert into t values (x, 'y'); delete from t where id = x; update t set c = 1; end;
create view v as select g(c) from t;
### functions call each other in sql bodies
--- a
create function a1(int) returns int return $1 + 1;
create function a2(int) returns int return a1($1) * 2;
create function a3(int) returns int return a2($1) + a1($1);
create table t (x int, y int default a3(3));
--- b
create function a1(bigint) returns bigint return $1 + 1;
create function a2(int) returns bigint return a1($1) * 2;
create function a3(int) returns int return (a2($1) + a1($1))::int;
create function a0(int) returns int return a3($1);
create table t (x int, y int default a0(3));
### triggers on partitioned with states
--- a
create function tg() returns trigger language plpgsql as 'begin return null; end';
create table t (id int, k int) partition by range (id);
create table t1 partition of t for values from (1) to (10);
create table t2 partition of t for values from (10) to (20) partition by list (k);
create table t21 partition of t2 for values in (1);
create trigger a after insert on t for each row execute function tg();
create trigger b after update of k on t for each row when (old.k is distinct from new.k) execute function tg();
alter table t1 disable trigger a;
create trigger own after delete on t1 for each row execute function tg();
create constraint trigger ct after insert on t deferrable initially deferred for each row execute function tg();
--- b
create function tg() returns trigger language plpgsql as 'begin return null; end';
create function tg2() returns trigger language plpgsql as 'begin return null; end';
create table t (id int, k int, z text) partition by range (id);
create table t1 partition of t for values from (1) to (10);
create table t2 partition of t for values from (10) to (20) partition by list (k);
create table t21 partition of t2 for values in (1);
create trigger a after insert on t for each row execute function tg2();
create trigger b after update of k, z on t for each row when (old.k is distinct from new.k) execute function tg();
alter table t21 enable always trigger a;
create constraint trigger ct after insert on t deferrable initially immediate for each row execute function tg();
alter table t disable trigger ct;
### transition tables triggers
--- a
create function tg() returns trigger language plpgsql as 'begin return null; end';
create table t (id int); create trigger a after insert on t referencing new table as n for each statement execute function tg();
create trigger b after update on t referencing old table as o new table as n for each row execute function tg();
create trigger c before truncate on t execute function tg('a', 'b''c', '\x');
--- b
create function tg() returns trigger language plpgsql as 'begin return null; end';
create table t (id bigint); create trigger a after insert on t referencing new table as nn for each statement execute function tg();
create trigger b after update on t referencing old table as o new table as n for each row when (old.id > 5) execute function tg();
create trigger c before truncate on t execute function tg('a', 'b''c', 'x\\');
### not valid and no inherit and deferrable
--- a
create table p (id int primary key, a int, b int, constraint c1 check (a > 0) no inherit, constraint c2 check (b > 0));
create table c () inherits (p);
create table r (id int, foreign key (id) references p, x int, constraint u unique (x) deferrable initially deferred, constraint nv check (x > 0));alter table r drop constraint nv, drop constraint r_id_fkey; alter table r add constraint nv check (x > 0) not valid, add foreign key (id) references p not valid;
create table e (during int4range, constraint ex exclude using gist (during with &&) deferrable);
--- b
create table p (id int primary key, a int, b int, constraint c1 check (a > 0), constraint c2 check (b > 0) no inherit);
create table c () inherits (p);
create table r (id int references p on delete cascade deferrable, x int, constraint u unique nulls not distinct (x) include (id), constraint nv check (x > 0));
create table e (during int4range, constraint ex exclude using gist (during with -|-) where (during is not null));
### views over views columns replaced
--- a
create table t (id int primary key, a text, b int);
create view v1 as select * from t; create view v2 as select * from v1; create view v3 as select id, a from v2 where b > 0 with check option;
create view v4 as select v2.*, v3.a as aa from v2 join v3 using (id); create materialized view m as select * from v4; create index mi on m (a); create unique index mu on m (id);
comment on column v2.a is 'va'; grant select (a) on v3 to fuzz_a; alter view v3 alter column a set default 'def';
create rule ru as on update to v2 do instead update t set a = new.a where id = old.id;
--- b
create table t (id bigint primary key, b int, a varchar(30), c date);
create view v1 as select * from t; create view v2 as select * from v1; create view v3 as select id, a from v2 where b > 1 with local check option;
create view v4 as select v2.*, v3.a as aa from v2 join v3 using (id); create materialized view m as select * from v4; create index mi on m (a); create unique index mu on m (id);
comment on column v2.a is 'va'; grant select (a) on v3 to fuzz_a; alter view v3 alter column a set default 'def';
create rule ru as on update to v2 do instead update t set a = new.a where id = old.id;
### view security options
--- a
create table t (id int); create view v with (security_barrier) as select * from t; create view w as select * from v;
create materialized view m with (fillfactor = 70) as select * from w with no data;
--- b
create table t (id int); create view v with (security_invoker = true, check_option = cascaded) as select * from t; create view w with (security_barrier = false) as select * from v;
create materialized view m with (autovacuum_enabled = false) as select * from w;
### recursive and circular
--- a
create table n (id int, up int);
create recursive view tree (id, d) as select id, 1 from n where up is null union all select n.id, tree.d + 1 from n join tree on n.up = tree.id;
create function fa() returns int language plpgsql as 'begin return (select count(*) from vb); end';
create view vb as select fa() as x where false;
--- b
create table n (id bigint, up bigint);
create recursive view tree (id, d, p) as select id, 1, array[id] from n where up is null union all select n.id, tree.d + 1, p || n.id from n join tree on n.up = tree.id;
create function fa() returns bigint language plpgsql as 'begin return (select count(*) from vb); end';
create view vb as select fa() as x where false;
### same names across kinds
--- a
create schema x; create table x.x (x int constraint x check (x > 0)); create function x.x(x int) returns int language sql as 'select x'; create index x1 on x.x (x);
create type x.y as (x int); create domain x.z as int constraint x check (value > 0); 
create policy x on x.x; create rule x as on insert to x.x do also nothing; create statistics x.x on x, (x + 1) from x.x; create collation x.x from "C"; create function x.eq(x.y, x.y) returns boolean language sql as 'select true'; create operator x.+ (leftarg = x.y, rightarg = x.y, function = x.eq);
--- b
create schema x; create view x.x as select 1 as x; create procedure x.x(x int) language sql as 'select x'; create table x.x1 (x int);
create type x.y as enum ('x'); create domain x.z as text constraint x check (value > ''); create sequence x.x2; create text search dictionary x.x (template = simple); create text search configuration x.x (copy = simple); create conversion x.x for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8; create operator family x.x using btree;
### keyword names
--- a
create schema "select"; create table "select"."table" ("user" int, "order" text default 'a"b', "check" boolean check ("check"), "primary" int primary key, "group" int references "select"."table");
create index "index" on "select"."table" ("order" collate "C" text_pattern_ops desc nulls last); create view "select"."view" as select "user" as "from", "order" from "select"."table";
create function "select"."function"("in" int, "out" text) returns int language sql as 'select null::int'; grant select ("user") on "select"."table" to fuzz_b;
--- b
create schema "select"; create table "select"."table" ("user" bigint, "order" text default 'a''b', "check" boolean check (not "check"), "primary" int primary key, "group" int references "select"."table" on delete set null ("group"));
create index "index" on "select"."table" ("order" collate "C" text_pattern_ops desc nulls first) include ("user"); create view "select"."view" as select "order", "user" as "from" from "select"."table";
create function "select"."function"("in" int, "out" text) returns int language sql as 'select null::int' strict; grant update ("order") on "select"."table" to fuzz_a;
