create table whole (a int, b int) partition by range (a);
create index whole_a on whole (a);
create table half (a int, b int) partition by range (a);
create table low partition of half for values from (0) to (10);
create table high partition of half for values from (10) to (20);
