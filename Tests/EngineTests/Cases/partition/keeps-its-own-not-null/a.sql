create table p (a int, b int) partition by list (a);
create unlogged table q partition of p for values in (1);
alter table q alter b set default 4;
alter table q alter b set not null;
alter table q add check (b > 0);
create index qi on q (b);
alter table q set (fillfactor = 40);
alter table q alter b set statistics 99;
