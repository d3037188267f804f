create table c (e int, a text);
create table i (x int, a c) partition by list (x);
create table i1 partition of i for values in (1);
