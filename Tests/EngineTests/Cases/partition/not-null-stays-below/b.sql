create table whole (a int not null, b int) partition by list (a);
create table part partition of whole for values in (1);
alter table part alter b set not null;
create table rest partition of whole default;
