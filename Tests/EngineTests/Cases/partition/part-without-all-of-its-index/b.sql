create table whole (a int, b int) partition by range (a);
create table half partition of whole for values from (0) to (100) partition by range (a);
create table low partition of half for values from (0) to (10);
create table high partition of half for values from (10) to (20);
create index whole_a on only whole (a);
create index half_a on only half (a);
create index low_a on low (a);
alter index half_a attach partition low_a;
alter index whole_a attach partition half_a;
