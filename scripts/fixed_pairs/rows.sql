### rows of composite by names in arrays and nested
--- a
create type c as (a int, b int); create type c2 as (c c, n int); create domain dc as c;
create table t (id int, x c, y c[], z c2, w c2[], d dc);
insert into t values (1, row(1,2), array[row(1,2)::c, row(3,4)::c], row(row(1,2)::c, 9), array[row(row(1,2)::c, 9)::c2], row(1,2)::c);
--- b
create type c as (b int, a int); create type c2 as (c c, n int); create domain dc as c;
create table t (id int, x c, y c[], z c2, w c2[], d dc);
insert into t values (1, row(1,2), array[row(1,2)::c, row(3,4)::c], row(row(1,2)::c, 9), array[row(row(1,2)::c, 9)::c2], row(1,2)::c);
### rows of a table in arrays
--- a
create table r (a int, b text); insert into r values (1, 'q');
create table t (id int, x r, y r[]); insert into t values (1, row(1, 'x'), array[row(1,'x')::r, null, row(2,'y')::r]), (2, null, '{}'), (3, null, null);
--- b
create table r (a bigint, b text, c int not null default 3);
create table t (id int, x r, y r[]); insert into t values (1, row(1, 'x', 4), array[row(1,'x', 3)::r, null, row(2,'y', 3)::r]), (2, null, '{}'), (3, null, null);
### rows in replaced table
--- a
create table r (a int, b text);
create type c as (a int, b int);
create table t (id int, x r, y r[], z c, w c[]) partition by list (id); create table t1 partition of t default; insert into t values (1, row(1, 'x'), array[row(1,'x')::r, null, row(2,'y')::r], row(1,2), array[row(1,2)::c]), (2, null, '{}', null, '{}'), (3, null, null, null, null);
--- b
create table r (c int default 4, a bigint, b text);
create type c as (b int, a int);
create table t (id int, x r, y r[], z c, w c[]) partition by range (id); create table t1 partition of t default; insert into t values (1, row(5, 1, 'x'), array[row(7, 1,'x')::r, null, row(8, 2,'y')::r], row(1,2), array[row(1,2)::c]), (2, null, '{}', null, '{}'), (3, null, null, null, null);
