create table p1 (a int, b int);
create table p2 (a int, c int, e text default 'x');
create table q (d int) inherits (p2, p1);
