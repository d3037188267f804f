create table whole (a int not null, b int not null) partition by list (a);
create table part partition of whole for values in (1);
create table rest partition of whole default;
