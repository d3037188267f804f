create table t (a int, b int, c int not null, d int, e int);
alter table t add constraint b_there not null b not valid;
alter table t add constraint d_here not null d no inherit;
create table whole (id int, n int) partition by list (id);
create table part partition of whole for values in (1);
