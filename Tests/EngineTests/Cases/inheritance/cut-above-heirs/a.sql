create table p (a int, b int, c int, constraint ck check (a > 0));
create table q (d int) inherits (p);
create table r () inherits (q);
