create table p (a int, b text default 'q', c int) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p (b default 'p2', c default 5 not null, constraint own check (c > 1)) for values in (2);
alter table p1 alter b drop default;
alter table p1 alter c set statistics 7;
alter table p2 alter b set storage external;
alter table p2 set (fillfactor = 50);
