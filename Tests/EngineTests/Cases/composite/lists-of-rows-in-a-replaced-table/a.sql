create table r (a int, b text);
create type c as (a int, b int);
create table t (id int, x r, y r[], z c, w c[]) partition by list (id);
create table t1 partition of t default;
