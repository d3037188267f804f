create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create index mine on p1 (b);
create table p2 partition of p for values from (10) to (20);
alter table p2 add constraint p2_own unique (a);
