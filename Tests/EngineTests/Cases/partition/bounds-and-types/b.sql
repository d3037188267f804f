create table p (a int, b bigint, c text) partition by list (a);
create table q partition of p for values in (1, 3);
create table r partition of p for values in (2);
create index on p (b);
