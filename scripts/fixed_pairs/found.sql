### grant handed on
--- a
create table t (a int);
grant update on t to fuzz_a with grant option;
set role fuzz_a; grant update on t to fuzz_b with grant option; reset role;
set role fuzz_b; grant update on t to "Fuzz C"; reset role;
--- b
create table t (a int);
grant truncate, references on t to fuzz_a with grant option;
set role fuzz_a; grant truncate on t to fuzz_b with grant option; reset role;
set role fuzz_b; grant truncate on t to "Fuzz C"; reset role;
### grant option shrinks
--- a
create table t (a int);
grant update, select on t to fuzz_a with grant option;
set role fuzz_a; grant update, select on t to fuzz_b with grant option; reset role;
set role fuzz_b; grant update, select on t to "Fuzz C"; reset role;
--- b
create table t (a int);
grant update on t to fuzz_a with grant option; grant select on t to fuzz_a;
set role fuzz_a; grant update on t to fuzz_b with grant option; reset role;
### grant handed on by columns
--- a
create table t (a int, b int);
grant update (a) on t to fuzz_a with grant option;
set role fuzz_a; grant update (a) on t to fuzz_b; reset role;
--- b
create table t (a int, b int);
grant update (b) on t to fuzz_a with grant option;
set role fuzz_a; grant update (b) on t to fuzz_b; reset role;
### on only later partition
--- a
create table p (h int, f date) partition by hash (f);
create index i on only p (h);
--- b
create table p (h int, f date) partition by hash (f);
create table p1 partition of p for values with (modulus 4, remainder 1);
create index i on only p (h);
### on only index existing table attached
--- a
create table p (h int, f date) partition by hash (f);
create table q (h int);
create index i on only p (h);
--- b
create table p (h int, f date) partition by hash (f);
create table q (h int, f date);
alter table p attach partition q for values with (modulus 4, remainder 1);
create index i on only p (h);
### fk two levels below detached
--- a
create table r (a int primary key);
create table p (a int) partition by list (a);
alter table p add constraint c foreign key (a) references r;
create table q partition of p for values in (1, 2) partition by list (a);
create table s partition of q for values in (1);
--- b
create table r (a int primary key);
create table p (a int) partition by list (a);
create table s (a int);
### check two levels below detached
--- a
create table p (a int constraint c check (a > 0), b int default 3) partition by list (a);
create table q partition of p for values in (1, 2) partition by list (a);
create table s partition of q for values in (1);
create index on p (a);
--- b
create table p (a int) partition by list (a);
create table q (a int) partition by list (a);
create table s (a int, constraint c check (a > 0));
### keys two levels below
--- a
create table r (a int primary key);
create table p (a int unique) partition by list (a);
create table q partition of p for values in (1, 2) partition by list (a);
create table s partition of q for values in (1);
alter table p add constraint c foreign key (a) references p (a);
--- b
create table r (a int primary key);
create table p (a int unique) partition by list (a);
create table s (a int unique);
alter table s add constraint c foreign key (a) references s (a);
### pk when a partitioned table is attached
--- a
create table v (e int, n int not null, k int) partition by list (k);
create table i (k int not null) partition by list (k);
create table t partition of v for values in (10) partition by hash (k);
alter table v add constraint pk primary key (e, n, k) with (fillfactor = 60) deferrable initially deferred;
--- b
create table v (e int, n int not null, k int) partition by list (k);
create table t partition of v for values in (10) partition by hash (k);
alter table v add constraint pk primary key (e, n, k) with (fillfactor = 60) deferrable initially deferred;
create table i (like t);
alter table t attach partition i for values with (modulus 4, remainder 2);
### attach existing table with pk fk index
--- a
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table q (a int, b int, c text);
--- b
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table q (b int, a int not null primary key);
create index qi on q (b);
alter table q add foreign key (b) references r;
alter table p attach partition q for values in (1);
### attach existing partitioned with pk fk index
--- a
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table q (a int, b int);
create table p0 partition of p for values in (0);
--- b
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table p0 partition of p for values in (0);
create table q (b int, a int not null) partition by range (a);
create table q1 partition of q default;
alter table q add constraint qpk primary key (a);
create index qi on q (b);
alter table q add constraint qfk foreign key (b) references r;
alter table p attach partition q for values in (1);
### fk from a table to its own partition
--- a
create table n (q date, e int, a int2) partition by hash (q);
create table u partition of n for values with (modulus 1, remainder 0);
alter table u add primary key (a);
alter table n add constraint ck check (a is null or a > 0) not valid;
--- b
create table n (q date, e int, a int2) partition by list (q);
create table u partition of n default;
alter table u add primary key (a);
alter table n add constraint ck check (a is null or a > 0) not valid;
### not valid check on parent, key changes
--- a
create table n (q date, a int2) partition by hash (q);
create table u partition of n for values with (modulus 1, remainder 0);
alter table n add constraint ck check (a is null or a > 0) not valid;
--- b
create table n (q date, a int2) partition by list (q);
create table u partition of n default;
alter table n add constraint ck check (a is null or a > 0) not valid;
### foreign table and domain of one name
--- a
create foreign data wrapper w; create server s foreign data wrapper w;
create domain o as timestamptz default now();
create domain d as o;
create foreign table k (a o[], d int8) server s;
create table uses (x o, y d);
--- b
create foreign data wrapper w; create server s foreign data wrapper w;
create foreign table o (d int) server s;
create domain d as o;
create foreign table k (a o[], d int8) server s;
create table uses (x o, y d);
### table and domain of one name
--- a
create domain o as int;
create domain d as o;
create table uses (x o, y d, z o[]);
--- b
create table o (d int);
create domain d as o;
create table uses (x o, y d, z o[]);
### row typed column in replaced table
--- a
create type c as (e int, a text);
create table t of c;
create table i (x int, a t);
create table j (e int, a text not null, b text);
create function f() returns t language sql as 'select null::t';
--- b
create type c as (e int, a text);
create table t (e int, a text not null, b text);
create table j of c;
create table i (x int, a j);
create function f() returns j language sql as 'select null::j';
### statistics on columns in another order
--- a
create table t (a int, b int, c int);
create statistics z on b, a from t;
--- b
create table t (b int, a int, c int);
create statistics z on a, b from t;
### statistics on columns and an expression in another order
--- a
create table t (a int, b int, c int);
create statistics z on b, (a + c), a from t;
--- b
create table t (c int, a int, b int);
create statistics z on a, (a + c), b from t;
### statistics on expressions in another order
--- a
create table t (a int, b int, c int);
create statistics z on (b + c), (a + c), a from t;
--- b
create table t (c int, a int, b int);
create statistics z on a, (a + c), (b + c) from t;
### check valid in an heir made after it
--- a
create table p (a int); alter table p add constraint c check (a > 0) not valid;
create table h () inherits (p);
--- b
create table p (a bigint); alter table p add constraint c check (a > 0) not valid;
create table h () inherits (p);
### check valid two levels below one that is not
--- a
create table p (a int); 
create table h () inherits (p);
alter table p add constraint c check (a > 0) not valid;
create table g () inherits (h);
--- b
create table p (a bigint);
create table h () inherits (p);
alter table p add constraint c check (a > 0) not valid;
create table g () inherits (h);
### check valid below one that is not, new type of another kind
--- a
create table p (a int); 
alter table p add constraint c check (a > 0) not valid;
create table h () inherits (p);
create table g () inherits (h);
--- b
create table p (a text);
alter table p add constraint c check (a > '0') not valid;
create table h () inherits (p);
create table g () inherits (h);
### check of an heir's own, valid, above not
--- a
create table p (a int);
create table h (constraint c check (a > 0)) inherits (p);
alter table p add constraint c check (a > 0) not valid;
--- b
create table p (a bigint);
create table h (constraint c check (a > 0)) inherits (p);
alter table p add constraint c check (a > 0) not valid;
### check valid in partitions, above not
--- a
create table p (a int, k int) partition by list (k);
create table q partition of p for values in (1);
alter table p add constraint c check (a > 0) not valid;
alter table q validate constraint c;
create table q2 partition of p for values in (2);
--- b
create table p (a bigint, k int) partition by list (k);
create table q partition of p for values in (1);
alter table p add constraint c check (a > 0) not valid;
alter table q validate constraint c;
create table q2 partition of p for values in (2);
### check of two columns valid in an heir, above not
--- a
create table p (a int, b int); 
create table h () inherits (p); alter table p add constraint c check (a > b) not valid; alter table h validate constraint c;
--- b
create table p (a bigint, b bigint); 
create table h () inherits (p); alter table p add constraint c check (a > b) not valid; alter table h validate constraint c;
### base type moves, an attribute has it
--- a
create schema s;
create type bt;
create function bt_in(cstring) returns bt language internal immutable strict as 'int4in';
create function bt_out(bt) returns cstring language internal immutable strict as 'int4out';
create type bt (input = bt_in, output = bt_out, internallength = 4, passedbyvalue, alignment = int4);
create type ct as (a bt, b int);
--- b
create schema s;
create type s.bt;
create function bt_in(cstring) returns s.bt language internal immutable strict as 'int4in';
create function bt_out(s.bt) returns cstring language internal immutable strict as 'int4out';
create type s.bt (input = bt_in, output = bt_out, internallength = 4, passedbyvalue, alignment = int4);
create type ct as (a s.bt, b int);
### base type moves with its functions, a column and an attribute have it
--- a
create schema s;
create type bt;
create function bt_in(cstring) returns bt language internal immutable strict as 'int4in';
create function bt_out(bt) returns cstring language internal immutable strict as 'int4out';
create type bt (input = bt_in, output = bt_out, internallength = 4, passedbyvalue, alignment = int4);
create type ct as (a bt, b int);
create table t (x ct, y bt);
--- b
create schema s;
create type s.bt;
create function s.bt_in(cstring) returns s.bt language internal immutable strict as 'int4in';
create function s.bt_out(s.bt) returns cstring language internal immutable strict as 'int4out';
create type s.bt (input = s.bt_in, output = s.bt_out, internallength = 4, passedbyvalue, alignment = int4);
create type ct as (a s.bt, b int);
create table t (x ct, y s.bt);
### rows in the default partition are referred to
--- a
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table pd partition of p default;
create table r (a int references p);
insert into p values (1), (15), (30); insert into r values (15), (1), (30);
--- b
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20);
create table pd partition of p default;
create table r (a int references p);
### rows of a partition that goes have a place in a wider one
--- a
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20);
insert into p values (1), (15);
--- b
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (20);
### rows in the default partition are referred to from everywhere
--- a
create table p (a int primary key, b int references p, c text) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table pd partition of p default partition by list (a);
create table pd1 partition of pd for values in (15, 35);
create table pd2 partition of pd default;
create table r (a int references p on delete cascade, b int, constraint k foreign key (b) references p deferrable initially deferred);
comment on constraint k on r is 'kept';
create table q (a int, constraint f foreign key (a) references p on delete set null) partition by list (a);
create table q1 partition of q for values in (15);
create table q2 partition of q default;
create table gone (a int references p);
create table made (a int);
insert into p values (1, null, 'x'), (15, 1, 'y'), (30, 15, 'z'), (35, 30, 'q');
insert into r values (15, 30), (1, 15), (30, 1);
insert into q values (15), (30), (35);
--- b
create table p (a int primary key, b int references p, c text) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20);
create table p3 partition of p for values from (20) to (32);
create table pd partition of p default partition by list (a);
create table pd1 partition of pd for values in (15, 35);
create table pd2 partition of pd default;
create table r (a int references p on delete cascade, b int, constraint k foreign key (b) references p deferrable initially deferred);
comment on constraint k on r is 'kept';
create table q (a int, constraint f foreign key (a) references p on delete set null) partition by list (a);
create table q1 partition of q for values in (15);
create table q2 partition of q default;
create table gone (a int);
create table made (a int references p);
### index that goes with an extension made anew by a new type
--- a
create table t (a int);
create index i on t (a);
alter index i depends on extension plpgsql;
--- b
create table t (a bigint);
create index i on t (a);
alter index i depends on extension plpgsql;
### nameless constants within a union
--- a
create view v as select * from (select 1::bigint as n, 'a' as kind, null as x union all select 2, 'b', null) q;
create table t (a int);
create policy p on t using (exists (select null from v where v.n = a));
--- b
create view v as select * from (select 1::bigint as n, 'a' as kind, null as x union all select 2, 'b'::text, null union select 3, 'c', 'd') q;
create table t (a int);
create policy p on t using (exists (select -1 from v where v.n = a));
