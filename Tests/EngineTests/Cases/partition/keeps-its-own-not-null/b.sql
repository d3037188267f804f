create table p (a int, b int not null default 3) partition by list (a);
create table q partition of p for values in (1);
alter table q add check (b > 1);
create unique index qi on q (b);
create index on p (b);
