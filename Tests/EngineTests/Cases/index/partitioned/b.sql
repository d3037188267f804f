create table t (a int, b text) partition by list (a);
create table t1 partition of t for values in (1);
create index i on only t (b);
create index i1 on t1 (b);
alter index i attach partition i1;
create index j on t (a, b);
