create table p1 (a int, b int);
create table p2 (a int, c int);
create table q (d int) inherits (p1, p2);
