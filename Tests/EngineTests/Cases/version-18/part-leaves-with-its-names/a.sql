create table whole (a int not null, b int constraint chosen not null, c int not null) partition by list (a);
create table part partition of whole for values in (1);
create table other partition of whole for values in (2);
