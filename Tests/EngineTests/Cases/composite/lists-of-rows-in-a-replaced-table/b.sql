create table r (c int default 4, a bigint, b text);
create type c as (b int, a int);
create table t (id int, x r, y r[], z c, w c[]) partition by range (id);
create table t1 partition of t default;
