### partition key column type change with rows
--- a
create table t (k int, id int, v text, primary key (id, k)) partition by range (k);
create table t1 partition of t for values from (0) to (10); create table t2 partition of t for values from (10) to (100);
create index on t (v); create view w as select * from t where k < 5; insert into t select n, n, 'x' from generate_series(0, 50) n;
--- b
create table t (k bigint, id int, v text, primary key (id, k)) partition by range (k);
create table t1 partition of t for values from (0) to (10); create table t2 partition of t for values from (10) to (100);
create index on t (v); create view w as select * from t where k < 5; insert into t select n, n, 'x' from generate_series(0, 50) n;
### plain table becomes partitioned with everything
--- a
create table c (id int primary key);
create table t (id int generated always as identity primary key, k int not null default 3, c int references c, v text unique, check (k >= 0));
create table r (id int references t); create view w as select * from t; create trigger g before update on t for each row execute function suppress_redundant_updates_trigger(); create policy p on t using (k > 0); alter table t enable row level security; grant select (id) on t to fuzz_a; comment on table t is 'x'; create publication pub for table t;
insert into c values (1); insert into t (k, c, v) select n, 1, n from generate_series(0, 20) n; insert into r select id from t;
--- b
create table c (id int primary key);
create table t (id int generated always as identity primary key, k int not null default 3, c int references c, v text, check (k >= 0)) partition by range (id);
create table t1 partition of t for values from (minvalue) to (10); create table t2 partition of t default;
create table r (id int references t); create view w as select * from t; create trigger g before update on t for each row execute function suppress_redundant_updates_trigger(); create policy p on t using (k > 0); alter table t enable row level security; grant select (id) on t to fuzz_a; comment on table t is 'x'; create publication pub for table t;
insert into c values (1); insert into t (k, c, v) select n, 1, n from generate_series(0, 20) n; insert into r select id from t;
### subpartition structure changes with rows
--- a
create table t (a int, b int) partition by list (a); create table t1 partition of t for values in (1) partition by range (b); create table t11 partition of t1 for values from (0) to (10); create table t12 partition of t1 for values from (10) to (20); create table td partition of t default;
insert into t select n % 4, n % 20 from generate_series(0, 100) n;
--- b
create table t (a int, b int) partition by list (a); create table t1 partition of t for values in (1); create table t2 partition of t for values in (2) partition by hash (b); create table t21 partition of t2 for values with (modulus 2, remainder 0); create table t22 partition of t2 for values with (modulus 2, remainder 1); create table td partition of t default;
insert into t select n % 4, n % 20 from generate_series(0, 100) n;
### merge partitions with index and keys
--- a
create table t (a int, b int, primary key (a)) partition by range (a); create table t1 partition of t for values from (0) to (10); create table t2 partition of t for values from (10) to (20); create table t3 partition of t for values from (20) to (30); create index on t (b); create table r (a int references t);
insert into t select n, n from generate_series(0, 29) n;
--- b
create table t (a int, b int, primary key (a)) partition by range (a); create table t0 partition of t for values from (0) to (20); create table t3 partition of t for values from (20) to (30); create index on t (b); create table r (a int references t);
insert into t select n, n from generate_series(0, 29) n;
### partition split with other column
--- a
create table t (a int, b int) partition by range (a); create table t1 partition of t for values from (0) to (20); insert into t select n, n from generate_series(0, 19) n;
--- b
create table t (a int, b bigint, c text default 'x') partition by range (a); create table ta partition of t for values from (0) to (10); create table tb partition of t for values from (10) to (20); insert into t select n, n from generate_series(0, 19) n;
### default dropped and others come
--- a
create table t (a int, b int) partition by list (a); create table td partition of t default; insert into t select n % 3, n from generate_series(0, 19) n;
--- b
create table t (a int, b int) partition by list (a); create table t0 partition of t for values in (0); create table t1 partition of t for values in (1, 2, null); insert into t select n % 3, n from generate_series(0, 19) n;
### detached partition stays as table
--- a
create table t (a int not null, b text default 'p', primary key (a)) partition by range (a); create table t1 partition of t for values from (0) to (10); create table t2 partition of t for values from (10) to (20); create index bi on t (b); create trigger g before update on t for each row execute function suppress_redundant_updates_trigger();
insert into t select n, n from generate_series(0, 19) n;
--- b
create table t (a int not null, b text default 'p', primary key (a)) partition by range (a); create table t2 partition of t for values from (10) to (20); create index bi on t (b); create trigger g before update on t for each row execute function suppress_redundant_updates_trigger();
create table t1 (a int not null, b text default 'own', constraint t1_pkey primary key (a)); create index t1_b_idx on t1 (b);
insert into t select n, n from generate_series(10, 19) n; insert into t1 select n, n from generate_series(0, 9) n;
### tables swap names with rows and dependants
--- a
create table x (id int primary key, a text); create table y (id int primary key, b date); create table rx (x int references x); create view vx as select a from x; create function fx() returns setof x language sql as 'select * from x';
--- b
create table y (id int primary key, a text); create table x (id int primary key, b date); create table rx (x int references x); create view vx as select b from x; create function fx() returns setof x language sql as 'select * from x';
### drop add similar columns in place
--- a
create table t (id int primary key, first_name text not null, last_name text not null, full_name text generated always as (first_name || ' ' || last_name) stored, constraint n check (length(first_name) > 0)); create unique index u on t (lower(last_name), first_name) include (id) where last_name <> ''; create view v as select full_name from t; create index fi on t (full_name);
--- b
create table t (id int primary key, name text not null default '', full_name text generated always as (upper(name)) stored, constraint n check (length(name) >= 0)); create unique index u on t (lower(name), id) where name <> ''; create view v as select full_name, name from t; create index fi on t (full_name);
### type swaps with using
--- a
create type e1 as enum ('1','2','3'); create table t (id int, a text default '1', b int default 2, c boolean default true, d timestamp default now(), e varchar(10)[] default '{}', f e1 default '2', g json default '{}', h numeric(10,2) default 1.5, i bytea, j uuid, k date default current_date, l interval);
insert into t values (1, '2', 3, false, '2020-01-01', '{a}', '3', '{"a":1}', 2.5, '\x01', '00000000-0000-0000-0000-000000000001', '2020-01-01', '1 day');
--- b
create type e1 as enum ('1','2','3'); create table t (id int, a int default 1, b text default '2', c int default 1, d date default now(), e text[] default '{}', f text default '2', g jsonb default '{}', h int default 1, i text, j text, k timestamptz default current_date, l text);
insert into t values (1, '2', 3, 1, '2020-01-01', '{a}', '3', '{"a":1}', 2.5, '\x01', '00000000-0000-0000-0000-000000000001', '2020-01-01', '1 day');
### fk chain with type changes
--- a
create table a (id int primary key, code text unique); create table b (id int primary key, a int references a, code text references a (code) on update cascade); create table c (id int primary key, b int references b, a int, foreign key (a) references a on delete set null);
--- b
create table a (id bigint primary key, code varchar(40) unique); create table b (id bigint primary key, a bigint references a, code varchar(40) references a (code) on update restrict); create table c (id bigint primary key, b bigint references b, a bigint, foreign key (a) references a on delete set default);
### pk replaced and fk to other key
--- a
create table a (id int primary key, u uuid default gen_random_uuid() not null unique); create table b (a int references a (id), au uuid references a (u)); alter table a replica identity using index a_u_key; alter table a cluster on a_pkey;
--- b
create table a (id int, u uuid default gen_random_uuid() not null, constraint a_pkey primary key (u), constraint a_id unique (id)); create table b (a int references a (id), au uuid references a (u)); alter table a replica identity using index a_pkey;
### view becomes table and back with dependants
--- a
create table base (id int primary key, a text); create view v as select id, a from base; create view w as select * from v; create function f() returns setof v language sql as 'select * from v'; create materialized view m as select * from v; grant select on v to fuzz_a;
--- b
create table base (id int primary key, a text); create table v (id int primary key, a text); create view w as select * from v; create function f() returns setof v language sql as 'select * from v'; create view m as select * from v; grant select on v to fuzz_a;
### sequences of all sorts
--- a
create sequence s1; create sequence s2 as smallint increment 2 minvalue -10 maxvalue 100 start 5 cache 3 cycle; create unlogged sequence s3; create table t (a int default nextval('s1'), b int default nextval('s2')); alter sequence s2 owned by t.b; select setval('s1', 40), nextval('s2');
--- b
create sequence s1 as int increment -1 maxvalue 50; create sequence s2 minvalue 7 start 8; create sequence s3; create table t (b bigint default nextval('s1'), a int default nextval('s2') + 1); alter sequence s1 owned by t.b;
### unicode and long names
--- a
create schema "naïve ☃"; create table "naïve ☃"."тест_таблица_с_очень_длинн" ("колонка один" int primary key, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg" text unique, "q""'\x" text check ("q""'\x" <> '\')); create index on "naïve ☃"."тест_таблица_с_очень_длинн" (lower("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"));
create type "naïve ☃"."Ünum" as enum ('ä', 'it''s', '\', ''); create table "naïve ☃".u ("x" "naïve ☃"."Ünum" default '\', ref int references "naïve ☃"."тест_таблица_с_очень_длинн"); comment on column "naïve ☃".u.x is E'line\nbreak ''q'' \\ $$';
--- b
create schema "naïve ☃"; create table "naïve ☃"."тест_таблица_с_очень_длинн" ("колонка один" bigint primary key, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg" varchar(100) unique, "q""'\x" text check ("q""'\x" <> '\\')); create index on "naïve ☃"."тест_таблица_с_очень_длинн" (upper("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"));
create type "naïve ☃"."Ünum" as enum ('ä', '\', '', 'neu"'); create table "naïve ☃".u ("x" "naïve ☃"."Ünum" default 'neu"', ref bigint references "naïve ☃"."тест_таблица_с_очень_длинн"); comment on column "naïve ☃".u.x is E'line\nbreak ''q'' \\ $_$ $a$';
### function defaults on types and overloads
--- a
create type mood as enum ('x','y'); create type pt as (a int, b mood); create function f(m mood default 'x', p pt default row(1,'y')::pt, variadic r int[] default '{}') returns mood language sql as 'select m'; create function f(int) returns int language sql as 'select 1'; create function f(text) returns int language sql as 'select 1'; create procedure f(int, int, int) language sql as 'select 1'; create view v as select f('x'::mood), f(1) as one, f('t'::text) as two;
--- b
create type mood as enum ('y','z'); create type pt as (a int, b mood, c text); create function f(m mood default 'z', p pt default row(1,'y','')::pt, variadic r int[] default '{}') returns mood language sql as 'select m'; create function f(bigint) returns int language sql as 'select 1'; create function f(varchar) returns int language sql as 'select 1'; create procedure f(int, int, int, out int) language plpgsql as 'begin end'; create view v as select f('z'::mood), f(1) as one, f('t'::varchar) as two;
### inherited not null and defaults with generated
--- a
create table p (a int not null, b int generated always as (a * 2) stored, c int default 4); create table c1 (d text) inherits (p); create table c2 (a int default 7, c int default 5 not null) inherits (p); create index on c1 (b); insert into c1 (a, d) values (1, 'x'); insert into c2 (a) values (2);
--- b
create table p (a bigint, b bigint generated always as (a * 3) stored, c bigint default 5, check (a > 0)); create table c1 (d text, check (d <> '')) inherits (p); create table c2 (a bigint default 8 not null, c bigint default 5) inherits (p); create index on c1 (b); insert into c1 (a, d) values (1, 'x'); insert into c2 (a) values (2);
### schema moves
--- a
create schema s1; create schema s2; create type s1.e as enum ('a'); create table s1.t (id serial primary key, e s1.e); create function s1.f(s1.t) returns int language sql immutable as 'select $1.id'; create view s1.v as select s1.f(t) from s1.t; create index on s1.t (s1.f(t));
--- b
create schema s1; create schema s2; create type s2.e as enum ('a'); create table s2.t (id serial primary key, e s2.e); create function s2.f(s2.t) returns int language sql immutable as 'select $1.id'; create view s1.v as select s2.f(t) from s2.t;
