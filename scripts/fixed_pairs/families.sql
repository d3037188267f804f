### operators with commutator shells
--- a
create type cx as (a int); create function eq(cx, cx) returns boolean language sql immutable as 'select true'; create function ne(cx, cx) returns boolean language sql immutable as 'select false';
create operator === (leftarg = cx, rightarg = cx, function = eq, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes);
create operator !== (leftarg = cx, rightarg = cx, function = ne, negator = ===);
create table t (x cx, y cx, check (x === y)); create view v as select * from t where x !== y;
--- b
create type cx as (a int); create function eq(cx, cx) returns boolean language sql immutable as 'select true'; create function ne(cx, cx) returns boolean language sql immutable as 'select false'; create function eq2(cx, cx) returns boolean language sql immutable as 'select true';
create operator === (leftarg = cx, rightarg = cx, function = eq2, commutator = ===, negator = !==, merges);
create operator !== (leftarg = cx, rightarg = cx, function = ne, negator = ===, commutator = !==);
create table t (x cx, y cx, check (x === y)); create view v as select * from t where x !== y;
### opclass and family members
--- a
create function cmp(int, int) returns int language sql immutable as 'select $1 - $2'; create function cmp8(int, bigint) returns int language sql immutable as 'select 0';
create operator family of1 using btree; alter operator family of1 using btree add operator 1 < (int4, int8), operator 2 <= (int4, int8), operator 3 = (int4, int8), operator 4 >= (int4, int8), operator 5 > (int4, int8), function 1 cmp8(int, bigint);
create operator class oc1 for type int using btree family of1 as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 cmp(int, int);
create table t (x int); create index i on t (x oc1); create index j on t using gin ((array[x]));
--- b
create function cmp(int, int) returns int language sql immutable as 'select $2 - $1'; create function cmp2(int, int) returns int language sql immutable as 'select $2 - $1';
create operator family of1 using btree;
create operator class oc1 for type int using btree family of1 as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 cmp2(int, int);
create table t (x bigint, y int); create index i on t (y oc1 desc); create unique index j on t (x);
### casts in use
--- a
create type cx as (a int); create function cxi(cx) returns int language sql immutable as 'select $1.a'; create function icx(int) returns cx language sql immutable as 'select row($1)::cx';
create cast (cx as int) with function cxi(cx) as implicit; create cast (int as cx) with function icx(int);
create table t (x cx, y int generated always as (x::int) stored, check (x::int > 0)); create view v as select x::int as i, y::cx as c from t; create index on t ((x::int));
--- b
create type cx as (a int); create function cxi(cx) returns int language sql immutable as 'select $1.a + 1'; create function cxi2(cx) returns bigint language sql immutable as 'select $1.a';
create cast (cx as int) with function cxi(cx) as assignment; create cast (cx as bigint) with function cxi2(cx) as implicit; create cast (cx as text) with inout;
create table t (x cx, y bigint generated always as (x::bigint) stored, check (x::int > 0)); create view v as select x::bigint as i, x::text as c from t; create index on t ((x::bigint));
### text search config in generated columns
--- a
create text search dictionary d1 (template = simple, stopwords = english); create text search configuration c1 (copy = english); alter text search configuration c1 alter mapping for asciiword, word with d1, english_stem;
create table t (id int, doc text, v tsvector generated always as (to_tsvector('c1', doc)) stored); create index i on t using gin (v); create index i2 on t using gin (to_tsvector('c1'::regconfig, doc));
create view w as select ts_headline('c1', doc, to_tsquery('c1', 'x')) from t;
--- b
create text search dictionary d1 (template = simple, accept = false); create text search dictionary d2 (template = snowball, language = german); create text search configuration c1 (parser = "default"); alter text search configuration c1 add mapping for asciiword with d2;
create text search configuration c2 (copy = simple);
create table t (id int, doc text, v tsvector generated always as (setweight(to_tsvector('c2', doc), 'A')) stored); create index i on t using gist (v); create index i2 on t using gin (to_tsvector('c1'::regconfig, doc));
create view w as select ts_headline('c1', doc, to_tsquery('c1', 'x')) from t;
### collations nondeterministic
--- a
create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false); create collation num (provider = icu, locale = 'en-u-kn-true');
create table t (a text collate ci unique, b varchar(10) collate num, c text[] collate ci); create index on t (b collate ci); create view v as select a collate "C" as a, b from t order by a collate num; create domain d as text collate num check (value < 'x' collate ci);
create type rg as range (subtype = text, collation = num); create type comp as (a text collate ci);
--- b
create collation ci (provider = icu, locale = 'und-u-ks-level1', deterministic = false); create collation num (provider = icu, locale = 'en');
create table t (a text collate ci unique, b varchar(10) collate num, c text[] collate ci); create index on t (b collate ci); create view v as select a collate "C" as a, b from t order by a collate num; create domain d as text collate num check (value < 'x' collate ci);
create type rg as range (subtype = text, collation = num); create type comp as (a text collate num);
### publications with filters
--- a
create table t (id int primary key, a text, b int); create table u (id int primary key, x int) partition by range (id); create table u1 partition of u for values from (1) to (5); create schema s; create table s.z (k int primary key);
create publication p1 for table t (id, a) where (b > 0), u; create publication p2 for all tables with (publish = 'insert'); create publication p3 for tables in schema s, table t; create publication p4 for table u1 with (publish_via_partition_root);
--- b
create table t (id bigint primary key, a varchar(20), b bigint, c date); create table u (id int primary key, x int) partition by range (id); create table u1 partition of u for values from (1) to (5); create schema s; create table s.z (k int primary key, l int);
create publication p1 for table t (id, a, c) where (c is not null and b > 0), u; create publication p2 for table s.z (k); create publication p3 for tables in schema public; create publication p4 for table u with (publish_via_partition_root, publish = 'insert, update');
### default privileges per role and schema
--- a
create schema s; alter default privileges in schema s grant select on tables to fuzz_a with grant option; alter default privileges for role fuzz_a grant execute on functions to fuzz_b; alter default privileges for role fuzz_a revoke execute on functions from public;
alter default privileges grant usage on types to fuzz_a; alter default privileges revoke usage on types from public; create table s.t1 (a int); create type s.ty as enum ('a');
--- b
create schema s; alter default privileges in schema s grant insert, select on tables to fuzz_a; alter default privileges for role fuzz_a grant usage on sequences to fuzz_b; alter default privileges for role fuzz_b in schema s grant all on routines to public; alter default privileges grant create on schemas to fuzz_b;
create table s.t1 (a int); create table s.t2 (a serial); create type s.ty as enum ('a'); create function s.f() returns int language sql as 'select 1';
### foreign data
--- a
create foreign data wrapper w options (debug 'true'); create server s1 type 'x' version '1' foreign data wrapper w options (host 'a', port '5'); create server s2 foreign data wrapper w; create user mapping for fuzz_a server s1 options (password 'x'); create user mapping for public server s1;
create foreign table ft (id int not null, a text options (n 'x') default 'q', check (id > 0)) server s1 options (t 'y'); create view v as select * from ft; create table p (id int, a text) partition by range (id); create foreign table p1 partition of p for values from (1) to (2) server s1; 
--- b
create foreign data wrapper w options (debug 'false', x 'y'); create server s1 type 'x' version '2' foreign data wrapper w options (port '6', "na me" 'z'); create server s2 type 'y' foreign data wrapper w; create user mapping for fuzz_a server s2 options ("user" 'x'); create user mapping for public server s1 options (a 'b');
create foreign table ft (id bigint not null, a text options (m 'x') collate "C", b date, constraint ck check (id > 0)) server s2 options (t 'z'); create view v as select * from ft; create table p (id int, a text) partition by range (id); create foreign table p1 partition of p for values from (1) to (3) server s1 options (a 'b');
### event triggers and rules
--- a
create function et() returns event_trigger language plpgsql as 'begin end'; create event trigger e1 on ddl_command_start when tag in ('CREATE TABLE', 'DROP TABLE') execute function et(); create event trigger e2 on sql_drop execute function et(); alter event trigger e2 disable; create event trigger e3 on table_rewrite execute function et();
create table t (a int, b int); create table l (a int); create rule r1 as on insert to t where new.a > 5 do also insert into l values (new.a); create rule r2 as on update to t do instead (insert into l values (old.a); update l set a = new.b); create view v as select * from t; create rule r3 as on insert to v do instead insert into t values (new.a, new.b) returning *;
--- b
create function et() returns event_trigger language plpgsql as 'begin null; end'; create function et2() returns event_trigger language plpgsql as 'begin null; end'; create event trigger e1 on ddl_command_end when tag in ('CREATE TABLE') execute function et2(); create event trigger e2 on sql_drop execute function et(); alter event trigger e2 enable always; comment on event trigger e2 is 'x';
create table t (a bigint, b int, c int); create table l (a bigint); create rule r1 as on insert to t where new.a > 6 do also insert into l values (new.a); create rule r2 as on update to t do instead nothing; alter table t disable rule r1; create view v as select * from t; create rule r3 as on insert to v do instead insert into t values (new.a, new.b, new.c) returning *;
### policies with references
--- a
create table ten (id int primary key, own name); create table t (id int, ten int references ten, own name default current_user); alter table t enable row level security; alter table t force row level security;
create function is_own(int) returns boolean language sql stable security definer as 'select exists (select from ten where id = $1 and own = current_user)'; create policy p1 on t for select to fuzz_a, fuzz_b using (is_own(ten)); create policy p2 on t as restrictive for update using (exists (select from ten where ten.id = t.ten)) with check (own = current_user); create policy p3 on t for insert with check (true);
--- b
create table ten (id bigint primary key, owner name); create table t (id int, ten bigint references ten, own name default session_user); alter table t enable row level security;
create function is_own(bigint, text default null) returns boolean language sql stable security definer as 'select exists (select from ten where id = $1 and owner = current_user)'; create policy p1 on t for all to public using (is_own(ten)) with check (is_own(ten, 'x')); create policy p2 on t as permissive for update using (exists (select from ten where ten.id = t.ten and owner is not null)); create policy p4 on ten for delete to fuzz_a using (id in (select ten from t));
### statistics kinds
--- a
create table t (a int, b int, c text, d date); create statistics s1 on a, b from t; create statistics s2 (ndistinct, mcv) on c, a, d from t; create statistics s3 on (a + b), (lower(c)) from t; alter statistics s3 set statistics 50; create statistics s4 on (date_trunc('month', d)) from t; comment on statistics s1 is 'x';
--- b
create table t (d date, a bigint, b int, c varchar(30)); create statistics s1 (dependencies) on a, b from t; create statistics s2 (ndistinct, mcv) on d, c, a from t; create statistics s3 on (a + b), (lower(c)), b from t; create statistics s4 on (date_trunc('year', d)) from t;
### aggregates moving ordered
--- a
create function sf(int, int) returns int language sql immutable as 'select $1 + $2'; create function mf(int, int) returns int language sql immutable as 'select $1 - $2'; create function ff(int) returns text language sql immutable as 'select $1::text';
create aggregate ag(int) (sfunc = sf, stype = int, finalfunc = ff, msfunc = sf, minvfunc = mf, mstype = int, mfinalfunc = ff, initcond = '0', minitcond = '0', parallel = safe); create aggregate oa(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create table t (a int); create view v as select ag(a) over (order by a rows 2 preceding) from t; create view w as select oa(0.5) within group (order by a) from t;
--- b
create function sf(int, int) returns int language sql immutable as 'select $1 * $2'; create function mf(int, int) returns int language sql immutable as 'select $1 - $2'; create function ff(int) returns varchar language sql immutable as 'select $1::varchar';
create aggregate ag(int) (sfunc = sf, stype = int, finalfunc = ff, combinefunc = sf, initcond = '5', finalfunc_modify = shareable); create aggregate oa(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create table t (a int); create view v as select ag(a) from t; create view w as select oa(0.5) within group (order by a), 1 as x from t;
### comments everywhere
--- a
create schema s; comment on schema s is 's'; create domain s.d as int constraint dc check (value > 0); comment on domain s.d is 'd'; comment on constraint dc on domain s.d is 'dc'; create table s.t (a int constraint nn not null, b s.d, constraint ck check (a > 0), constraint pk primary key (a)); comment on constraint ck on s.t is 'ck'; comment on constraint pk on s.t is 'pk'; comment on index s.pk is 'ix'; create index ie on s.t ((a + 1), b);
create view s.v as select a, b from s.t; comment on column s.v.a is 'va'; create type s.c as (x int); comment on column s.c.x is 'cx'; create function s.f(int) returns int language sql as 'select 1'; comment on function s.f(int) is 'f'; create trigger tr before update on s.t for each row execute function suppress_redundant_updates_trigger(); comment on trigger tr on s.t is 'tr'; create rule ru as on delete to s.t do also nothing; comment on rule ru on s.t is 'ru'; create policy po on s.t; comment on policy po on s.t is 'po';
--- b
create schema s; comment on schema s is 't'; create domain s.d as bigint constraint dc check (value > 0); comment on constraint dc on domain s.d is E'd\nc'; create table s.t (a bigint constraint nn not null, b s.d, constraint ck check (a > 0), constraint pk primary key (a)); comment on constraint ck on s.t is 'ck'; comment on constraint pk on s.t is 'pk'; comment on index s.pk is 'ix'; create index ie on s.t ((a + 1), b);
create view s.v as select a, b from s.t; comment on column s.v.a is 'va'; create type s.c as (x bigint); comment on column s.c.x is 'cx'; create function s.f(int) returns bigint language sql as 'select 1'; comment on function s.f(int) is 'f'; create trigger tr before update of b on s.t for each row execute function suppress_redundant_updates_trigger(); comment on trigger tr on s.t is 'tr'; create rule ru as on delete to s.t where old.a > 5 do also nothing; comment on rule ru on s.t is 'ru'; create policy po on s.t for select; comment on policy po on s.t is 'po';
### storage compression toast
--- a
create table t (a text compression pglz, b bytea, c jsonb) with (fillfactor = 50, autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 5); alter table t alter a set storage external, alter c set storage main, alter c set (n_distinct = -0.5), alter b set statistics 300; alter table t replica identity full; create index i on t (a) with (deduplicate_items = off); cluster t using i;
--- b
create table t (a varchar(50), b bytea compression lz4, c text) with (fillfactor = 60, toast_tuple_target = 1000); alter table t alter b set storage external, alter a set statistics 0; create unique index i on t (b) where false; create unique index k on t (c) include (a); alter table t alter c set not null; alter table t replica identity using index k;
### inheritance multi
--- a
create table p1 (a int, b text default 'p'); create table p2 (a int, c date not null); create table ch (d int) inherits (p1, p2); create table gc () inherits (ch); alter table ch alter b set default 'ch'; create index on gc (a); create view v as select * from p1; alter table only p1 add constraint k check (a > 0) no inherit;
--- b
create table p1 (a bigint, b text default 'q', z int); create table p2 (a bigint, c date); create table ch (d int, c date) inherits (p1); create table gc (q text) inherits (ch, p2); create index on gc (a); create view v as select * from only p1; alter table p1 add constraint k check (a > 0);
### exclusion and operators
--- a
create table r (room int, during tsrange, constraint no_overlap exclude using gist (int4range(room, room, '[]') with =, during with &&) where (room > 0) deferrable initially deferred);
--- b
create table r (room bigint, during tstzrange, constraint no_overlap exclude using gist (int8range(room, room, '[]') with =, during with &&));
### identity in partitions and sequences moved
--- a
create schema s; create table t (id int generated always as identity, k int) partition by list (k); create table t1 partition of t for values in (1); create sequence s.q; create table s.u (x int default nextval('s.q')); alter sequence s.q owned by s.u.x; comment on sequence s.q is 'q'; grant usage on s.q to fuzz_a;
--- b
create schema s; create sequence q as int start 10; create table t (id bigint generated by default as identity (start 100), k int) partition by list (k); create table t1 partition of t for values in (1, 2); create table u (x bigint default nextval('q'), y int default nextval('q')); alter sequence q owned by u.y; comment on sequence q is 'q'; grant usage on q to fuzz_a;
### composite in tables rows
--- a
create type i as (a int, b text); create type o as (i i, is_ i[], n numeric(5,2)); create table t (id int primary key, o o, os o[], d int default 3); create view v as select (o).i.a, (os[1]).n from t; create index on t (((o).n)); create function f(o) returns i language sql immutable as 'select ($1).i'; create index on t ((f(o))); create domain od as o check ((value).n > 0);
--- b
create type i as (a bigint, c date, b varchar(9)); create type o as (n numeric(7,2), i i, is_ i[]); create table t (id int primary key, o o, os o[], d int default 3); create view v as select (o).i.a, (os[1]).n from t; create index on t (((o).n)); create function f(o) returns i language sql immutable as 'select ($1).i'; create index on t ((f(o))); create domain od as o check ((value).n > 1);
