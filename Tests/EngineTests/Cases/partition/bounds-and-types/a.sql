create table p (a int, b int, c text not null) partition by list (a);
create table q partition of p for values in (1);
create table r partition of p for values in (2);
create index on p (b);
