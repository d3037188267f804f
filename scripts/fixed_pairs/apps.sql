### check reread under type change only
--- a
create table t (a int, b varchar(10), c text, constraint k1 check (a between 1 and 9 and c <> ''), constraint k2 check (b in ('x', 'y')), constraint k3 check (b in ('x','y') or c in ('p','q'))); create index i on t (b) where b in ('x','y'); create unique index i2 on t ((a between 1 and 5 and c <> '')); create statistics st on (b in ('x','y')), a from t;
create table p (a int, b varchar(10), check (b in ('x','y'))) partition by range (a); create table p1 partition of p for values from (1) to (5); create table h (a int, b varchar(10), check (b in ('x','y') and a between 1 and 3)); create table h1 () inherits (h);
--- b
create table t (a bigint, b varchar(20), c varchar(5), constraint k1 check (a between 1 and 9 and c <> ''), constraint k2 check (b in ('x', 'y')), constraint k3 check (b in ('x','y') or c in ('p','q'))); create index i on t (b) where b in ('x','y'); create unique index i2 on t ((a between 1 and 5 and c <> '')); create statistics st on (b in ('x','y')), a from t;
create table p (a int, b varchar(20), check (b in ('x','y'))) partition by range (a); create table p1 partition of p for values from (1) to (5); create table h (a bigint, b varchar(20), check (b in ('x','y') and a between 1 and 3)); create table h1 () inherits (h);
### operator changes with index and views
--- a
create function ieq(int, text) returns boolean language sql immutable as 'select $1::text = $2'; create operator =# (leftarg = int, rightarg = text, function = ieq); create table t (a int, b text, check (a =# b)); create view v as select * from t where a =# 'x'; create index on t ((a =# b)); create policy p on t using (a =# b); create rule r as on insert to t where new.a =# 'q' do also nothing;
--- b
create function ieq(bigint, text) returns boolean language sql immutable as 'select $1::text = $2'; create operator =# (leftarg = bigint, rightarg = text, function = ieq); create table t (a bigint, b text, check (a =# b)); create view v as select * from t where a =# 'x'; create index on t ((a =# b)); create policy p on t using (a =# b); create rule r as on insert to t where new.a =# 'q' do also nothing;
### subscription
--- a
create subscription s1 connection 'dbname=nowhere' publication p1, p2 with (connect = false, slot_name = none, enabled = false, binary = true);
--- b
create subscription s1 connection 'dbname=nowhere user=x' publication p2, p3 with (connect = false, slot_name = none, enabled = false, streaming = true, synchronous_commit = remote_apply); comment on subscription s1 is 'x';
### large app grows
--- a
create schema app; create extension if not exists pgcrypto with schema app; create extension if not exists citext; create type app.role as enum ('admin','user'); create domain app.email as citext check (value ~ '@');
create table app.users (id uuid primary key default gen_random_uuid(), email app.email not null unique, role app.role not null default 'user', created_at timestamptz default now(), meta jsonb default '{}'::jsonb);
create table app.posts (id bigserial primary key, author uuid not null references app.users on delete cascade, title text not null, body text, tags text[] default '{}', search tsvector generated always as (to_tsvector('english', coalesce(title,'') || ' ' || coalesce(body,''))) stored); create index on app.posts using gin (search); create index on app.posts using gin (tags); create index posts_title_trgm on app.posts (lower(title) text_pattern_ops);
create view app.feed as select p.id, p.title, u.email, u.role from app.posts p join app.users u on u.id = p.author; create materialized view app.stats as select author, count(*) n from app.posts group by 1; create unique index on app.stats (author);
create function app.touch() returns trigger language plpgsql as $$ begin new.created_at = now(); return new; end $$; create trigger touch before update on app.users for each row execute function app.touch(); alter table app.posts enable row level security; create policy own on app.posts using (author = (current_setting('app.user', true))::uuid);
--- b
create schema app; create extension if not exists pgcrypto; create extension if not exists citext with schema app; create type app.role as enum ('admin','editor','user'); create domain app.email as app.citext check (value ~ '@.+');
create table app.users (id uuid primary key default gen_random_uuid(), email app.email not null, role app.role not null default 'editor', created_at timestamptz not null default now(), updated_at timestamptz, meta jsonb not null default '{}'::jsonb, constraint users_email_key unique (email, role));
create table app.posts (id bigint generated always as identity primary key, author uuid references app.users on delete set null, title varchar(200) not null, body text, tags text[] not null default '{}', search tsvector generated always as (setweight(to_tsvector('simple', coalesce(title,'')), 'A') || to_tsvector('simple', coalesce(body,''))) stored); create index on app.posts using gin (search); create index on app.posts using gin (tags array_ops) with (fastupdate = off); create index posts_title_trgm on app.posts (upper(title) text_pattern_ops);
create view app.feed as select p.id, p.title, u.email, u.role, u.updated_at from app.posts p left join app.users u on u.id = p.author; create materialized view app.stats as select author, count(*) n, max(id) as last from app.posts group by 1; create unique index on app.stats (author);
create function app.touch() returns trigger language plpgsql as $$ begin new.updated_at = now(); return new; end $$; create trigger touch before update on app.users for each row when (old.* is distinct from new.*) execute function app.touch(); alter table app.posts enable row level security; create policy own on app.posts to fuzz_a using (author = (current_setting('app.user', true))::uuid or exists (select from app.users u where u.role = 'admin'));
### citext moves schema with domain and index
--- a
create schema ext; create extension citext; create table t (a citext unique, b citext[], check (a <> 'x')); create domain d as citext default 'q'; create view v as select a = 'y' as k from t;
--- b
create schema ext; create extension citext schema ext; create table t (a ext.citext unique, b ext.citext[], check (a <> 'x')); create domain d as ext.citext default 'q'; create view v as select a = 'y' as k from t;
### trigger function moves and procedures overload
--- a
create function tf() returns trigger language plpgsql as 'begin return new; end'; create table t (a int); create table u (a int); create trigger x before insert on t for each row execute function tf(); create trigger x before insert on u for each row execute function tf();
--- b
create schema z; create function z.tf() returns trigger language plpgsql as 'begin return new; end'; create table t (a int); create table u (a int); create trigger x before insert or update of a on t for each row execute function z.tf('a'); create trigger xx before insert on u for each row execute function z.tf();
### window functions and support
--- a
create function wf(anyelement) returns bigint language internal window immutable as 'window_row_number'; create table t (a int); create view v as select wf(a) over (order by a) from t;
--- b
create function wf(anyelement) returns bigint language internal window stable strict parallel safe cost 5 as 'window_row_number'; create table t (a bigint); create view v as select wf(a) over (order by a desc) from t;
### materialized view chain with data types changed
--- a
create table t (id int primary key, a text, b numeric(5,2)); create materialized view m1 as select id, a, b from t; create unique index m1u on m1 (id); create materialized view m2 as select a, sum(b) s from m1 group by a; create index m2s on m2 (s); create view v as select * from m2; grant select on m2 to fuzz_a; comment on column m2.s is 'sum'; alter materialized view m2 alter column s set statistics 50; cluster m2 using m2s;
--- b
create table t (id bigint primary key, a varchar(50), b numeric(9,2)); create materialized view m1 as select id, a, b from t; create unique index m1u on m1 (id) include (a); create materialized view m2 as select a, sum(b) s, count(*) n from m1 group by a; create index m2s on m2 (s desc); create view v as select * from m2; grant select on m2 to fuzz_a; comment on column m2.s is 'sum'; alter materialized view m2 alter column s set statistics 50; cluster m2 using m2s;
### multirange and arrays of domain in generated
--- a
create domain pos as int check (value > 0); create table t (a pos, r int4multirange, g int generated always as (lower(r)) stored, arr pos[], check (r @> 5), check (arr[1] > 0)); create index on t using gist (r);
--- b
create domain pos as int check (value > 1) not null; create table t (a pos, r int8multirange, g bigint generated always as (upper(r)) stored, arr pos[], check (r @> 5::bigint), check (arr[1] > 0)); create index on t using gist (r);
### rowtype args and default row constants
--- a
create table t (a int, b text); create function f(t default row(1,'x')::t) returns text language sql immutable as 'select $1.b'; create table u (x t default row(2,'y')::t, y text generated always as (f(x)) stored); create index on u ((f(x))); create index on u (((x).a));
--- b
create table t (a int, b text, c date); create function f(t default row(1,'x',null)::t) returns text language sql immutable as 'select $1.b'; create table u (x t default row(2,'y',null)::t, y text generated always as (f(x)) stored); create index on u ((f(x))); create index on u (((x).a));
### inheritance columns and constraints merging
--- a
create table p (a int, b text, constraint k check (a > 0)); create table q (a int, c int); create table ch (a int, d int, constraint k check (a > 0)) inherits (p); create table ch2 () inherits (p, q);
--- b
create table p (a int, b text, constraint k check (a > 1)); create table q (a int not null, c int, b text); create table ch (d int) inherits (p); create table ch2 (e int) inherits (q, p);
### null handling constraints exchange
--- a
create table t (a int constraint nn not null, b int, c int unique, d int, unique nulls not distinct (b, d), constraint x exclude (a with =)); create unique index ui on t (d) nulls not distinct where d > 0; alter table t add constraint ui2 unique (d, a);
--- b
create table t (a int, b int not null, c int, d int, constraint t_c_key unique nulls not distinct (c), unique (b, d), constraint x unique (a)); create unique index ui on t (d) where d > 0; alter table t add constraint ui2 unique (d) include (a) deferrable;
### table to foreign table and partitioned foreign
--- a
create foreign data wrapper w; create server s foreign data wrapper w; create table t (a int not null, b text default 'x'); create view v as select * from t;
--- b
create foreign data wrapper w; create server s foreign data wrapper w; create foreign table t (a int not null, b text default 'y') server s; create view v as select * from t;
### enum types swap labels and names
--- a
create type e1 as enum ('a','b'); create type e2 as enum ('c','d'); create table t (x e1 default 'a', y e2 default 'c', check (x = 'a' or y = 'c')); create function f(e1, e2) returns boolean language sql as 'select true';
--- b
create type e2 as enum ('a','b'); create type e1 as enum ('c','d'); create table t (x e1 default 'c', y e2 default 'a', check (x = 'c' or y = 'a')); create function f(e1, e2) returns boolean language sql as 'select false';
### type kinds change
--- a
create type a1 as enum ('1','2'); create domain a2 as text; create type a3 as (x int); create table t (p a1, q a2, r a3); create function f(a1, a2, a3) returns int language sql as 'select 1';
--- b
create domain a1 as text check (value in ('1','2')); create type a2 as enum ('x','y'); create domain a3 as text; create table t (p a1, q a2, r a3); create function f(a1, a2, a3) returns int language sql as 'select 1';
### renamed like objects with cross dependencies
--- a
create table customer (id serial primary key, name text not null, constraint name_chk check (name <> '')); create table orders (id serial primary key, customer_id int not null constraint ord_cust references customer on delete cascade, total numeric default 0); create index orders_cust on orders (customer_id); create view order_totals as select c.name, sum(o.total) t from customer c join orders o on o.customer_id = c.id group by c.name; create function cust_total(c customer) returns numeric language sql stable as 'select sum(total) from orders where customer_id = c.id'; create trigger chk before update on customer for each row execute function suppress_redundant_updates_trigger();
--- b
create table client (id serial primary key, name text not null, constraint name_chk check (name <> '')); create table orders (id serial primary key, client_id int not null constraint ord_cust references client on delete restrict, total numeric default 0 check (total >= 0)); create index orders_cust on orders (client_id); create view order_totals as select c.name, sum(o.total) t, count(*) n from client c join orders o on o.client_id = c.id group by c.name; create function cust_total(c client) returns numeric language sql stable as 'select sum(total) from orders where client_id = c.id'; create trigger chk before update on client for each row execute function suppress_redundant_updates_trigger();
### unique index to constraint and back
--- a
create table t (a int not null, b int not null, c int); create unique index t_a_key on t (a); create unique index t_b on t (b); alter table t add constraint t_pk primary key using index t_b; create unique index t_c on t (c) where c is not null; create table r (a int);
--- b
create table t (a int not null, b int not null, c int); alter table t add constraint t_a_key unique (a); create unique index t_b on t (b); alter table t add constraint t_c unique (c); create table r (a int references t (a));
### views with rules triggers defaults and checks replaced
--- a
create table t (id int primary key, a text, b int default 5); create view v as select id, a from t where b > 1 with cascaded check option; create view vv as select * from v where id > 0; create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger io instead of insert or update on vv for each row execute function tf(); alter view vv alter a set default 'z'; create rule rr as on delete to v do instead delete from t where id = old.id; comment on view vv is 'vv'; comment on trigger io on vv is 'io'; grant select, insert (a) on vv to fuzz_a;
--- b
create table t (id int primary key, a text, b int default 5, c text); create view v as select id, c, a from t where b > 1 with local check option; create view vv with (security_barrier) as select a, id from v where id > 0; create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger io instead of insert or update on vv for each row execute function tf('x'); alter view vv alter a set default 'zz'; create rule rr as on delete to v do instead delete from t where id = old.id and c = old.c; comment on view vv is 'vv2'; comment on trigger io on vv is 'io'; grant select, insert (a) on vv to fuzz_a;
### domain constraints and defaults with functions of tables
--- a
create table codes (c text primary key); create function valid(text) returns boolean language sql stable as 'select exists (select from codes where c = $1)'; create domain code as text default 'x' constraint ok check (valid(value)) not null; create table t (c code, cs code[]); create view v as select c::text || 'x' as y from t; create function uses(code) returns code language sql as 'select $1';
--- b
create table codes (c varchar(10) primary key, d int); create function valid(varchar, int default 0) returns boolean language sql stable as 'select exists (select from codes where c = $1)'; create domain code as varchar(10) constraint ok check (valid(value)); create table t (c code, cs code[]); create view v as select c::text || 'x' as y from t; create function uses(code) returns code language sql as 'select $1';
### unlogged logged with sequences and fks
--- a
create unlogged table a (id serial primary key, x int generated always as identity); create unlogged table b (a int references a); create table c (id int primary key); create materialized view m as select * from a;
--- b
create table a (id serial primary key, x int generated always as identity); create table b (a int references a); create unlogged table c (id int primary key, s serial); create materialized view m as select * from a;
### generated columns chain
--- a
create table t (a int, b int generated always as (a + 1) stored, c text generated always as ('x' || a) stored, d int default 2); create index on t (b); create index on t (c) where b > 3; alter table t add constraint u unique (b, c); create view v as select b, c from t; create table r (b int, c text, foreign key (b, c) references t (b, c));
--- b
create table t (a bigint, b bigint generated always as (a + 2) stored, c text, d int generated always as (a::int) stored); create index on t (b); create index on t (c) where b > 3; alter table t add constraint u unique (b, c); create view v as select b, c, d from t; create table r (b bigint, c text, foreign key (b, c) references t (b, c));
### functions of every option
--- a
create function f1(a int, b text default 'x', out c int, inout d date default null) returns record language plpgsql stable security definer set search_path = public, pg_temp set work_mem = '10MB' cost 10 as 'begin c := 1; end'; create function f2(variadic a text[]) returns setof text language sql immutable strict leakproof parallel safe rows 5 as 'select unnest($1)'; create function f3() returns table (a int, b text) language sql as 'select 1, ''x'''; create function f4(refcursor) returns refcursor language plpgsql as 'begin return $1; end'; create procedure p1(a int, inout b int default 3) language plpgsql security definer as 'begin end'; create function f5(anyarray, anyelement) returns anyarray language sql as 'select $1'; create function "F 6"("A b" int) returns void language sql as 'select 1';
--- b
create function f1(a int, b text default 'y', out c int, inout d date default null) returns record language plpgsql volatile set search_path = pg_catalog cost 100 as 'begin c := 2; end'; create function f2(variadic a text[]) returns text language sql immutable parallel restricted as 'select $1[1]'; create function f3(x int default 1) returns table (a int, b text, c int) language sql as 'select 1, ''x'', 2'; create function f4(refcursor) returns setof refcursor language plpgsql as 'begin return next $1; end'; create procedure p1(a int, inout b int default 4, inout c text default 'c') language plpgsql as 'begin end'; create function f5(anycompatiblearray, anycompatible) returns anycompatiblearray language sql as 'select $1'; create function "F 6"("a B" int) returns void language sql as 'select 1';
### cyc fks and deferred with type change
--- a
create table a (id int primary key, b int); create table b (id int primary key, a int references a deferrable initially deferred); alter table a add foreign key (b) references b; insert into a values (1, null); insert into b values (1, 1); update a set b = 1;
--- b
create table a (id bigint primary key, b bigint); create table b (id bigint primary key, a bigint references a on delete cascade); alter table a add foreign key (b) references b on update set null deferrable; insert into a values (1, null); insert into b values (1, 1); update a set b = 1;
### partitioned index attach names
--- a
create table t (a int, b text) partition by range (a); create table t1 partition of t for values from (1) to (5); create table t2 partition of t for values from (5) to (9); create index ix on only t (b); create index ix1 on t1 (b); alter index ix attach partition ix1; create unique index ua on t (a); alter table t1 add constraint own unique (b);
--- b
create table t (a int, b text) partition by range (a); create table t1 partition of t for values from (1) to (5); create table t2 partition of t for values from (5) to (9); create index ix on t (b); alter index t1_b_idx rename to ix1; create unique index ua on t (a, b); create unique index own on t1 (b); alter table t add constraint pk primary key (a);
### mixed privileges
--- a
create table t (a int, b text, c date); grant all on t to fuzz_a; revoke delete on t from fuzz_a; grant select (a, b), update (c) on t to fuzz_b with grant option; grant select on t to public; create sequence s; grant usage, select on s to fuzz_a; create function f() returns int language sql as 'select 1'; revoke all on function f() from public; grant execute on function f() to "Fuzz C" with grant option; create type ty as (x int); revoke usage on type ty from public; create foreign data wrapper w; grant usage on foreign data wrapper w to fuzz_a; create server sv foreign data wrapper w; grant usage on foreign server sv to fuzz_b; create domain dd as int; grant usage on domain dd to fuzz_a; grant select on all tables in schema public to fuzz_b;
--- b
create table t (a int, b text, c date, d int); grant truncate, trigger, references on t to fuzz_a with grant option; grant select (a, d), update (b) on t to fuzz_b; grant insert (d) on t to public; create sequence s; grant update on s to public; create function f() returns int language sql as 'select 1'; create procedure f(int) language sql as 'select 1'; revoke all on procedure f(int) from public; grant execute on function f() to "Fuzz C"; create type ty as (x bigint); revoke usage on type ty from public; grant usage on type ty to fuzz_a with grant option; create foreign data wrapper w; create server sv foreign data wrapper w; grant usage on foreign server sv to fuzz_b with grant option; create domain dd as bigint; grant usage on domain dd to fuzz_a; revoke all on t from current_user; grant select on t to current_user;
