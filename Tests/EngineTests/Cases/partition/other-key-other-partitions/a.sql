create table whole (a int, b text) partition by range (a);
create table low partition of whole for values from (1) to (10);
create table high partition of whole for values from (10) to (20) partition by list (b);
create table high_b partition of high for values in ('b');
create view of_one as select * from low;
create index on whole (a);
