### row typed replaced with defaults
--- a
create type c as (e int, a text);
create table t of c;
create table i (x int, a t);
create table j (e int, a text not null default 'q', b text default 'z', n numeric(10,2));
insert into i values (1, row(1, 'a'));
--- b
create type c as (e int, a text);
create table t (e int, a text not null default 'q', b text default 'z', n numeric(10,2));
create table j of c;
create table i (x int, a j);
### row typed swap both
--- a
create table t (a int, b text);
create table j (a int, b text, c int default 3);
create table i (x int, p t, q j, ps t[]);
--- b
create table j (a bigint, b text);
create table t (a int, b text, c int default 3);
create table i (x int, p j, q t, ps j[]);
### row type in partition replaced
--- a
create type c as (e int, a text);
create table i (x int, a c) partition by list (x);
create table i1 partition of i for values in (1);
--- b
create type c as (e int, a text, z int);
create table i (x int, a c) partition by range (x);
create table i1 partition of i for values from (1) to (100);
### row type of table in replaced table with reshape
--- a
create table c (e int, a text);
create table i (x int, a c) partition by list (x);
create table i1 partition of i for values in (1);
--- b
create table c (e bigint, a text, z int default 4);
create table i (x int, a c) partition by range (x);
create table i1 partition of i for values from (1) to (100);
### attach table w copy fk
--- a
create table r (a int primary key);
create table p (a int, b int references r) partition by list (a);
create table q (a int, b int);
--- b
create table r (a int primary key);
create table p (a int, b int references r) partition by list (a);
create table q (a int, b int);
alter table p attach partition q for values in (1);
### fk names of partitions
--- a
create table r (a int primary key);
create table p (a int, b int constraint fk1 references r) partition by list (a);
create table q (a int, b int constraint fkq references r);
alter table p attach partition q for values in (1);
comment on constraint fk1 on p is 'c';
--- b
create table r (a int primary key);
create table p (a int, b int constraint fk1 references r) partition by list (a);
create table q (a int, b int constraint fkz references r);
### fk name taken
--- a
create table r (a int primary key); create table z (a int primary key);
create table p (a int, b int constraint fk1 references r) partition by list (a);
create table q (a int constraint fk1 references z, b int);
alter table p attach partition q for values in (1) ;
--- b
create table r (a int primary key); create table z (a int primary key);
create table p (a int, b int) partition by list (a);
create table q (a int constraint fk1 references z, b int);
### partition key change w/ all
--- a
create table r (a int primary key);
create table p (id int generated always as identity, a int not null, b text collate "C" default 'x', c int generated always as (a * 2) stored, primary key (a, id)) partition by list (a);
create table p1 partition of p for values in (1); create table p2 partition of p default;
create index on p (b); create unique index u on p (a, b);
alter table p add foreign key (a) references r; alter table p add check (a > 0);
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on p for each row execute function tf();
alter table p enable row level security; create policy po on p using (a > 1);
create view v as select * from p; grant select on p to fuzz_a; grant select (a) on p1 to fuzz_b; comment on column p.a is 'aa';
create table f (x int, y int, foreign key (x, y) references p (a, id));
create statistics st on a, b from p; create publication pu for table p;
--- b
create table r (a int primary key);
create table p (id int generated always as identity, a int not null, b text collate "C" default 'x', c int generated always as (a * 2) stored, primary key (a, id)) partition by range (a);
create table p1 partition of p for values from (1) to (2); create table p2 partition of p default;
create index on p (b); create unique index u on p (a, b);
alter table p add foreign key (a) references r; alter table p add check (a > 0);
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on p for each row execute function tf();
alter table p enable row level security; create policy po on p using (a > 1);
create view v as select * from p; grant select on p to fuzz_a; grant select (a) on p1 to fuzz_b; comment on column p.a is 'aa';
create table f (x int, y int, foreign key (x, y) references p (a, id));
create statistics st on a, b from p; create publication pu for table p;
### expression partition key whose function changes
--- a
create function k(int) returns int language sql immutable as 'select $1';
create table p (a int) partition by range (k(a)); create table p1 partition of p for values from (0) to (10);
--- b
create function k(int) returns bigint language sql immutable as 'select $1::bigint';
create table p (a int) partition by range (k(a)); create table p1 partition of p for values from (0) to (10);
### collation replaced in partition key
--- a
create collation cc (locale = 'C'); create table p (a text collate cc) partition by range (a); create table p1 partition of p for values from ('a') to ('z'); create index on p (a); create domain d as text collate cc; create table t (x d);
--- b
create collation cc (locale = 'POSIX'); create table p (a text collate cc) partition by range (a); create table p1 partition of p for values from ('a') to ('z'); create index on p (a); create domain d as text collate cc; create table t (x d);
### matview chain
--- a
create table t (a int, b int); create materialized view m1 as select a, b from t; create unique index on m1 (a); create materialized view m2 as select sum(b) s from m1; create view v as select * from m2; grant select on m1 to fuzz_a; comment on materialized view m2 is 'x'; create index on m2 (s); alter materialized view m1 cluster on m1_a_idx; create statistics st on a, b from m1;
--- b
create table t (a int, b numeric); create materialized view m1 with (fillfactor = 50) as select a, b from t; create unique index on m1 (a); create materialized view m2 as select sum(b) s from m1 with no data; create view v as select * from m2; grant select on m1 to fuzz_a; comment on materialized view m2 is 'x'; create index on m2 (s); create statistics st on a, b from m1;
### view becomes table and matview
--- a
create table t (a int); create view v as select a from t; create materialized view m as select a from v; create function f() returns setof v language sql as 'select * from v';
--- b
create table t (a int); create table v (a int); create view m as select a from v; create function f() returns setof v language sql as 'select * from v';
### column to generated and identity with view
--- a
create table t (a int primary key, b int not null, c text); create view v as select * from t; insert into t values (1, 2, 'x');
--- b
create table t (a int primary key generated by default as identity, b int generated always as (a + 1) stored, c text not null default 'x'); create view v as select * from t;
### recursive views and rules on tables
--- a
create table t (a int, b int); create table l (a int); create rule r as on insert to t do also insert into l values (new.a); create rule r2 as on delete to t do instead nothing;
create rule r3 as on update to t do also notify x;
--- b
create table t (a bigint, b int, c int); create table l (a bigint); create rule r as on insert to t do also insert into l values (new.a); create rule r2 as on delete to t do instead update t set b = 0 where a = old.a;
alter table t disable rule r2;
### deferrable unique to fk target
--- a
create table t (a int unique deferrable, b int not null unique); create table u (x int references t (b), y int);
--- b
create table t (a int primary key, b int not null unique deferrable); create table u (x int, y int references t);
### fk with column lists and match
--- a
create table t (a int, b int, primary key (a, b)); create table u (x int, y int, foreign key (x, y) references t match full on delete set null);
--- b
create table t (a int, b int, primary key (b, a)); create table u (x int, y int, foreign key (x, y) references t (a, b) on delete set null (x) on update cascade deferrable);
### exclusion and nulls not distinct
--- a
create table t (a int4range, b int, exclude using gist (a with &&) where (b > 0)); create table u (a int, unique (a));
--- b
create table t (a int8range, b int, exclude using gist (a with &&) where (b > 1) deferrable); create table u (a int, unique nulls not distinct (a));
### names swapped
--- a
create table a (x int); create table b (y text); create index i1 on a (x); create index i2 on b (y); create sequence s1; create sequence s2 increment 2; create view va as select * from a; create view vb as select * from b;
--- b
create table b (x int); create table a (y text); create index i2 on b (x); create index i1 on a (y); create sequence s2; create sequence s1 increment 2; create view vb as select * from b; create view va as select * from a;
### table type kinds swapped
--- a
create table x (a int); create view y as select 1 as a; create sequence z; create type w as enum ('a'); create materialized view m as select 1 as b; create index i on x (a);
--- b
create view x as select 1 as a; create table y (a int); create type z as (a int); create table w (a int); create sequence m; create table i (a int);
### drop everything used
--- a
create schema s; create type s.e as enum ('a', 'b'); create table s.t (a s.e, b int generated always as identity); create view s.v as select * from s.t; create function s.f(s.v) returns s.t language sql as 'select null::s.t'; create index on s.t (a); create domain s.d as s.e; create table s.u (x s.d, y s.t);
--- b
create table t (a int);
### comments on all
--- a
create table t (a int constraint k check (a > 0), b int); comment on constraint k on t is 'k'; comment on table t is 't'; create index i on t (a); comment on index i is 'i'; create sequence s; comment on sequence s is 's'; create type e as enum ('x'); comment on type e is 'e'; create domain d as int constraint dk check (value > 0); comment on constraint dk on domain d is 'dk'; create function f(int) returns int language sql as 'select 1'; comment on function f(int) is 'f'; create schema s; comment on schema s is 's'; create view v as select 1 as q; comment on column v.q is 'q';
create policy p on t; comment on policy p on t is 'p'; create rule r as on insert to t do also nothing; comment on rule r on t is 'r'; create publication pb; comment on publication pb is 'pb'; create type c as (a int); comment on column c.a is 'ca'; create aggregate ag(int) (sfunc = int4pl, stype = int); comment on aggregate ag(int) is 'ag'; create operator <#> (leftarg = int, rightarg = int, function = int4pl); comment on operator <#> (int, int) is 'op'; create statistics st on a, b from t; comment on statistics st is 'st'; create cast (c as text) with inout; comment on cast (c as text) is 'cast';
create collation co (locale = 'C'); comment on collation co is 'co'; create text search configuration tc (copy = simple); comment on text search configuration tc is 'tc'; comment on type c is 'tt';
--- b
create table t (a bigint constraint k check (a > 1), b int); comment on constraint k on t is 'k'; comment on table t is 't2'; create index i on t (b); comment on index i is 'i'; create sequence s as int; comment on sequence s is 's'; create type e as enum ('y', 'x'); comment on type e is 'e'; create domain d as bigint constraint dk check (value > 0); comment on constraint dk on domain d is 'dk'; create function f(int) returns bigint language sql as 'select 1::bigint'; comment on function f(int) is 'f'; create schema s; create view v as select 1::bigint as q; comment on column v.q is 'q';
create policy p on t for select; comment on policy p on t is 'p'; create rule r as on insert to t do also update t set a = 1; comment on rule r on t is 'r'; create publication pb for table t; create type c as (a bigint); comment on column c.a is 'ca'; create aggregate ag(int) (sfunc = int4pl, stype = int, initcond = '1'); comment on aggregate ag(int) is 'ag'; create operator <#> (leftarg = int, rightarg = int, function = int4mi); comment on operator <#> (int, int) is 'op'; create statistics st (mcv) on a, b from t; comment on statistics st is 'st'; create cast (c as text) with inout as assignment; comment on cast (c as text) is 'cast';
create collation co (locale = 'POSIX'); comment on collation co is 'co'; create text search configuration tc (copy = english); comment on text search configuration tc is 'tc';
### inherited columns with local override
--- a
create table p (a int, b text default 'p', c int not null); create table q (b text default 'q', d int) inherits (p); create table r (a int check (a > 3), b text default 'r') inherits (p, q);
--- b
create table p (a int, b varchar(20) default 'pp', c int); create table q (b varchar(20) default 'q' not null, d int) inherits (p); create table r (a int check (a > 4), b varchar(20) default 'r') inherits (p, q);
### typed tables type attribute changes with heirs and views
--- a
create type c as (a int, b text); create table t of c (a primary key); create table u of c; create view v as select * from t; create function f(t) returns c language sql as 'select null::c';
--- b
create type c as (b text, d int, a bigint); create table t of c (a primary key); create table u of c (b not null); create view v as select * from t; create function f(t) returns c language sql as 'select null::c';
### serial to identity keep values
--- a
create table t (id serial primary key, b bigserial, x int); insert into t (x) values (1), (2);
--- b
create table t (id int generated always as identity primary key, b bigint generated by default as identity (increment 3), x int);
### transforms and languages
--- a
create type c as (a int); create function fs(internal) returns internal language internal immutable as 'int4in'; create language l handler plpgsql_call_handler; create function f() returns int language l as 'begin return 1; end';
--- b
create type c as (a int); create language l handler plpgsql_call_handler validator plpgsql_validator; create function f() returns bigint language l as 'begin return 1; end'; comment on language l is 'x';
### fdw
--- a
create foreign data wrapper w options (a '1'); create server s type 't' version '1' foreign data wrapper w options (h 'x'); create user mapping for fuzz_a server s options (user 'u'); create user mapping for public server s; create foreign table f (a int options (c 'd') not null, b text check (b <> '')) server s options (t 'x'); grant usage on foreign server s to fuzz_b; create view v as select * from f;
--- b
create foreign data wrapper w2; create server s type 't2' version '2' foreign data wrapper w2 options (i 'x'); create user mapping for fuzz_a server s options (pass 'u'); create foreign table f (b text, a bigint default 3) server s options (u 'x'); grant usage on foreign server s to fuzz_b; create view v as select * from f;
