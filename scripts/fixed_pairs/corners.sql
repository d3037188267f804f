### statistics targets storage compression
--- a
create table t (a text, b text compression pglz, c bytea); alter table t alter c set storage external; alter table t alter a set statistics 500, alter b set storage main, alter c set (n_distinct = 4);
--- b
create table t (a text compression pglz, b varchar(100), c text); alter table t alter a set storage external, alter b set statistics 3;
### aggregate variants
--- a
create aggregate a1(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical); create aggregate a2(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra); create aggregate a3(int) (sfunc = int4pl, stype = int, msfunc = int4pl, minvfunc = int4mi, mstype = int, sortop = >, parallel = safe, combinefunc = int4pl);
--- b
create aggregate a1(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = dense_rank_final, finalfunc_extra, hypothetical); create aggregate a2(float8 order by float8) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_cont_float8_final); create aggregate a3(int) (sfunc = int4pl, stype = int, initcond = '4', parallel = restricted);
### view to security and check option
--- a
create table t (a int); create view v with (check_option = local) as select a from t where a > 0; create view w with (security_invoker = true) as select a from v with cascaded check option;
--- b
create table t (a int); create view v with (security_barrier) as select a from t where a > 0 with cascaded check option; create view w as select a from v where a < 4;
### view on view on type change with default and trigger and rule
--- a
create type e as enum ('a'); create table t (a e, b int); create view v as select a, b from t; alter view v alter b set default 4; create view w as select a from v; create rule r as on update to w do instead update t set a = new.a; comment on rule r on w is 'rule'; comment on view w is 'view'; grant update (a) on w to fuzz_a;
--- b
create type e as enum ('b', 'a'); create table t (a e, b bigint); create view v as select a, b from t; alter view v alter b set default 4; create view w as select a from v; create rule r as on update to w do instead update t set a = new.a; comment on rule r on w is 'rule'; comment on view w is 'view'; grant update (a) on w to fuzz_a;
### columns dropped under composite-returning functions
--- a
create table t (a int, b int, c int); create function f() returns setof t language sql begin atomic select * from t; end; create function g(t) returns int language sql return ($1).b; create view v as select b from f();
--- b
create table t (a int, c int); create function f() returns setof t language sql begin atomic select * from t; end; create function g(t) returns int language sql return ($1).c; create view v as select c from f();
### domains in arrays, ranges, composites: not null and checks
--- a
create domain d as int; create type c as (x d, y d[]); create type r as range (subtype = d); create table t (a d, b d[], c c, e r, f c[]); insert into t values (1, '{2}', row(3, '{4}'), '[1,4)', array[row(5, '{6}')::c]);
--- b
create domain d as int not null check (value > 0); create type c as (x d, y d[]); create type r as range (subtype = d); create table t (a d, b d[], c c, e r, f c[]); insert into t values (1, '{2}', row(3, '{4}'), '[1,4)', array[row(5, '{6}')::c]);
### type moved to another schema under columns
--- a
create schema s; create type e as enum ('a', 'b'); create type c as (x e, y int); create domain d as c check ((value).y > 0); create table t (a e, b c, c d, f e[]); insert into t values ('a', row('b', 3), row('a', 2), '{b,a}'); create index on t (a); create function f(e) returns c language sql as 'select row($1, 1)::c';
--- b
create schema s; create type s.e as enum ('a', 'b'); create type s.c as (x s.e, y int); create domain s.d as s.c check ((value).y > 0); create table t (a s.e, b s.c, c s.d, f s.e[]); create index on t (a); create function f(s.e) returns s.c language sql as 'select row($1, 1)::s.c';
### check constraint calls function that reads composite
--- a
create type c as (x int, y int); create function ok(c) returns bool language sql immutable as 'select ($1).x > 0'; create table t (a c check (ok(a))); create index on t ((ok(a))); create domain d as c check (ok(value)); insert into t values (row(1, 2));
--- b
create type c as (y int, x int, z int); create function ok(c) returns bool language sql immutable as 'select ($1).x > 0'; create table t (a c check (ok(a))); create index on t ((ok(a))); create domain d as c check (ok(value));
### circular table row types by function and default
--- a
create table t (a int); create function f(t) returns int language sql immutable as 'select 1'; alter table t add b int default 3, add check (f(t) > 0 or true);
--- b
create table t (a int); create function f(t) returns bigint language sql immutable as 'select 1::bigint'; alter table t add b bigint default 4, add check (f(t) > 0 or true), add c int;
### whole-row references in indexes views policies triggers
--- a
create table t (a int, b int); create view v as select t from t; create view w as select (t).a from v; create policy p on t using (t is not null); create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger g before update on t for each row when (old is distinct from new) execute function tf();
--- b
create table t (a bigint, b int, c int default 3); create view v as select t from t; create view w as select (t).a from v; create policy p on t using (t is not null); create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger g before update on t for each row when (old is distinct from new) execute function tf();
### generated depends on dropped generated
--- a
create table t (a int, b int generated always as (a + 1) stored, c text default 'x'); create index on t (b); insert into t (a) values (1);
--- b
create table t (a int, b int, c text generated always as (a::text) stored); create index on t (b);
### collation on columns changed with index view domain
--- a
create table t (a text collate "C" primary key, b varchar(10) collate "POSIX"); create index on t (b collate "C"); create view v as select a, b from t; create type c as (x text collate "C"); create domain d as text collate "C"; create table u (x d, y c);
--- b
create table t (a text primary key, b varchar(10) collate "C"); create index on t (b); create view v as select a, b from t; create type c as (x text); create domain d as text collate "POSIX"; create table u (x d, y c);
### collation nondeterministic and icu
--- a
create collation cn (provider = icu, locale = 'und', deterministic = false); create table t (a text collate cn unique, b text collate cn); create index on t (b); create materialized view m as select a from t where b = 'x'; create unique index on m (a);
--- b
create collation cn (provider = icu, locale = 'de-u-co-phonebk'); create table t (a text collate cn unique, b text collate cn); create index on t (b); create materialized view m as select a from t where b = 'x'; create unique index on m (a);
### three level partition attach with everything named oddly
--- a
create table p (a int, b int, c text) partition by list (a); create table q (c text, b int, a int) partition by list (b); create table r (a int, c text, b int); create index pi on p (c); create index qi on q (c); create index ri on r (c); insert into r values (1, 'x', 1);
--- b
create table p (a int, b int, c text) partition by list (a); create table q (c text, b int, a int) partition by list (b); create table r (a int, c text, b int); create index ri on r (c); alter table q attach partition r for values in (1); create index qi on q (c); alter table p attach partition q for values in (1); create index pi on p (c);
