create table c (e bigint, a text, z int default 4);
create table i (x int, a c) partition by range (x);
create table i1 partition of i for values from (1) to (100);
