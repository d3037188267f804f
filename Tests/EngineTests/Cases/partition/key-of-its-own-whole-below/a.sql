create table whole (a int, n int) partition by range (a);
create table half partition of whole for values from (0) to (10) partition by range (a);
create table low partition of half for values from (0) to (5);
alter table whole add constraint first unique (a);
alter table whole add constraint self foreign key (n) references whole (a);
