create table p (a int, b bigint);
create table q (a int, b int, c int, d int, constraint ck check (a > 0));
create table r (e int) inherits (q);
