create table p (a int constraint c check (a > 0), b int default 3) partition by list (a);
create table q partition of p for values in (1, 2) partition by list (a);
create table s partition of q for values in (1);
create index on p (a);
