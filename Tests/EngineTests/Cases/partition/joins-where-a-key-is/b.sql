create table v (e int, n int not null, k int) partition by list (k);
create table t partition of v for values in (10) partition by hash (k);
alter table v add constraint pk primary key (e, n, k) with (fillfactor = 60) deferrable initially deferred;
create table i (like t);
alter table t attach partition i for values with (modulus 4, remainder 2);
