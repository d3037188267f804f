create table p (a int, b int) partition by list (a);
create table q partition of p for values in (2) partition by list (b);
create table r partition of p for values in (1);
create table r2 partition of q default;
create index on p (b);
alter table p add unique (a, b);
