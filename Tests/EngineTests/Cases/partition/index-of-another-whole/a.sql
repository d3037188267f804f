create table whole (a int, b int) partition by range (a);
create index whole_first on whole (a);
create table low partition of whole for values from (0) to (10);
create table high partition of whole for values from (10) to (20);
alter index low_a_idx rename to low_first;
